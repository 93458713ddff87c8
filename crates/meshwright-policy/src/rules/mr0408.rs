use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, mesh};

crate::rule! {
    /// An injection that injects nothing.
    ///
    /// # What it refuses
    ///
    /// An `injection` without `namespaces`.
    ///
    /// # Why
    ///
    /// Both are optional, so the service takes it; but no namespace gets a sidecar, and whoever wrote
    /// `injection` wanted some.
    ///
    /// # What to do instead
    ///
    /// Select the namespaces that get sidecars, or leave `injection` out.
    MR0408 {
        name: "empty-injection",
        group: Group::Clusters,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        because: &[('J', "a schema that asks for namespaces would call an optional field required")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, cluster) in mesh.clusters() {
        if cluster.injection.get().is_some_and(|injection| injection.namespaces.is_absent()) {
            let place = mesh::clusters().join(index).join("injection");
            let fault = Fault::invalid(place, "without namespaces nothing gets a sidecar");
            faults.add(fault.help("add namespaces, or leave injection out"));
        }
    }
}
