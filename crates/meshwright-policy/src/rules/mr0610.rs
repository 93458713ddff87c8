use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, presence, tracing};

crate::rule! {
    /// A Zipkin port that is no port.
    ///
    /// # What it refuses
    ///
    /// A `zipkin.port` that is not a whole number from 1 to 65535: `"9411"` and 9411.5 are refused. 9411.0
    /// is a whole number.
    ///
    /// # Why
    ///
    /// There are no other ports, and an API server takes no text for a number.
    ///
    /// # What to do instead
    ///
    /// Write the port without quotes; Zipkin's own is 9411.
    MR0610 {
        name: "zipkin-port-out-of-range",
        group: Group::Tracing,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.config.telemetryConfig.tracing.extensionProviders[].zipkin.port"],
        schema: &[json(
            "spec.config.telemetryConfig.tracing.extensionProviders[].zipkin.port",
            r#"{"minimum": 1, "maximum": 65535}"#,
        )],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, provider) in tracing::extensions(mesh) {
        let Some(zipkin) = provider.zipkin.get() else { continue };
        let place = at.join("zipkin").join("port");
        let help = "write a whole number from 1 to 65535";
        presence::wrong_type(&zipkin.port, place.clone(), help, faults);
        if let Some(port) = zipkin.port.get().filter(|port| !(1..=65_535).contains(*port)) {
            faults.add(Fault::invalid(place, format!("there is no port {port}")).help(help));
        }
    }
}
