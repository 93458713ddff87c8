//! The objects of a document: the document itself, or the elements of lists in it, at any depth.

use meshwright_api::service_mesh::GROUP;
use meshwright_api::{ErrorBody, FieldPath, Mesh, ServiceMesh, path};
use meshwright_manifest::Node;
use meshwright_policy::crd::CustomResourceDefinition;
use meshwright_policy::{Anchor, Diagnostic, Document, Kind, Recognition};
use serde::Deserialize;

/// How deep lists in lists are followed; nobody nests as deep.
const DEEPEST: usize = 64;

/// An object of a document.
#[derive(Debug)]
pub(crate) struct Unit<'d> {
    /// The object.
    pub(crate) node: Node<'d>,
    /// Where it stands in its document.
    pub(crate) path: FieldPath,
    /// What it is.
    pub(crate) what: What,
    /// Whether its head may be absent, because it is an element of a list of one kind.
    pub(crate) headless: bool,
}

/// What an object is.
#[derive(Debug)]
pub(crate) enum What {
    /// One of ours.
    Ours(Document),
    /// Like one of ours.
    NearMiss,
    /// One of ours by its head, nested deeper than a reader goes.
    Unread,
    /// Something else.
    Foreign,
}

impl Unit<'_> {
    /// Whether a diagnostic misses the head that an element of such a list may leave out.
    pub(crate) fn speaks_of_head(&self, diagnostic: &Diagnostic) -> bool {
        let head = diagnostic.path == path!["kind"] || diagnostic.path == path!["apiVersion"];
        self.headless && head && diagnostic.anchor == Anchor::Missing
    }
}

/// A value that may be an object or a list of objects.
struct Candidate<'d> {
    node: Node<'d>,
    path: FieldPath,
    /// The kind that an object without one has here.
    kind: Option<Kind>,
}

/// The objects of a document, in the order of the text.
pub(crate) fn units(root: Node<'_>) -> Vec<Unit<'_>> {
    let mut units = Vec::with_capacity(1);
    let mut open = vec![Candidate {
        node: root,
        path: FieldPath::root(),
        kind: None,
    }];
    while let Some(candidate) = open.pop() {
        match elements(&candidate) {
            Some(mut elements) => {
                elements.reverse();
                open.append(&mut elements);
            }
            None => units.push(unit(candidate)),
        }
    }
    units
}

/// The elements, if the value is a list of objects in one of the spellings.
fn elements<'d>(candidate: &Candidate<'d>) -> Option<Vec<Candidate<'d>>> {
    use meshwright_manifest::Kind::{Map, Seq};
    if candidate.path.segments().len() >= DEEPEST {
        return None;
    }
    let (list, path, kind) = match candidate.node.kind() {
        Seq => (candidate.node, candidate.path.clone(), candidate.kind),
        Map => {
            let kind = candidate.node.get("kind")?.as_str()?;
            let items = candidate
                .node
                .get("items")
                .filter(|items| items.kind() == Seq)?;
            let (_, kind) = LISTS.into_iter().find(|(list, _)| *list == kind)?;
            (items, candidate.path.join("items"), kind)
        }
        _ => return None,
    };
    let element = |(index, node)| Candidate {
        node,
        path: path.join(index),
        kind,
    };
    Some(list.items().enumerate().map(element).collect())
}

/// The kinds of lists, and what each is a list of; elements of the first say themselves what they are.
const LISTS: [(&str, Option<Kind>); 3] = [
    ("List", None),
    ("ServiceMeshList", Some(Kind::ServiceMesh)),
    ("MeshList", Some(Kind::Mesh)),
];

fn unit(candidate: Candidate<'_>) -> Unit<'_> {
    let Candidate { node, path, kind } = candidate;
    let said = recognise(node);
    let headless = kind.is_some() && node.get("kind").is_none();
    let said = match kind {
        Some(kind) if headless => Recognition::Ours(kind),
        _ => said,
    };
    let what = match said {
        Recognition::Ours(kind) => decode(node, kind).map_or(What::Unread, What::Ours),
        Recognition::NearMiss(_) => What::NearMiss,
        Recognition::Foreign => What::Foreign,
    };
    Unit {
        node,
        path,
        what,
        headless,
    }
}

fn recognise(node: Node<'_>) -> Recognition {
    if node.kind() != meshwright_manifest::Kind::Map {
        return Recognition::Foreign;
    }
    let kind = node.get("kind");
    if kind.is_none() && (node.get("errorCode").is_some() || node.get("errorMsg").is_some()) {
        return Recognition::Ours(Kind::ErrorBody);
    }
    let kind = kind.and_then(|kind| kind.as_str());
    if kind == Some("CustomResourceDefinition") {
        let group = node.locate(&path!["spec", "group"]).value;
        let ours = group.and_then(|group| group.as_str()) == Some(GROUP);
        return if ours {
            Recognition::Ours(Kind::Crd)
        } else {
            Recognition::Foreign
        };
    }
    let version = node.get("apiVersion");
    Recognition::of(version.and_then(|version| version.as_str()), kind)
}

/// Reads an object as what it is; `None` where it nests deeper than a reader goes.
fn decode(node: Node<'_>, kind: Kind) -> Option<Document> {
    Some(match kind {
        Kind::ServiceMesh => Document::ServiceMesh(Box::new(ServiceMesh::deserialize(node).ok()?)),
        Kind::Mesh => Document::Mesh(Box::new(Mesh::deserialize(node).ok()?)),
        Kind::ErrorBody => Document::ErrorBody(Box::new(ErrorBody::deserialize(node).ok()?)),
        Kind::Crd => Document::Crd(Box::new(CustomResourceDefinition::deserialize(node).ok()?)),
    })
}
