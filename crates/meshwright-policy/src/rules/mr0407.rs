use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, mesh, presence};

crate::rule! {
    /// An installation that selects no nodes.
    ///
    /// # What it refuses
    ///
    /// An `installation` of a request whose `nodes` is absent, null, or anything but an object.
    ///
    /// # Why
    ///
    /// The mesh API reference requires it (Table 9): it names the nodes that run the mesh.
    ///
    /// # What to do instead
    ///
    /// Add `nodes` with a `fieldSelector`.
    MR0407 {
        name: "missing-installation-nodes",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.extendParams.clusters[].installation.nodes"],
        schema: &[required("spec.extendParams.clusters[].installation", &["nodes"])],
        requests_only: true,
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let request = mesh::is_request(mesh, context);
    for (index, cluster) in mesh.clusters() {
        let Some(installation) = cluster.installation.get() else { continue };
        if request || !installation.nodes.is_absent() {
            let place = mesh::clusters().join(index).join("installation").join("nodes");
            presence::require(&installation.nodes, place, "add nodes with a fieldSelector", faults);
        }
    }
}
