//! The `Policy` document as it stands in `meshwright.yaml` or in a `ConfigMap`: its fields, their
//! documentation, and the door that reads it.
//!
//! ```yaml
//! apiVersion: policy.meshwright.dev/v1alpha1
//! kind: Policy
//! spec:
//!   region: {alibaba: cn-hangzhou}
//!   levels: {identity: deny, SM0105: "off"}
//!   exemptions:
//!     - rules: [SM0203]
//!       paths: ["clusters/hongkong/**"]
//!       reason: the trial ends in spring
//!       expires: 2027-03-31
//! ```
//!
//! Nothing here decides what a field means: the reader beside it does.

use meshwright_api::ObjectMeta;
use meshwright_api::scalar::List;
use meshwright_api::text_type::{TextType, Unchecked};
use meshwright_api::{FieldPath, Wire, path};
use serde_json::Value;

use super::Policy;
use super::levels::Levels;
use super::reader::Reader;
use crate::diagnostic::Anchor;

/// `apiVersion` of the document.
pub const API_VERSION: &str = "policy.meshwright.dev/v1alpha1";
/// Kind of the document.
pub const KIND: &str = "Policy";

meshwright_api::names! {
    /// The kind of the document.
    pub enum PolicyKind {
        /// The only one.
        Policy,
    }
    /// The kinds of documents that an exemption may speak of.
    pub enum ExemptKind {
        /// The custom resource of the operator reference.
        ServiceMesh,
        /// The document of the mesh API reference.
        Mesh,
        /// An error body of the mesh API reference.
        ErrorBody,
        /// The definition of the custom resource.
        CustomResourceDefinition,
    }
}

