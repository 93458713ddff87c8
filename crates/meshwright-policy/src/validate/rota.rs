//! Which rules look at a kind of document on a surface, whatever the configuration says: worked out once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::points::Cell;
use crate::rule::{Check, Rule, Surface};
use crate::rules;
use crate::subject::Kind;

type Rotas = BTreeMap<(Kind, Surface), Vec<&'static Rule>>;

/// The rules that look at documents of `kind` on `surface`, in the order of the table.
pub(super) fn rota(kind: Kind, surface: Surface) -> &'static [&'static Rule] {
    static ROTAS: LazyLock<Rotas> = LazyLock::new(rotas);
    ROTAS.get(&(kind, surface)).map_or(&[], Vec::as_slice)
}

fn rotas() -> Rotas {
    let duties = Kind::ALL
        .into_iter()
        .flat_map(|kind| Surface::ALL.map(|surface| (kind, surface)));
    duties
        .map(|(kind, surface)| {
            let on_duty =
                |rule: &&Rule| rule.kinds().contains(&kind) && looks(rule) && holds(rule, surface);
            let rules = rules::all().iter().copied().filter(on_duty).collect();
            ((kind, surface), rules)
        })
        .collect()
}

/// Whether it is a rule about what a document says, and not about its deletion or about facts from
/// elsewhere.
const fn looks(rule: &Rule) -> bool {
    !matches!(
        rule.check,
        Check::ServiceMeshDelete(_) | Check::Admits | Check::Defaults | Check::Elsewhere(_)
    )
}

/// Whether a rule is enforced on a surface.
pub(super) fn holds(rule: &Rule, surface: Surface) -> bool {
    let points = &rule.points;
    let cell = match surface {
        Surface::Lint => points.lint,
        Surface::Admission => points.webhook,
        Surface::Rest => points.api,
        Surface::Controller => match points.webhook {
            Cell::None => points.lint,
            cell @ (Cell::Weaker | Cell::Exact | Cell::ExactFrom(_)) => cell,
        },
    };
    cell != Cell::None
}
