use meshwright_api::{ServiceMesh, Unchecked, path};

use crate::rule::{Category, Check, Group, Surface};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A second `ServiceMesh` in a cluster.
    ///
    /// # What it refuses
    ///
    /// A `ServiceMesh` while the cluster has another one of another name. The linter cannot know clusters:
    /// it compares the documents of one file and warns; with `--same-cluster` it compares all matching files
    /// and refuses.
    ///
    /// # Why
    ///
    /// Mesh and cluster are bound one to one. Two resources would pull the cluster into two meshes.
    ///
    /// # What to do instead
    ///
    /// Change the resource that is there, or delete it first and wait until it is gone.
    SM0101 {
        name: "second-service-mesh",
        group: Group::Lifecycle,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::of("w l - - -"),
        because: &[
            ('W', "two creates at the same moment do not see each other; the controller holds a lock too"),
            ('L', "a file does not say which cluster it goes to"),
        ],
        check: Check::ServiceMeshSet(check),
    }
}

fn check(mesh: &ServiceMesh, siblings: &[&ServiceMesh], context: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(other) = siblings.iter().find(|sibling| is_another(mesh, sibling)) else { return };
    let known = name(other).map_or_else(|| "another one".to_owned(), words::quoted);
    let message = format!("a cluster has one ServiceMesh, and there is {known} already");
    let fault = Fault::forbidden(path!["metadata", "name"], message)
        .help("change the one that is there, or delete it first");
    let sure = context.surface != Surface::Lint || context.same_cluster;
    faults.add(if sure { fault } else { fault.only(Level::Warn) });
}

/// Two descriptions of one name are one resource.
fn is_another(mesh: &ServiceMesh, sibling: &ServiceMesh) -> bool {
    match (name(mesh), name(sibling)) {
        (Some(own), Some(other)) => own != other,
        _ => true,
    }
}

fn name(mesh: &ServiceMesh) -> Option<&str> {
    mesh.metadata.and(|metadata| &metadata.name).map(Unchecked::as_str)
}
