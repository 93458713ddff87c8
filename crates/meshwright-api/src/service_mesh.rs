//! The `ServiceMesh` custom resource of the operator reference: spec, status, conditions, annotations.

use crate::meta::{ObjectMeta, Timestamp};
use crate::scalar::List;
use crate::text_type::{MessageText, ShortText, Unchecked};

/// API group of the resource.
pub const GROUP: &str = "istio.alibabacloud.com";
/// Version of the resource.
pub const VERSION: &str = "v1beta1";
/// `apiVersion` of the resource.
pub const API_VERSION: &str = "istio.alibabacloud.com/v1beta1";
/// Kind of the resource.
pub const KIND: &str = "ServiceMesh";
/// Plural of the resource: the CRD is called `servicemesh.istio.alibabacloud.com`.
pub const PLURAL: &str = "servicemesh";
/// The finalizer of the operator.
pub const FINALIZER: &str = "servicemeshoperator.finalizers.alibabacloud.com";
/// Prefix of the operator's annotations.
pub const ANNOTATION_PREFIX: &str = "operator.istio.alibabacloud.com/";
/// Says what becomes of the cloud instance once the resource is deleted.
pub const DELETION_POLICY: &str = "operator.istio.alibabacloud.com/deletion-policy";
/// Asks the controller to retry after an error.
pub const RETRY_AT: &str = "operator.istio.alibabacloud.com/retry-at";

crate::names! {
    /// The editions of a mesh.
    pub enum Edition {
        /// Free, at most 50 pods, mainland regions only, no service-level agreement.
        Standard,
        /// Paid, at most 1,000 pods.
        Enterprise,
        /// Paid, at most 10,000 pods.
        Ultimate,
    }
    /// What becomes of the cloud instance once the resource is deleted.
    pub enum DeletionPolicy {
        /// It stays. The default, and the reading of an absent annotation.
        Retain,
        /// It is deleted too.
        Delete,
    }
    /// The states of a condition.
    pub enum ConditionStatus {
        /// Met.
        True,
        /// Not met.
        False,
        /// Not known.
        Unknown,
    }
    /// The steps the operator reports, in its order, and its two further conditions.
    pub enum ConditionType {
        /// The checks before the start.
        PreChecked,
        /// The instance exists and is available.
        ServiceMeshAvailable,
        /// The cluster belongs to the instance.
        ClusterEnrolled,
        /// The configuration is in force.
        MeshConfigApplied,
        /// A retry was asked for.
        Retried,
        /// The instance was deleted.
        ServiceMeshDeleted,
    }
    /// The reasons of the operator's conditions.
    pub enum ConditionReason {
        /// Work is going on.
        Reconciling,
        /// It worked.
        Succeeded,
        /// It failed.
        Failed,
        /// The instance can be used.
        Available,
        /// The instance exists and cannot be used.
        Unavailable,
        /// The checks passed.
        Passed,
        /// Waiting for a steady state.
        WaitSteady,
        /// A retry was handled.
        Retried,
    }
}

crate::text! {
    /// The id of a mesh instance.
    pub struct MeshId { bound: 1_024, example: "c6490deb776cc458c82c4c22a69315bae" }
    /// The name of a mesh instance, for which the operator reference gives no grammar.
    pub struct InstanceName { bound: 1_024, example: "advanced-service-mesh" }
    /// The name of a condition type: letters in CamelCase.
    pub struct ConditionTypeText { bound: 316, example: "PreChecked" }
}

crate::object! {
    /// A mesh for this cluster: what is wanted and what is.
    pub struct ServiceMesh {
        /// `istio.alibabacloud.com/v1beta1`.
        "apiVersion" api_version: Unchecked<ShortText>,
        /// `ServiceMesh`.
        "kind" kind: Unchecked<ShortText>,
        /// Standard object metadata.
        "metadata" metadata: ObjectMeta,
        /// What is wanted.
        "spec" spec: ServiceMeshSpec,
        /// What is, as the controller last saw it.
        "status" status: ServiceMeshStatus,
    }

    /// The wanted mesh.
    pub struct ServiceMeshSpec {
        /// Id of an existing mesh to join; wins over `name`; cannot be changed.
        "id" id: Unchecked<MeshId>,
        /// Name of the mesh to create or to join; `mesh-for-<cluster id>` when absent.
        "name" name: Unchecked<InstanceName>,
        /// Edition; by default `Standard` in the Chinese mainland and `Enterprise` elsewhere.
        "clusterSpec" cluster_spec: Unchecked<Edition>,
    }

    /// The mesh as the controller last saw it.
    pub struct ServiceMeshStatus {
        /// Unique name of the instance, recorded before the first create and never changed.
        "serviceMeshName" service_mesh_name: Unchecked<InstanceName>,
        /// Id of the instance, once it has been created.
        "serviceMeshId" service_mesh_id: Unchecked<MeshId>,
        /// Edition of the instance.
        "clusterSpec" cluster_spec: Unchecked<Edition>,
        /// The steps of reconciliation, in order, with their present state.
        "conditions" conditions: List<Condition, 32>,
        /// The generation of the spec that this status speaks of.
        "observedGeneration" observed_generation: i64,
    }

    /// The state of one step.
    pub struct Condition {
        /// The step.
        "type" type_: Unchecked<ConditionTypeText>,
        /// `True`, `False` or `Unknown`.
        "status" status: Unchecked<ConditionStatus>,
        /// A code for machines.
        "reason" reason: Unchecked<ShortText>,
        /// More for people, above all when the step failed.
        "message" message: Unchecked<MessageText>,
        /// When `status` last changed.
        "lastTransitionTime" last_transition_time: Unchecked<Timestamp>,
        /// The generation of the spec that this condition speaks of.
        "observedGeneration" observed_generation: i64,
    }
}

impl ServiceMesh {
    /// The annotation at `key`, if there is one and it is text.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.metadata.get()?.annotation(key)
    }

    /// The conditions of the right type, each with its index.
    pub fn conditions(&self) -> impl Iterator<Item = (usize, &Condition)> {
        self.status
            .and(|status| &status.conditions)
            .into_iter()
            .flat_map(List::iter)
    }

    /// What becomes of the instance: `Retain` unless `Delete` is said in so many letters.
    pub fn deletion_policy(&self) -> DeletionPolicy {
        match self.annotation(DELETION_POLICY) {
            Some("Delete") => DeletionPolicy::Delete,
            _ => DeletionPolicy::Retain,
        }
    }

    /// Whether deletion has been asked for.
    pub fn is_being_deleted(&self) -> bool {
        self.metadata
            .and(|metadata| &metadata.deletion_timestamp)
            .is_some()
    }
}
