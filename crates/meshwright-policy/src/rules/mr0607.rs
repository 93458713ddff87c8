use meshwright_api::{Field, Mesh};

use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, tracing};

crate::rule! {
    /// A provider without a name.
    ///
    /// # What it refuses
    ///
    /// An entry of `tracing.extensionProviders` whose `name` is absent or empty.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 16) does not ask for a name, but providers are chosen by name: this
    /// one can never be used.
    ///
    /// # What to do instead
    ///
    /// Give the provider a name, or leave it out.
    MR0607 {
        name: "nameless-provider",
        group: Group::Tracing,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::mesh("W L - P J"),
        schema: &[
            required("spec.config.telemetryConfig.tracing.extensionProviders[]", &["name"]),
            json("spec.config.telemetryConfig.tracing.extensionProviders[].name", r#"{"minLength": 1}"#),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, provider) in tracing::extensions(mesh) {
        let place = at.join("name");
        let fault = match &provider.name {
            Field::Absent => Fault::required(place, "a provider without a name can never be chosen"),
            Field::Is(name) if name.as_str().is_empty() => {
                Fault::invalid(place, "a provider with an empty name can never be chosen")
            }
            Field::Is(_) | Field::Wrong(_) => continue,
        };
        faults.add(fault.help("give it a name, or leave the provider out"));
    }
}
