use std::sync::LazyLock;

use meshwright_api::Mesh;
use regex::Regex;

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, mesh, words};

crate::rule! {
    /// A cluster id that does not look like one.
    ///
    /// # What it refuses
    ///
    /// Nothing; it notes a good `clusterID` that has not the form of a UUID. Ids masked with `x`, as in the
    /// reference's own examples, are taken as UUIDs.
    ///
    /// # Why
    ///
    /// Every id in the mesh API reference has this form, though no sentence asks for it. Another form may
    /// be the name of the cluster, written in the place of its id.
    ///
    /// # What to do instead
    ///
    /// Compare the id with the one that the cluster service shows.
    MR0405 {
        name: "cluster-id-not-uuid",
        group: Group::Clusters,
        category: Category::Style,
        level: Level::Audit,
        points: Points::mesh("W L - P J"),
        // Empty and too long ids are left to MR0403.
        schema: &[json(
            "spec.extendParams.clusters[].clusterID",
            r#"{"anyOf": [
                {"maxLength": 0},
                {"minLength": 65},
                {"pattern": "^[0-9A-Fa-fXx]{8}(-[0-9A-Fa-fXx]{4}){3}-[0-9A-Fa-fXx]{12}$"}
            ]}"#,
        )],
        check: Check::Mesh(check),
    }
}

static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[0-9A-Fa-fXx]{8}(-[0-9A-Fa-fXx]{4}){3}-[0-9A-Fa-fXx]{12}$").expect("the vectors use it")
});

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, cluster) in mesh.clusters() {
        let Some(id) = cluster.cluster_id.get().filter(|id| id.parse().is_ok()) else { continue };
        if !UUID.is_match(id.as_str()) {
            let message = format!("{} does not look like the id of a cluster", words::quoted(id.as_str()));
            let place = mesh::clusters().join(index).join("clusterID");
            let fault = Fault::invalid(place, message);
            faults.add(fault.help("compare it with the id that the cluster service shows"));
        }
    }
}
