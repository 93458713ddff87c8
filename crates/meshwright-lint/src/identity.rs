//! Which object a document is: kind, namespace and name.

use meshwright_manifest::Node;
use meshwright_policy::{Document, Kind};

use crate::finding::Resource;

/// Which object a document is. Two documents with the same identity are the same object at two times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity {
    kind: Kind,
    namespace: Option<String>,
    name: String,
}

impl Identity {
    /// The identity of a document; `None` where it has no name.
    pub(crate) fn of(document: &Document, object: Node<'_>) -> Option<Self> {
        let head = Resource::of(object);
        Some(Self {
            kind: document.kind(),
            namespace: head.namespace,
            name: head.name?,
        })
    }
}
