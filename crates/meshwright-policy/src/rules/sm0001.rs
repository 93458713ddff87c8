use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A cluster too old for the operator.
    ///
    /// # What it refuses
    ///
    /// A cluster whose Kubernetes is older than 1.28, or whose version cannot be read. What a vendor adds to
    /// the version is ignored.
    ///
    /// # Why
    ///
    /// The operator reference asks for Kubernetes 1.28 or later.
    ///
    /// # What to do instead
    ///
    /// Upgrade the cluster.
    SM0001 {
        name: "cluster-too-old",
        group: Group::Lifecycle,
        category: Category::Semantic,
        check: Check::Elsewhere("the controller before it starts, with `lifecycle::server_version`"),
    }
}
