//! The little of a CustomResourceDefinition that the rules read.

use meshwright_api::meta::ObjectMeta;
use meshwright_api::text_type::{ShortText, Unchecked};

meshwright_api::object! {
    /// A CustomResourceDefinition.
    pub struct CustomResourceDefinition {
        /// `apiextensions.k8s.io/v1`.
        "apiVersion" api_version: Unchecked<ShortText>,
        /// `CustomResourceDefinition`.
        "kind" kind: Unchecked<ShortText>,
        /// Standard object metadata.
        "metadata" metadata: ObjectMeta,
        /// What is defined.
        "spec" spec: CrdSpec,
    }

    /// What is defined.
    pub struct CrdSpec {
        /// API group.
        "group" group: Unchecked<ShortText>,
        /// `Cluster` or `Namespaced`.
        "scope" scope: Unchecked<ShortText>,
        /// Names of the resource.
        "names" names: CrdNames,
    }

    /// Names of a resource.
    pub struct CrdNames {
        /// Kind.
        "kind" kind: Unchecked<ShortText>,
        /// Plural.
        "plural" plural: Unchecked<ShortText>,
    }
}