meshwright_api::text! {
    /// The `apiVersion` of the document.
    pub struct PolicyApiVersion {
        pattern: "^policy\\.meshwright\\.dev/v1alpha1$",
        bound: 64,
        example: "policy.meshwright.dev/v1alpha1",
    }
    /// The code of a rule, or the name of a group of rules.
    pub struct RuleOrGroup { pattern: "^([A-Z]{2}[0-9]{4}|[a-z]+)$", bound: 64, example: "SM0201" }
    /// The id of a region, as its cloud writes it.
    pub struct RegionId { max: 64, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", bound: 64, example: "cn-hangzhou" }
    /// A glob: `*` and `?` stay within a folder, `**` crosses folders; without `/` it speaks of the last part.
    pub struct Glob { min: 1, bound: 1_024, example: "clusters/hangzhou/**" }
    /// Why something is let through.
    pub struct Reason { min: 1, bound: 1_024, example: "the trial ends in spring" }
    /// A day, `YYYY-MM-DD`.
    pub struct Day { pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", bound: 10, example: "2027-03-31" }
    /// A value of `spec.type` of a mesh.
    pub struct MeshType { min: 1, bound: 64, example: "InCluster" }
    /// A user name, as the API server establishes it.
    pub struct UserName { min: 1, bound: 1_024, example: "system:serviceaccount:mesh:controller" }
}

meshwright_api::object! {
    /// The configuration that the linter, the admission webhook, the controller and the REST service share.
    pub struct PolicyDocument {
        /// `policy.meshwright.dev/v1alpha1`.
        "apiVersion" api_version: Unchecked<PolicyApiVersion>,
        /// `Policy`.
        "kind" kind: Unchecked<PolicyKind>,
        /// Standard object metadata; a file needs none.
        "metadata" metadata: ObjectMeta,
        /// The configuration; what is left out keeps its default.
        "spec" spec: PolicySpec,
    }

    /// The configuration; what is left out keeps its default.
    pub struct PolicySpec {
        /// What the findings of a rule do, by code or by group; a code says more than its group.
        "levels" levels: Levels,
        /// The regions that the documents are bound for.
        "region" region: RegionSpec,
        /// What is known of regions.
        "regions" regions: RegionsSpec,
        /// Limits.
        "limits" limits: LimitsSpec,
        /// Choices where a reference can be read in more than one way.
        "readings" readings: ReadingsSpec,
        /// User names that act as the controller of `ServiceMesh`; rules that need them are off while the list
        /// is empty.
        "controllers" controllers: List<Unchecked<UserName>, 64>,
        /// Groups whose members may take the operator's finalizer away in an emergency; each use is recorded.
        "breakGlassGroups" break_glass_groups: List<Unchecked<UserName>, 64>,
        /// What is let through, with a reason.
        "exemptions" exemptions: List<ExemptionSpec, 1024>,
        /// Regions and levels that differ by the path of a file; where several match, the last one wins.
        "overrides" overrides: List<OverrideSpec, 256>,
    }

    /// The regions that the documents are bound for; the same id is not the same place in both clouds.
    pub struct RegionSpec {
        /// Region of the cloud behind `ServiceMesh`.
        "alibaba" alibaba: Unchecked<RegionId>,
        /// Region of the cloud behind `Mesh`.
        "huawei" huawei: Unchecked<RegionId>,
    }

    /// What is known of regions; each list replaces the built-in one.
    pub struct RegionsSpec {
        /// Regions that offer the Standard edition of a `ServiceMesh`.
        "standard" standard: List<Unchecked<RegionId>, 256>,
        /// The other regions of that cloud.
        "other" other: List<Unchecked<RegionId>, 256>,
        /// Regions of the cloud behind `Mesh` where APM 2.0 is available; empty while unknown.
        "apm" apm: List<Unchecked<RegionId>, 256>,
    }

    /// Limits.
    pub struct LimitsSpec {
        /// The most clusters in a `Mesh`, 1 to 256; 16 by default.
        "clusters" clusters: i64,
        /// The most clusters the REST service installs a mesh into, 1 to 256; 1 by default.
        "installableClusters" installable_clusters: i64,
        /// The values of `spec.type` of a `Mesh`; `InCluster` by default.
        "meshTypes" mesh_types: List<Unchecked<MeshType>, 16>,
        /// The most pods of the Standard edition, 1 or more; 50 by default.
        "standardPods" standard_pods: i64,
    }

    /// Choices where a reference can be read in more than one way.
    pub struct ReadingsSpec {
        /// What becomes of `apm-otel` in a mesh of the 1.18 series with a patch above 0, which the mesh API
        /// reference leaves open: `deny`, `warn` (the default) or `allow`. The level of MR0632.
        "apm118" apm118: Unchecked<super::levels::Apm118>,
        /// Whether an absent `spec.id` may be set to the id in the status, as a controller does that writes it
        /// back; false by default.
        "idFromStatus" id_from_status: bool,
        /// Whether unknown fields are refused, not only warned about; false by default.
        "strictFields" strict_fields: bool,
    }

    /// What is let through, with a reason. What is left out does not narrow it.
    pub struct ExemptionSpec {
        /// Codes or groups, at least one.
        "rules" rules: List<Unchecked<RuleOrGroup>, 256>,
        /// Kinds of documents.
        "kinds" kinds: List<Unchecked<ExemptKind>, 16>,
        /// Names of objects, as globs.
        "names" names: List<Unchecked<Glob>, 256>,
        /// Paths of files, as globs, from the folder of this document; only the linter has paths.
        "paths" paths: List<Unchecked<Glob>, 256>,
        /// Why; not optional.
        "reason" reason: Unchecked<Reason>,
        /// The last day it holds; for good when left out.
        "expires" expires: Unchecked<Day>,
    }

    /// What differs for files on a path.
    pub struct OverrideSpec {
        /// Paths of files, as globs, from the folder of this document; at least one.
        "paths" paths: List<Unchecked<Glob>, 256>,
        /// Regions that differ.
        "region" region: RegionSpec,
        /// Levels that differ.
        "levels" levels: Levels,
    }
}

/// A fault of a `Policy` document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct PolicyFault {
    /// The field.
    pub path: FieldPath,
    /// Which part of the field.
    pub anchor: Anchor,
    /// What is wrong; one line.
    pub message: String,
    /// What was probably meant, to be written in its place.
    pub suggestion: Option<String>,
}

impl Policy {
    /// Reads a `Policy` document.
    ///
    /// ```
    /// use meshwright_policy::Policy;
    /// use serde_json::json;
    ///
    /// let faults = Policy::from_document(&json!({
    ///     "apiVersion": "policy.meshwright.dev/v1alpha1",
    ///     "kind": "Policy",
    ///     "spec": {"region": {"alibaba": "cn-hangzhou"}, "level": {"SM0201": "warn"}},
    /// }))
    /// .unwrap_err();
    /// assert_eq!(faults[0].path.to_string(), "spec.level");
    /// assert_eq!(faults[0].suggestion.as_deref(), Some("levels"));
    /// ```
    ///
    /// # Errors
    /// Every fault of the document, in the order of the fields.
    pub fn from_document(document: &Value) -> Result<Self, Vec<PolicyFault>> {
        let mut reader = Reader::default();
        let Some(document) = reader.decode::<PolicyDocument>(document) else {
            return Err(reader.into_faults());
        };
        document.walk(&mut FieldPath::root(), &mut reader);
        reader.head(&document);
        let policy = document
            .spec
            .get()
            .map(|spec| reader.policy(spec, &path!["spec"]));
        reader.finish(policy.unwrap_or_default())
    }

    /// Reads the `spec` of a `Policy` document; paths in faults start below it.
    ///
    /// # Errors
    /// Every fault of the spec, in the order of the fields.
    pub fn from_spec(spec: &Value) -> Result<Self, Vec<PolicyFault>> {
        let mut reader = Reader::default();
        let Some(spec) = reader.decode::<PolicySpec>(spec) else {
            return Err(reader.into_faults());
        };
        spec.walk(&mut FieldPath::root(), &mut reader);
        let policy = reader.policy(&spec, &FieldPath::root());
        reader.finish(policy)
    }
}

/// The shape of the document, for its schema.
pub const SHAPE: &meshwright_api::shape::ObjectShape = &PolicyDocument::OBJECT;

/// The text that heads every document, checked as any other.
pub(super) fn is_head<T: TextType>(field: &meshwright_api::Field<Unchecked<T>>) -> bool {
    field.get().is_some_and(|text| text.parse().is_ok())
}
