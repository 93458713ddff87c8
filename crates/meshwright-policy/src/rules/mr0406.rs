use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, mesh, presence};

crate::rule! {
    /// A cluster that does not say where to install.
    ///
    /// # What it refuses
    ///
    /// A cluster of a request whose `installation` is absent, null, or anything but an object. A response
    /// does not repeat it, so there it may be absent.
    ///
    /// # Why
    ///
    /// The mesh API reference requires it (Table 7): it names the nodes that run the mesh.
    ///
    /// # What to do instead
    ///
    /// Add `installation` with `nodes`.
    MR0406 {
        name: "missing-installation",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.extendParams.clusters[].installation"],
        schema: &[required("spec.extendParams.clusters[]", &["installation"])],
        requests_only: true,
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let request = mesh::is_request(mesh, context);
    for (index, cluster) in mesh.clusters() {
        if request || !cluster.installation.is_absent() {
            let place = mesh::clusters().join(index).join("installation");
            presence::require(&cluster.installation, place, "add installation with nodes", faults);
        }
    }
}
