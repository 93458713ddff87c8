use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::{Cause, Context, Fault, Faults, Level, Points, mesh};

crate::rule! {
    /// No cluster at all, or too many.
    ///
    /// # What it refuses
    ///
    /// A `spec.extendParams.clusters` without an entry, or with more entries than `limits.clusters` of the
    /// policy (16 by default).
    ///
    /// # Why
    ///
    /// A mesh without a cluster has nowhere to be installed. The mesh API reference names no maximum; the
    /// bound keeps the cost of the checks in an API server known.
    ///
    /// # What to do instead
    ///
    /// List the cluster of the mesh.
    MR0402 {
        name: "cluster-count-out-of-range",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[json(mesh::CLUSTERS, r#"{"minItems": 1, "maxItems": 16}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let params = mesh.spec.and(|spec| &spec.extend_params);
    let Some(clusters) = params.and_then(|params| params.clusters.get()) else { return };
    let most = context.policy.limits.clusters;
    if clusters.is_empty() {
        let fault = Fault::invalid(mesh::clusters(), "a mesh without a cluster has nowhere to be installed");
        faults.add(fault.help("add an entry for the cluster"));
    } else if clusters.len() > most {
        let message = format!("{} clusters are more than the {most} a mesh may have", clusters.len());
        let fault = Fault::new(Cause::TooMany, mesh::clusters(), message);
        faults.add(fault.help(format!("list at most {most} clusters")));
    }
}
