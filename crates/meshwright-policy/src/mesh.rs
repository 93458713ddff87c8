//! What the rules about a `Mesh` share: the places of clusters and selectors, and whether a document is
//! a request.

use meshwright_api::mesh::{FieldSelector, Selects};
use meshwright_api::{FieldPath, Mesh, path};

use crate::{Context, Surface};

/// The clusters, as [`Fragment::at`](crate::rule::Fragment::at) writes places.
pub(crate) const CLUSTERS: &str = "spec.extendParams.clusters";
/// The field selector of nodes.
pub(crate) const NODES: &str = "spec.extendParams.clusters[].installation.nodes.fieldSelector";
/// The field selector of namespaces.
pub(crate) const NAMESPACES: &str =
    "spec.extendParams.clusters[].injection.namespaces.fieldSelector";

/// The two places of a field selector's member, the nodes' first.
macro_rules! selectors {
    ($member:literal) => {
        [
            concat!(
                "spec.extendParams.clusters[].installation.nodes.fieldSelector.",
                $member
            ),
            concat!(
                "spec.extendParams.clusters[].injection.namespaces.fieldSelector.",
                $member
            ),
        ]
    };
}
pub(crate) use selectors;

/// The path of the clusters.
pub(crate) fn clusters() -> FieldPath {
    path!["spec", "extendParams", "clusters"]
}

/// The field selectors of all clusters, each with its path and what it selects.
pub(crate) fn field_selectors(
    mesh: &Mesh,
) -> impl Iterator<Item = (FieldPath, Selects, &FieldSelector)> {
    mesh.selectors().filter_map(|(at, selects, selector)| {
        let field = selector.field_selector.get()?;
        Some((at.join("fieldSelector"), selects, field))
    })
}

/// Whether the document asks for a mesh, rather than telling of one.
///
/// In a file only its looks can tell. A body that comes to the service, or an object that comes to
/// admission, is a request whatever it looks like.
pub(crate) fn is_request(mesh: &Mesh, context: &Context<'_>) -> bool {
    context.surface != Surface::Lint || !mesh.is_response()
}
