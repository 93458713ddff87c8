use std::collections::BTreeSet;

use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, tracing, words};

crate::rule! {
    /// More than one default provider.
    ///
    /// # What it refuses
    ///
    /// Every entry of `tracing.defaultProviders` after the first: a repeated one, and another one.
    ///
    /// # Why
    ///
    /// Traces probably go to the first provider only. Repeating one changes nothing at all.
    ///
    /// # What to do instead
    ///
    /// Keep one provider.
    MR0604 {
        name: "several-default-providers",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P J"),
        schema: &[json("spec.config.telemetryConfig.tracing.defaultProviders", r#"{"maxItems": 1}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (at, name) in tracing::defaults(mesh) {
        let first = seen.is_empty();
        if !seen.insert(name) {
            let message = format!("{} is already a default provider", words::quoted(name));
            faults.add(Fault::duplicate(at, message).help("leave it out"));
        } else if !first {
            let message = format!("{} is a second default provider, and probably gets nothing", words::quoted(name));
            faults.add(Fault::invalid(at, message).help("keep one default provider"));
        }
    }
}
