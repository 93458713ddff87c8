use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, presence};

crate::rule! {
    /// A mesh without extension parameters.
    ///
    /// # What it refuses
    ///
    /// A `spec.extendParams` that is absent, null, or anything but an object.
    ///
    /// # Why
    ///
    /// The clusters of the mesh stand in it (mesh API reference, Tables 5 and 6).
    ///
    /// # What to do instead
    ///
    /// Add `extendParams` with `clusters`.
    MR0304 {
        name: "missing-extend-params",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.extendParams"],
        schema: &[required("spec", &["extendParams"])],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(spec) = mesh.spec.get() else { return };
    let place = path!["spec", "extendParams"];
    presence::require(&spec.extend_params, place, "add extendParams with clusters", faults);
}
