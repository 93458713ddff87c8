use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::tracing::{self, APM};
use crate::{Context, Fault, Faults, Level, Points, words};

/// Providers that Istio brings itself.
const BUILT_IN: [&str; 3] = ["prometheus", "stackdriver", "envoy"];

crate::rule! {
    /// A provider with a name that is taken.
    ///
    /// # What it refuses
    ///
    /// An extension provider called `apm-otel`. It warns of `prometheus`, `stackdriver` and `envoy`.
    ///
    /// # Why
    ///
    /// `apm-otel` is a preset of the mesh service; a provider of that name would hide it. The other three
    /// are names of providers that Istio brings itself, and would replace them.
    ///
    /// # What to do instead
    ///
    /// Choose another name, such as `zipkin`.
    MR0606 {
        name: "reserved-provider-name",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[json(
            "spec.config.telemetryConfig.tracing.extensionProviders[].name",
            r#"{"not": {"const": "apm-otel"}}"#,
        )],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, provider) in tracing::extensions(mesh) {
        let Some(name) = tracing::name(provider) else { continue };
        let fault = if name == APM {
            Fault::forbidden(at.join("name"), format!("{} is the name of a preset", words::quoted(name)))
        } else if BUILT_IN.contains(&name) {
            let message = format!("{} replaces a provider that Istio brings", words::quoted(name));
            Fault::forbidden(at.join("name"), message).only(Level::Warn)
        } else {
            continue;
        };
        faults.add(fault.help("choose another name"));
    }
}
