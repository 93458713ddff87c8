use meshwright_api::mesh::MeshName;
use meshwright_api::{ServiceMesh, TextType, path};

use crate::rule::{Category, Check, Group, clause, json};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A mesh name that other mesh services would refuse.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns of a `spec.name` that breaks the grammar of the mesh API reference: 4 to 64
    /// characters, lower-case letters, digits and hyphens, a letter first, no hyphen last. The empty name
    /// stands for the default.
    ///
    /// # Why
    ///
    /// The operator reference gives no grammar for names. A name that keeps the known one is safe
    /// everywhere: in labels, in DNS names, and in the other service.
    ///
    /// # What to do instead
    ///
    /// Choose a name such as `advanced-service-mesh`.
    SM0103 {
        name: "odd-instance-name",
        group: Group::Names,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::of("W L - P J"),
        schema: &[json("spec.name", r#"{"pattern": "^([a-z][a-z0-9-]{2,62}[a-z0-9])?$"}"#)],
        clauses: &[
            clause(
                "variables.name == '' || variables.name.matches('^[a-z][a-z0-9-]{2,62}[a-z0-9]$')",
                "spec.name does not keep the grammar of mesh names: 4 to 64 lower-case letters, digits and hyphens",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(name) = mesh.spec.and(|spec| &spec.name) else { return };
    let name = name.as_str();
    if name.is_empty() || MeshName::parse(name).is_ok() {
        return;
    }
    let message = format!("{} does not keep the grammar of mesh names", words::quoted(name));
    let help = "take 4 to 64 lower-case letters, digits and hyphens, a letter first and no hyphen last";
    faults.add(Fault::invalid(path!["spec", "name"], message).help(help));
}
