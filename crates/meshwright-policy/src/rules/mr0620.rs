use meshwright_api::{Mesh, MeshVersion, path};

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, words};

/// The first series that takes a Zipkin provider.
const SINCE: (u64, u64) = (1, 15);

crate::rule! {
    /// A Zipkin provider in a mesh too old for it.
    ///
    /// # What it refuses
    ///
    /// Any `extensionProviders[].zipkin` while `spec.version` is of a series before 1.15, or cannot be read
    /// as a version. It does not matter whether the provider is used. Numbers compare as numbers, at the
    /// precision of the bound: 1.9 is before 1.15, 1.15.0-r1 is not.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 15) asks for version 1.15 or later with a Zipkin provider.
    ///
    /// # What to do instead
    ///
    /// Take a mesh of 1.15 or later, or leave the provider out.
    MR0620 {
        name: "zipkin-before-1.15",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[json("", SCHEMA)],
        check: Check::Mesh(check),
    }
}

/// A Zipkin provider implies a version of 1.15 or later; an absent version is another rule's.
const SCHEMA: &str = r#"{
    "if": {
        "properties": {"spec": {"properties": {"config": {"properties": {"telemetryConfig": {
            "properties": {"tracing": {
                "properties": {"extensionProviders": {
                    "type": "array",
                    "contains": {
                        "type": "object",
                        "properties": {"zipkin": {"type": "object"}},
                        "required": ["zipkin"]
                    }
                }},
                "required": ["extensionProviders"], "type": "object"
            }}, "required": ["tracing"], "type": "object"
        }}, "required": ["telemetryConfig"], "type": "object"
        }}, "required": ["config"], "type": "object"
        }}, "required": ["spec"]
    },
    "then": {
        "properties": {"spec": {"properties": {"version": {
            "pattern": "^v?0*(1\\.0*(1[5-9]|[2-9][0-9]|[1-9][0-9]{2,})|([2-9]|[1-9][0-9]+)\\.[0-9]+)(\\.[0-9]+)?(-r[0-9]+)?$"
        }}}}
    }
}"#;

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.version() else { return };
    let version = written.parse::<MeshVersion>();
    if version.is_ok_and(|version| version.series() >= SINCE) {
        return;
    }
    let Some(providers) = mesh.tracing().and_then(|tracing| tracing.extension_providers.get()) else {
        return;
    };
    for (index, _) in providers.iter().filter(|(_, provider)| provider.zipkin.get().is_some()) {
        let providers = ["spec", "config", "telemetryConfig", "tracing", "extensionProviders"];
        let place = providers.into_iter().fold(path![], |path, key| path.join(key));
        let message = format!("a Zipkin provider needs version 1.15 or later, not {}", words::quoted(written));
        faults.add(
            Fault::invalid(place.join(index).join("zipkin"), message)
                .help("take a mesh of 1.15 or later, or leave the provider out"),
        );
    }
}
