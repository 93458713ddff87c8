use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group, json, required};
use crate::{Anchor, Context, Fault, Faults, Level, Points, presence};

crate::rule! {
    /// A mesh without a version.
    ///
    /// # What it refuses
    ///
    /// A `spec.version` that is absent, empty, or no text: `1.18` without quotes is a number, and `1.20`
    /// would lose its zero.
    ///
    /// # Why
    ///
    /// The mesh API reference requires the version (Table 5). What the service takes where it is absent
    /// would change from day to day.
    ///
    /// # What to do instead
    ///
    /// Write the version with quotes, such as `"1.18.7-r5"`.
    MR0302 {
        name: "missing-version",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.version"],
        schema: &[required("spec", &["version"]), json("spec.version", r#"{"minLength": 1}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(spec) = mesh.spec.get() else { return };
    let (place, help) = (path!["spec", "version"], "write a version in quotes, such as \"1.18.7-r5\"");
    let Some(version) = presence::require(&spec.version, place.clone(), help, faults) else { return };
    if version.as_str().is_empty() {
        faults.add(Fault::required(place, "the version is empty").at(Anchor::Value).help(help));
    }
}
