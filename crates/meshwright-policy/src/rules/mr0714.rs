use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, mesh, words};

crate::rule! {
    /// A mesh that conflicts with another one.
    ///
    /// # What it refuses
    ///
    /// A request for a mesh with the name of another mesh of the same project or file, or with a cluster
    /// that already belongs to another mesh.
    ///
    /// # Why
    ///
    /// The mesh API reference answers 409 to a mesh that conflicts with an existing one, and does not say
    /// by what. A name stands for one mesh, and two control planes in one cluster would fight.
    ///
    /// # What to do instead
    ///
    /// Choose another name, or take the cluster out of the other mesh first.
    MR0714 {
        name: "conflicting-mesh",
        group: Group::Response,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L - - -"),
        check: Check::MeshSet(check),
    }
}

fn check(mesh: &Mesh, others: &[&Mesh], context: &Context<'_>, faults: &mut Faults<'_>) {
    // In a file a response may stand beside its own request: it tells of that mesh, not of another one.
    let others = || others.iter().filter(|other| mesh::is_request(other, context));
    if !mesh::is_request(mesh, context) {
        return;
    }
    if let Some(name) = name(mesh).filter(|name| others().any(|other| self::name(other) == Some(*name))) {
        let message = format!("another mesh is already called {}", words::quoted(name));
        faults.add(Fault::duplicate(path!["metadata", "name"], message).help("choose another name"));
    }
    for (index, id) in clusters(mesh) {
        let taken = others().find(|other| clusters(other).any(|(_, taken)| taken == id));
        if let Some(other) = taken {
            let (id, other) = (words::quoted(id), words::quoted(name(other).unwrap_or_default()));
            let message = format!("cluster {id} already belongs to mesh {other}");
            let place = mesh::clusters().join(index).join("clusterID");
            faults.add(Fault::duplicate(place, message).help("take it out of the other mesh first"));
        }
    }
}

fn name(mesh: &Mesh) -> Option<&str> {
    let name = mesh.metadata.and(|metadata| &metadata.name)?;
    name.parse().is_ok().then_some(name.as_str())
}

fn clusters(mesh: &Mesh) -> impl Iterator<Item = (usize, &str)> {
    mesh.clusters().filter_map(|(index, cluster)| {
        let id = cluster.cluster_id.get()?;
        id.parse().is_ok().then_some((index, id.as_str()))
    })
}
