use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Faults, Level, Points, presence};

crate::rule! {
    /// An `ipv6Enable` that is not true or false.
    ///
    /// # What it refuses
    ///
    /// A `spec.ipv6Enable` that is there and no boolean, such as `"true"` in quotes, or `1`. In YAML a
    /// plain `yes` or `on` is a boolean to an API server, and so it is here.
    ///
    /// # Why
    ///
    /// The field is a boolean in the mesh API reference (Table 5); a service that reads a text there would
    /// have to guess.
    ///
    /// # What to do instead
    ///
    /// Write `true` or `false` without quotes, or leave the field out.
    MR0305 {
        name: "ipv6-not-boolean",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.ipv6Enable"],
        schema: &[json("spec.ipv6Enable", r#"{"type": ["boolean", "null"]}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(spec) = mesh.spec.get() else { return };
    let help = "write true or false without quotes";
    presence::wrong_type(&spec.ipv6_enable, path!["spec", "ipv6Enable"], help, faults);
}
