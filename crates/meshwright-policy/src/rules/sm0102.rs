use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A mesh that another cluster already uses.
    ///
    /// # What it refuses
    ///
    /// To enrol a cluster in the mesh of `spec.id` or `spec.name` while the mesh has another cluster.
    ///
    /// # Why
    ///
    /// Mesh and cluster are bound one to one. Only the cloud knows which clusters a mesh has, so the
    /// controller asks it before it enrols.
    ///
    /// # What to do instead
    ///
    /// Take the other cluster out of the mesh first, or leave `id` out to get a mesh of your own.
    SM0102 {
        name: "mesh-bound-elsewhere",
        group: Group::Lifecycle,
        category: Category::Semantic,
        check: Check::Elsewhere("the controller, which asks the cloud, with `lifecycle::binding`"),
    }
}
