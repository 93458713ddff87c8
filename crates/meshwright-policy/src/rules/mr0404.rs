use std::collections::BTreeMap;

use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, mesh, words};

crate::rule! {
    /// A cluster that is listed twice.
    ///
    /// # What it refuses
    ///
    /// A `clusterID` that an earlier entry of the same mesh has too, letter by letter.
    ///
    /// # Why
    ///
    /// The id is unique (mesh API reference, Table 7). Two entries for one cluster could ask for two
    /// different things.
    ///
    /// # What to do instead
    ///
    /// Keep one entry for each cluster.
    MR0404 {
        name: "duplicate-cluster-id",
        group: Group::Clusters,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P j"),
        because: &[('J', "JSON Schema compares whole items, not one member of them")],
        // Entries without a good id are left to MR0403.
        schema: &[json(
            mesh::CLUSTERS,
            r#"{
                "if": {"items": {
                    "properties": {"clusterID": {"type": "string", "minLength": 1, "maxLength": 64}},
                    "required": ["clusterID"]
                }},
                "then": {"uniqueItems": true}
            }"#,
        )],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let mut first = BTreeMap::new();
    for (index, cluster) in mesh.clusters() {
        let Some(id) = cluster.cluster_id.get().filter(|id| id.parse().is_ok()) else { continue };
        let earlier = *first.entry(id.as_str()).or_insert(index);
        if earlier != index {
            let message = format!("{} already stands in entry {earlier}", words::quoted(id.as_str()));
            let place = mesh::clusters().join(index).join("clusterID");
            faults.add(Fault::duplicate(place, message).help("keep one entry for each cluster"));
        }
    }
}
