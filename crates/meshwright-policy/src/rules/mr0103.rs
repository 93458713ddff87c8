use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, presence};

crate::rule! {
    /// A mesh without metadata.
    ///
    /// # What it refuses
    ///
    /// A `Mesh` whose `metadata` is absent, null, or anything but an object.
    ///
    /// # Why
    ///
    /// The name of the mesh stands in it, and a mesh without a name cannot be created.
    ///
    /// # What to do instead
    ///
    /// Add `metadata` with a `name`.
    MR0103 {
        name: "missing-metadata",
        group: Group::Envelope,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["metadata"],
        schema: &[required("", &["metadata"])],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    presence::require(&mesh.metadata, path!["metadata"], "add metadata with a name", faults);
}
