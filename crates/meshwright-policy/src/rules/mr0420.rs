use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::{Cause, Context, Fault, Faults, Level, Points, Surface, mesh};

crate::rule! {
    /// More clusters than this service installs a mesh into.
    ///
    /// # What it refuses
    ///
    /// A request with more clusters than `limits.installableClusters` of the policy (1 by default), while
    /// `limits.clusters` would allow them. The service refuses it; in a file it is a warning.
    ///
    /// # Why
    ///
    /// The contract allows several clusters, the service here installs into one. To say so at once is better
    /// than a mesh that fails to be created later.
    ///
    /// # What to do instead
    ///
    /// Ask for one mesh for each cluster. If the documents are for another service, raise the limit.
    MR0420 {
        name: "more-clusters-than-installable",
        group: Group::Clusters,
        category: Category::Semantic,
        level: Level::Deny,
        level_at: &[(Surface::Lint, Level::Warn)],
        points: Points::mesh("- l - - -").and_api(),
        because: &[
            ('W', "the limit is one of the service, not of the document"),
            ('C', "the limit is one of the service, not of the document"),
            ('P', "the limit is one of the service, not of the document"),
            ('J', "the limit is one of the service, not of the document"),
            ('L', "a file may be for another service, so it is a warning"),
        ],
        requests_only: true,
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let params = mesh.spec.and(|spec| &spec.extend_params);
    let Some(clusters) = params.and_then(|params| params.clusters.get()) else { return };
    let limits = &context.policy.limits;
    let most = limits.installable_clusters;
    let over = clusters.len() > most && clusters.len() <= limits.clusters;
    if over && mesh::is_request(mesh, context) {
        let count = clusters.len();
        let message = format!("{count} clusters are more than the {most} the service installs a mesh into");
        let fault = Fault::new(Cause::TooMany, mesh::clusters(), message);
        faults.add(fault.help("ask for one mesh for each cluster"));
    }
}
