use meshwright_api::{Edit, Mesh, Safety, mesh, path};

use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// A `kind` other than `Mesh` or `mesh`.
    ///
    /// # What it refuses
    ///
    /// A `kind` that is absent or anything but one of the two spellings, letter by letter: `MESH`, `Meshes`
    /// and `mesh` with a blank behind it are refused.
    ///
    /// # Why
    ///
    /// The contract knows these two spellings only (mesh API reference, Table 3).
    ///
    /// # What to do instead
    ///
    /// Write `kind: Mesh`. `--fix` does it where only letter case or blanks differ.
    MR0102 {
        name: "wrong-kind",
        group: Group::Envelope,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L - - J"),
        because: &[
            ('C', "the kind of a custom resource is part of its definition"),
            ('P', "the kind of a custom resource is part of its definition"),
        ],
        types: &["kind"],
        fix: Some(Safety::Safe),
        schema: &[required("", &["kind"]), json("kind", r#"{"enum": ["Mesh", "mesh"]}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (place, help) = (path!["kind"], "write Mesh");
    let Some(kind) = presence::require(&mesh.kind, place.clone(), help, faults) else { return };
    let kind = kind.as_str();
    if matches!(kind, mesh::KIND | "mesh") {
        return;
    }
    let message = format!("{} is not the kind of a mesh", words::quoted(kind));
    let fault = Fault::not_supported(place.clone(), message).help(help);
    let meant = kind.trim().eq_ignore_ascii_case(mesh::KIND);
    faults.add(if meant { fault.fix(Safety::Safe, [Edit::set(place, mesh::KIND)]) } else { fault });
}
