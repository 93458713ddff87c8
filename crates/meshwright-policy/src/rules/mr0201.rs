use meshwright_api::mesh::MeshName;
use meshwright_api::{Mesh, TextType, path};

use crate::rule::{Category, Check, Group, required, text};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// A mesh name that the service would refuse.
    ///
    /// # What it refuses
    ///
    /// A `metadata.name` that is absent, shorter than 4 or longer than 64 characters, that does not start
    /// with a lower-case letter, ends in a hyphen, or has other characters than lower-case letters, digits
    /// and hyphens. Two hyphens in a row are fine.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 4) says so, and the name cannot be changed later.
    ///
    /// # What to do instead
    ///
    /// Choose a name such as `mesh-test-api`.
    MR0201 {
        name: "bad-mesh-name",
        group: Group::Names,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["metadata.name"],
        schema: &[required("metadata", &["name"]), text("metadata.name", &MeshName::TEXT)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(metadata) = mesh.metadata.get() else { return };
    let place = path!["metadata", "name"];
    let help = format!("choose a name such as {}", MeshName::TEXT.example);
    let Some(name) = presence::require(&metadata.name, place.clone(), &help, faults) else { return };
    if let Err(fault) = name.parse() {
        let message = format!(
            "{} is no mesh name: {} to {} characters, lower-case letters, digits and hyphens, a letter \
             first, no hyphen last ({fault})",
            words::quoted(name.as_str()),
            MeshName::TEXT.min,
            MeshName::TEXT.max,
        );
        faults.add(Fault::invalid(place, message).help(help));
    }
}
