use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group, required};
use crate::{Context, Faults, Level, Points, presence};

crate::rule! {
    /// A mesh without a spec.
    ///
    /// # What it refuses
    ///
    /// A `Mesh` whose `spec` is absent, null, or anything but an object.
    ///
    /// # Why
    ///
    /// The spec says what to create: type, version and clusters are all required (mesh API reference,
    /// Table 3).
    ///
    /// # What to do instead
    ///
    /// Add `spec` with `type`, `version` and `extendParams`.
    MR0104 {
        name: "missing-spec",
        group: Group::Envelope,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec"],
        schema: &[required("", &["spec"])],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    presence::require(&mesh.spec, path!["spec"], "add spec with type, version and extendParams", faults);
}
