use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, tracing};

crate::rule! {
    /// A Zipkin back end that is half an address.
    ///
    /// # What it refuses
    ///
    /// A `zipkin` without `service` or without `port`, if `defaultProviders` names its provider. It warns of
    /// one that nothing names.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 17) asks for neither, but without both no trace is ever sent.
    ///
    /// # What to do instead
    ///
    /// Write both.
    MR0611 {
        name: "incomplete-zipkin-endpoint",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P -"),
        because: &[('J', "JSON Schema cannot compare two fields")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, provider, used) in tracing::extensions_in_use(mesh) {
        let Some(zipkin) = provider.zipkin.get() else { continue };
        let missing = [
            ("service", zipkin.service.is_absent()),
            ("port", zipkin.port.is_absent()),
        ];
        for (key, _) in missing.into_iter().filter(|(_, absent)| *absent) {
            let message = format!("without {key} no trace reaches Zipkin");
            let fault = Fault::required(at.join("zipkin").join(key), message).help("write service and port");
            faults.add(if used { fault } else { fault.only(Level::Warn) });
        }
    }
}
