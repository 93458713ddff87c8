//! The part of Kubernetes' object metadata that this project reads.

use crate::scalar::{List, Map, Opaque, Skipped};
use crate::text_type::{ShortText, Unchecked};

crate::text! {
    /// The name of a Kubernetes object.
    pub struct ObjectName { bound: 253, example: "mesh" }
    /// A moment in time, RFC 3339.
    pub struct Timestamp { bound: 64, example: "2025-04-10T07:48:37Z" }
}

crate::object! {
    /// Metadata of a Kubernetes object.
    pub struct ObjectMeta {
        /// Name of the object, unique in its scope.
        "name" name: Unchecked<ObjectName>,
        /// Prefix from which the server makes a name.
        "generateName" generate_name: Unchecked<ObjectName>,
        /// Namespace; a `ServiceMesh` has none.
        "namespace" namespace: Unchecked<ObjectName>,
        /// Id given by the server.
        "uid" uid: Unchecked<ShortText>,
        /// Version of the stored object.
        "resourceVersion" resource_version: Unchecked<ShortText>,
        /// Count of the changes of the spec.
        "generation" generation: i64,
        /// When the object was created.
        "creationTimestamp" creation_timestamp: Unchecked<Timestamp>,
        /// When deletion was asked for.
        "deletionTimestamp" deletion_timestamp: Unchecked<Timestamp>,
        /// Seconds until a graceful deletion becomes a hard one.
        "deletionGracePeriodSeconds" deletion_grace_period_seconds: i64,
        /// Labels.
        "labels" labels: Map<1024>,
        /// Annotations.
        "annotations" annotations: Map<1024>,
        /// What must happen before the object may go.
        "finalizers" finalizers: List<Unchecked<ShortText>, 64>,
        /// Objects this one belongs to.
        "ownerReferences" owner_references: Opaque,
        /// Who set which field; skipped on the way in.
        "managedFields" managed_fields: Skipped,
        /// Address of the object in old servers.
        "selfLink" self_link: Unchecked<ShortText>,
    }
}

impl ObjectMeta {
    /// The annotation at `key`, if there is one and it is text.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get()?.text(key)
    }
}
