use meshwright_api::{Mesh, mesh, path};

use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, Surface, presence, words};

crate::rule! {
    /// An `apiVersion` other than `v1`.
    ///
    /// # What it refuses
    ///
    /// A `Mesh` whose `apiVersion` is absent or anything but the text `v1`, letter by letter.
    ///
    /// # Why
    ///
    /// `v1` is the only version of the contract (mesh API reference, Table 3). The `Mesh` custom resource
    /// has a group and a version of its own; there the API server has checked them already.
    ///
    /// # What to do instead
    ///
    /// Write `apiVersion: v1`.
    MR0101 {
        name: "wrong-api-version",
        group: Group::Envelope,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L - - J"),
        because: &[
            ('C', "a custom resource has a group and a version of its own"),
            ('P', "a custom resource has a group and a version of its own"),
        ],
        types: &["apiVersion"],
        schema: &[required("", &["apiVersion"]), json("apiVersion", r#"{"enum": ["v1"]}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let (place, help) = (path!["apiVersion"], "write v1");
    let Some(version) = presence::require(&mesh.api_version, place.clone(), help, faults) else { return };
    let version = version.as_str();
    let of_the_resource = context.surface == Surface::Admission && version.contains('/');
    if version != mesh::API_VERSION && !of_the_resource {
        let message = format!("{} is not a version of the mesh API", words::quoted(version));
        faults.add(Fault::not_supported(place, message).help(help));
    }
}
