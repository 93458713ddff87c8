use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// A type of mesh that does not exist.
    ///
    /// # What it refuses
    ///
    /// A `spec.type` that is absent or none of `limits.meshTypes` of the policy; by default that is
    /// `InCluster` alone, letter by letter.
    ///
    /// # Why
    ///
    /// `InCluster` is the only type the mesh API reference documents (Table 5).
    ///
    /// # What to do instead
    ///
    /// Write `InCluster`. If your service knows other types, add them to `limits.meshTypes`.
    MR0301 {
        name: "unknown-mesh-type",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.type"],
        schema: &[required("spec", &["type"]), json("spec.type", r#"{"enum": ["InCluster"]}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(spec) = mesh.spec.get() else { return };
    let known: Vec<&str> = context.policy.limits.mesh_types.iter().map(String::as_str).collect();
    let help = format!("write {}", words::alternatives(&known));
    let place = path!["spec", "type"];
    let Some(written) = presence::require(&spec.type_, place.clone(), &help, faults) else { return };
    if !known.contains(&written.as_str()) {
        let message = format!("{} is not a type of mesh", words::quoted(written.as_str()));
        faults.add(Fault::not_supported(place, message).help(help));
    }
}
