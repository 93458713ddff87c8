use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::tracing::{self, APM};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// The preset `apm-otel` in a region without APM 2.0.
    ///
    /// # What it refuses
    ///
    /// `apm-otel` in `tracing.defaultProviders` while the region of the mesh is not among the regions of the
    /// policy's `regions.apm`. It warns while that list is empty or the region is not known.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 15) asks for a region where APM 2.0 is available. The region does not
    /// stand in the document, and no complete list of such regions is published.
    ///
    /// # What to do instead
    ///
    /// Tell the policy your region (`region.huawei`) and the regions that have APM 2.0 (`regions.apm`), or
    /// send the traces to a provider of your own.
    MR0633 {
        name: "apm-unavailable-in-region",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L - P -"),
        because: &[('C', "a CRD does not know the region"), ('J', "a schema does not know the region")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let Some((at, _)) = tracing::defaults(mesh).find(|(_, name)| *name == APM) else { return };
    let regions = &context.policy.regions.apm;
    let fault = match &context.policy.region.huawei {
        _ if regions.is_empty() => {
            let message = "apm-otel needs APM 2.0, and it is not known which regions have it";
            Fault::not_supported(at, message)
                .only(Level::Warn)
                .help("list the regions that have APM 2.0 as regions.apm of the policy")
        }
        None => {
            let message = "apm-otel needs APM 2.0, and the region of this mesh is not known";
            Fault::not_supported(at, message)
                .only(Level::Warn)
                .help("name the region as region.huawei of the policy, or with --region huawei=ID")
        }
        Some(region) if regions.contains(region) => return,
        Some(region) => {
            let message = format!("apm-otel needs APM 2.0, and {} does not have it", words::quoted(region));
            Fault::not_supported(at, message).help("choose a region of regions.apm, or use a provider of your own")
        }
    };
    faults.add(fault);
}
