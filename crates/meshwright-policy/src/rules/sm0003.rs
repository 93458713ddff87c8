use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A namespaced `ServiceMesh`.
    ///
    /// # What it refuses
    ///
    /// Nothing by itself. `ServiceMesh` is a resource of the cluster: the definition that is generated here
    /// says so, and SM0002 warns of a definition that says otherwise.
    ///
    /// # Why
    ///
    /// The samples of the operator reference have no namespace, yet its command has `-n istio-system`. A
    /// client ignores that flag for a resource of the cluster, so this is the one reading under which both
    /// are true. A mesh belongs to one cluster, not to one of its namespaces.
    ///
    /// # What to do instead
    ///
    /// Leave `metadata.namespace` out.
    SM0003 {
        name: "namespaced-service-mesh",
        group: Group::Envelope,
        category: Category::Schema,
        check: Check::Elsewhere("the definition, whose scope is Cluster, and SM0002 for other definitions"),
    }
}
