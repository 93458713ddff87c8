//! What is judged: a document, perhaps beside its old self and its siblings.

use meshwright_api::mesh::ErrorBody;
use meshwright_api::walk::Walk;
use meshwright_api::{FieldPath, Mesh, Observation, ServiceMesh, Wire};

use crate::crd::CustomResourceDefinition;

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
    /// The name in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceMesh => "ServiceMesh",
            Self::Mesh => "Mesh",
            Self::ErrorBody => "ErrorBody",
            Self::Crd => "CustomResourceDefinition",
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
    /// `Mesh` of their own). The definition of our resource and error bodies have no head of their own:
    /// the caller looks at their fields.
    pub fn of(api_version: Option<&str>, kind: Option<&str>) -> Self {
        let (Some(kind), version) = (kind, api_version.unwrap_or_default()) else {
            return Self::Foreign;
        };
        let (group, version) = version.rsplit_once('/').unwrap_or(("", version));
        if kind.eq_ignore_ascii_case("mesh") && group.is_empty() {
            return Self::Ours(Kind::Mesh);
        }
        Self::service_mesh(group, version, kind)
    }

    fn service_mesh(group: &str, version: &str, kind: &str) -> Self {
        use meshwright_api::service_mesh::{GROUP, KIND, VERSION};
        let alike = kind.eq_ignore_ascii_case(KIND) || kind.eq_ignore_ascii_case("servicemeshes");
        match (group == GROUP, version == VERSION, kind == KIND) {
            (true, true, true) => Self::Ours(Kind::ServiceMesh),
            (true, ..) if alike => Self::NearMiss(Kind::ServiceMesh),
            (false, _, _) if alike && looks_like_group(group) => Self::NearMiss(Kind::ServiceMesh),
            _ => Self::Foreign,
        }
    }
}

/// A group one slip away from ours; other projects' `ServiceMesh` kinds are theirs.
fn looks_like_group(group: &str) -> bool {
    group.is_empty() || group.ends_with("alibabacloud.com") || group.starts_with("istio.alibaba")
}
