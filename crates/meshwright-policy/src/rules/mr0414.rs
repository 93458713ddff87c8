use meshwright_api::{Edit, Mesh, Safety};

use crate::mesh::selectors;
use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, mesh, presence, words};

crate::rule! {
    /// A selector operator other than `In`.
    ///
    /// # What it refuses
    ///
    /// A selector whose `operator` is absent or anything but `In`, letter by letter: `in`, `NotIn` and
    /// `Exists` are refused.
    ///
    /// # Why
    ///
    /// `In` is the only operator of the mesh API reference (Table 11).
    ///
    /// # What to do instead
    ///
    /// Write `In` and list the values to select.
    MR0414 {
        name: "selector-operator-not-in",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &selectors!("operator"),
        fix: Some(Safety::Safe),
        schema: &[
            required(mesh::NODES, &["operator"]),
            required(mesh::NAMESPACES, &["operator"]),
            json(selectors!("operator")[0], r#"{"enum": ["In"]}"#),
            json(selectors!("operator")[1], r#"{"enum": ["In"]}"#),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, _, selector) in mesh::field_selectors(mesh) {
        let place = at.join("operator");
        let help = "write In, the only operator";
        let Some(operator) = presence::require(&selector.operator, place.clone(), help, faults) else {
            continue;
        };
        if operator.as_str() != "In" {
            let message = format!("{} is not an operator here", words::quoted(operator.as_str()));
            let fault = Fault::not_supported(place.clone(), message).help(help);
            let meant = operator.as_str().eq_ignore_ascii_case("in");
            faults.add(if meant { fault.fix(Safety::Safe, [Edit::set(place, "In")]) } else { fault });
        }
    }
}
