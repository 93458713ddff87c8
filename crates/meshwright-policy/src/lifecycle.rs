//! Questions about the life of a mesh whose facts only a controller has: the version of the cluster, the
//! clusters a mesh is bound to, the name recorded before a create, what a deletion leaves behind.
//!
//! The answers are here, so that every shell gives the same ones; asking the cluster or the cloud is the
//! controller's work.

use meshwright_api::service_mesh::DeletionPolicy;
use meshwright_api::{ServiceMesh, Unchecked};

/// The oldest Kubernetes that the operator runs on (SM0001).
pub const OLDEST_KUBERNETES: (u64, u64) = (1, 28);

/// What a version says of a cluster (SM0001).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClusterVersion {
    /// New enough.
    Supported,
    /// Older than [`OLDEST_KUBERNETES`].
    TooOld,
    /// Not a version; whoever asks had better refuse.
    Unreadable,
}

/// Judges the `gitVersion` of a cluster by its major and minor number (SM0001). What a vendor or a build
/// adds is ignored.
///
/// ```
/// use meshwright_policy::lifecycle::{ClusterVersion, server_version};
///
/// assert_eq!(server_version("v1.28.3-aliyun.1"), ClusterVersion::Supported);
/// assert_eq!(server_version("1.27.16"), ClusterVersion::TooOld);
/// ```
pub fn server_version(git_version: &str) -> ClusterVersion {
    let mut numbers = git_version
        .strip_prefix('v')
        .unwrap_or(git_version)
        .splitn(3, '.');
    match (
        numbers.next().and_then(whole),
        numbers.next().and_then(leading),
    ) {
        (Some(major), Some(minor)) if (major, minor) < OLDEST_KUBERNETES => ClusterVersion::TooOld,
        (Some(_), Some(_)) => ClusterVersion::Supported,
        _ => ClusterVersion::Unreadable,
    }
}

fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// The number that a text such as `28+` or `28-eks` starts with.
fn leading(text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    whole(text.get(..end)?)
}

/// What binds a mesh (SM0102).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding<'a> {
    /// Nothing: this cluster may join.
    Free,
    /// This cluster.
    Here,
    /// Another cluster, named: this one may not join.
    Elsewhere(&'a str),
}

/// Tells from the clusters of a mesh whether `cluster` may join it: a mesh has one cluster (SM0102).
pub fn binding<'a>(clusters_of_mesh: &[&'a str], cluster: &str) -> Binding<'a> {
    match clusters_of_mesh.iter().find(|other| **other != cluster) {
        Some(other) => Binding::Elsewhere(other),
        None if clusters_of_mesh.is_empty() => Binding::Free,
        None => Binding::Here,
    }
}

/// Whether a mesh called `name` may be created for `stored`: only under the name that its stored status
/// already shows, so that a create whose answer was lost is found again (SM0603).
pub fn may_create(stored: &ServiceMesh, name: &str) -> bool {
    let recorded = stored.status.and(|status| &status.service_mesh_name);
    !name.is_empty() && recorded.is_some_and(|recorded| recorded.as_str() == name)
}

/// The name of a mesh that nobody named (SM0104).
pub fn default_name(cluster_id: &str) -> String {
    format!("mesh-for-{cluster_id}")
}

/// What is left once a resource has been deleted (SM0604); the cluster leaves the mesh in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath<'a> {
    /// The instance stays in the cloud; its id, where it is known.
    Kept(Option<&'a str>),
    /// The instance is deleted too; its id, where it is known.
    Destroyed(Option<&'a str>),
}

/// Tells what the deletion of `mesh` leaves behind (SM0604). Anything but `Delete`, letter by letter,
/// keeps the instance.
pub fn aftermath(mesh: &ServiceMesh) -> Aftermath<'_> {
    let recorded = mesh.status.and(|status| &status.service_mesh_id);
    let id = recorded
        .or_else(|| mesh.spec.and(|spec| &spec.id))
        .map(Unchecked::as_str);
    match mesh.deletion_policy() {
        DeletionPolicy::Retain => Aftermath::Kept(id),
        DeletionPolicy::Delete => Aftermath::Destroyed(id),
    }
}

#[cfg(test)]
mod tests;
