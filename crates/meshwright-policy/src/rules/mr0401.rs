use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, mesh, presence};

crate::rule! {
    /// A mesh without a list of clusters.
    ///
    /// # What it refuses
    ///
    /// A `spec.extendParams.clusters` that is absent, null, or anything but a list.
    ///
    /// # Why
    ///
    /// The mesh API reference requires the clusters that belong to the mesh (Table 6).
    ///
    /// # What to do instead
    ///
    /// Add `clusters`, a list with one entry for the cluster.
    MR0401 {
        name: "missing-clusters",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &[mesh::CLUSTERS],
        schema: &[required("spec.extendParams", &["clusters"])],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(params) = mesh.spec.and(|spec| &spec.extend_params) else { return };
    let help = "add clusters, a list with an entry for each cluster";
    presence::require(&params.clusters, mesh::clusters(), help, faults);
}
