use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, tracing};

crate::rule! {
    /// A provider without a back end.
    ///
    /// # What it refuses
    ///
    /// An entry of `tracing.extensionProviders` without `zipkin`, if `defaultProviders` names it. It warns
    /// of one that nothing names.
    ///
    /// # Why
    ///
    /// Zipkin is the only kind of back end there is (Table 16). Without it the traces have no target.
    ///
    /// # What to do instead
    ///
    /// Add `zipkin` with `service` and `port`, or leave the provider out.
    MR0608 {
        name: "provider-without-backend",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P -"),
        because: &[('J', "JSON Schema cannot compare two fields")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, _, used) in tracing::extensions_in_use(mesh).filter(|(_, provider, _)| provider.zipkin.is_absent()) {
        let place = at.join("zipkin");
        let fault = if used {
            Fault::required(place, "a default provider needs a back end")
        } else {
            Fault::required(place, "this provider has no back end").only(Level::Warn)
        };
        faults.add(fault.help("add zipkin with service and port, or leave the provider out"));
    }
}
