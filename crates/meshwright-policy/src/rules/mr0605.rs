use std::collections::BTreeSet;

use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, tracing, words};

crate::rule! {
    /// Two providers of one name.
    ///
    /// # What it refuses
    ///
    /// An entry of `tracing.extensionProviders` with the name of an earlier one.
    ///
    /// # Why
    ///
    /// `defaultProviders` chooses providers by name. With two of a name nobody can tell where traces go.
    ///
    /// # What to do instead
    ///
    /// Give every provider a name of its own.
    MR0605 {
        name: "duplicate-provider-name",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P j"),
        because: &[('J', "JSON Schema finds equal providers, not providers with one equal member")],
        schema: &[json("spec.config.telemetryConfig.tracing.extensionProviders", EQUAL)],
        check: Check::Mesh(check),
    }
}

/// Equal providers have equal names, if all of them have one.
const EQUAL: &str = r#"{
    "if": {"items": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}}
    }},
    "then": {"uniqueItems": true}
}"#;

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (at, provider) in tracing::extensions(mesh) {
        let Some(name) = tracing::name(provider) else { continue };
        if !seen.insert(name) {
            let message = format!("{} is already the name of a provider", words::quoted(name));
            faults.add(Fault::duplicate(at.join("name"), message).help("give it a name of its own"));
        }
    }
}
