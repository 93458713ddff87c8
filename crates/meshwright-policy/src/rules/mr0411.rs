use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, mesh, presence};

crate::rule! {
    /// A selector without a field selector.
    ///
    /// # What it refuses
    ///
    /// A selector of nodes or namespaces whose `fieldSelector` is absent, null, or anything but an object.
    ///
    /// # Why
    ///
    /// It is the only way to select, and the mesh API reference requires it (Table 10).
    ///
    /// # What to do instead
    ///
    /// Add `fieldSelector` with `key`, `operator` and `values`.
    MR0411 {
        name: "missing-field-selector",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &[mesh::NODES, mesh::NAMESPACES],
        schema: &[
            required("spec.extendParams.clusters[].installation.nodes", &["fieldSelector"]),
            required("spec.extendParams.clusters[].injection.namespaces", &["fieldSelector"]),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, _, selector) in mesh.selectors() {
        let help = "add fieldSelector with key, operator and values";
        presence::require(&selector.field_selector, at.join("fieldSelector"), help, faults);
    }
}
