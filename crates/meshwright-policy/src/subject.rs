//! What is judged: a document, perhaps beside its old self and its siblings.

use meshwright_api::mesh::{self, ErrorBody};
use meshwright_api::service_mesh;
use meshwright_api::shape::Shape;
use meshwright_api::walk::Walk;
use meshwright_api::{FieldPath, Mesh, Observation, ServiceMesh, Wire};

use crate::crd::CustomResourceDefinition;
use crate::words;

/// The kinds of documents that have rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The custom resource of the operator reference.
    ServiceMesh,
    /// The document of the mesh API reference.
    Mesh,
    /// An error body of the mesh API reference.
    ErrorBody,
    /// The definition of the custom resource.
    Crd,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::ServiceMesh, Self::Mesh, Self::ErrorBody, Self::Crd];

    /// The name in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceMesh => "ServiceMesh",
            Self::Mesh => "Mesh",
            Self::ErrorBody => "ErrorBody",
            Self::Crd => "CustomResourceDefinition",
        }
    }

    /// The first letters of the codes of its rules.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Mesh | Self::ErrorBody => "MR",
            Self::ServiceMesh | Self::Crd => "SM",
        }
    }

    /// What documents of this kind look like.
    pub const fn shape(self) -> &'static Shape {
        match self {
            Self::ServiceMesh => &ServiceMesh::SHAPE,
            Self::Mesh => &Mesh::SHAPE,
            Self::ErrorBody => &ErrorBody::SHAPE,
            Self::Crd => &CustomResourceDefinition::SHAPE,
        }
    }
}

/// A document of a kind that has rules.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the variants are the kinds")]
pub enum Document {
    ServiceMesh(Box<ServiceMesh>),
    Mesh(Box<Mesh>),
    ErrorBody(Box<ErrorBody>),
    Crd(Box<CustomResourceDefinition>),
}

impl Document {
    /// The kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::ServiceMesh(_) => Kind::ServiceMesh,
            Self::Mesh(_) => Kind::Mesh,
            Self::ErrorBody(_) => Kind::ErrorBody,
            Self::Crd(_) => Kind::Crd,
        }
    }

    /// Shows every field to `walk`.
    pub fn walk(&self, walk: &mut dyn Walk) {
        let mut path = FieldPath::root();
        match self {
            Self::ServiceMesh(document) => document.walk(&mut path, walk),
            Self::Mesh(document) => document.walk(&mut path, walk),
            Self::ErrorBody(document) => document.walk(&mut path, walk),
            Self::Crd(document) => document.walk(&mut path, walk),
        }
    }

    /// The object's name, for messages and exemptions.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::ServiceMesh(document) => Some(document.metadata.and(|m| &m.name)?.as_str()),
            Self::Mesh(document) => Some(document.metadata.and(|m| &m.name)?.as_str()),
            Self::Crd(document) => Some(document.metadata.and(|m| &m.name)?.as_str()),
            Self::ErrorBody(_) => None,
        }
    }
}

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its old self, where this is a change.
    pub old: Option<&'a Document>,
    /// The other documents of its cluster, project or file.
    pub siblings: &'a [&'a Document],
    /// What a reader noticed in its bytes.
    pub observations: &'a [Observation],
}

impl<'a> Subject<'a> {
    /// A document alone.
    pub const fn new(document: &'a Document) -> Self {
        Self {
            document,
            old: None,
            siblings: &[],
            observations: &[],
        }
    }
}

/// One thing that a reader noticed.
#[derive(Debug, Clone, Copy)]
pub struct Noticed<'a> {
    /// The thing.
    pub observation: &'a Observation,
    /// The document its text became; `None` where it became none of ours.
    pub document: Option<&'a Document>,
}

impl Noticed<'_> {
    /// What should stand where it was noticed; `None` where nobody knows.
    pub fn shape(&self) -> Option<&'static Shape> {
        self.document?
            .kind()
            .shape()
            .at(self.observation.path.segments())
    }
}

/// What the head of a document says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// One of ours.
    Ours(Kind),
    /// Looks like one of ours and is none: no server would take it as one.
    NearMiss(Kind),
    /// None of ours.
    Foreign,
}

impl Recognition {
    /// Tells from `apiVersion` and `kind` what a document is; both as text, absent where they are not.
    ///
    /// `Mesh` in any letter case is ours unless its `apiVersion` names a group (other projects have a
    /// `Mesh` of their own); how the two words are spelled is judged by rules. The definition of our
    /// resource and error bodies have no head of their own: the caller looks at their fields.
    pub fn of(api_version: Option<&str>, kind: Option<&str>) -> Self {
        let written = api_version.unwrap_or_default();
        let Some(kind) = kind else {
            return match written {
                service_mesh::API_VERSION => Self::NearMiss(Kind::ServiceMesh),
                _ => Self::Foreign,
            };
        };
        let (group, version) = written.rsplit_once('/').unwrap_or(("", written));
        if group.is_empty() && kind.eq_ignore_ascii_case(mesh::KIND) {
            Self::Ours(Kind::Mesh)
        } else if written == mesh::API_VERSION && is_like(kind, mesh::KIND) {
            Self::NearMiss(Kind::Mesh)
        } else {
            Self::service_mesh(group, version, kind)
        }
    }

    fn service_mesh(group: &str, version: &str, kind: &str) -> Self {
        let ours = group == service_mesh::GROUP;
        if ours && version == service_mesh::VERSION && kind == service_mesh::KIND {
            Self::Ours(Kind::ServiceMesh)
        } else if is_like(kind, service_mesh::KIND) && (ours || is_like_our_group(group)) {
            Self::NearMiss(Kind::ServiceMesh)
        } else {
            Self::Foreign
        }
    }
}

/// Whether a kind is meant: its letters in another case, its plural, a slip of one or two letters, or
/// blanks around it. A list of the kind is another kind.
fn is_like(written: &str, kind: &str) -> bool {
    let trimmed = written.trim();
    let singular = trimmed
        .strip_suffix("es")
        .or(trimmed.strip_suffix("ES"))
        .unwrap_or(trimmed);
    let near =
        || kind.len() > 8 && words::distance(&trimmed.to_lowercase(), &kind.to_lowercase()) <= 2;
    singular.eq_ignore_ascii_case(kind) || near()
}

/// Whether a group is one slip away from ours; other projects' `ServiceMesh` kinds are theirs.
fn is_like_our_group(group: &str) -> bool {
    let lower = group.to_lowercase();
    group.is_empty()
        || lower.contains("alibaba")
        || words::distance(&lower, service_mesh::GROUP) <= 4
}
