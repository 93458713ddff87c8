use meshwright_api::mesh::ClusterId;
use meshwright_api::text_type::TextFault;
use meshwright_api::{Mesh, TextType};

use crate::rule::{Category, Check, Group, required, text};
use crate::{Context, Fault, Faults, Level, Points, mesh, presence};

crate::rule! {
    /// A cluster without a usable id.
    ///
    /// # What it refuses
    ///
    /// A `clusterID` that is absent, empty, longer than 64 characters, or no text.
    ///
    /// # Why
    ///
    /// The id says which cluster joins the mesh (mesh API reference, Table 7).
    ///
    /// # What to do instead
    ///
    /// Write the id that the cluster service shows.
    MR0403 {
        name: "bad-cluster-id",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.extendParams.clusters[].clusterID"],
        schema: &[
            required("spec.extendParams.clusters[]", &["clusterID"]),
            text("spec.extendParams.clusters[].clusterID", &ClusterId::TEXT),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, cluster) in mesh.clusters() {
        let place = mesh::clusters().join(index).join("clusterID");
        let help = "write the id that the cluster service shows";
        let Some(id) = presence::require(&cluster.cluster_id, place.clone(), help, faults) else { continue };
        let message = match id.parse() {
            Ok(_) => continue,
            Err(TextFault::TooLong) => format!("a cluster id has at most {} characters", ClusterId::TEXT.max),
            Err(_) => "the cluster id is empty".to_owned(),
        };
        faults.add(Fault::invalid(place, message).help(help));
    }
}
