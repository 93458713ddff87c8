use crate::rule::{Category, Check, Group};
use crate::{Level, Points};

crate::rule! {
    /// A mesh without a name of its own.
    ///
    /// # What it refuses
    ///
    /// Nothing. Where `spec.name` is absent, null or empty and there is no `spec.id`, the mesh is called
    /// `mesh-for-` and the id of the cluster.
    ///
    /// # Why
    ///
    /// The operator reference says so. Only the controller knows the id of the cluster, so the name is
    /// reported and never written into the resource.
    ///
    /// # What to do instead
    ///
    /// Nothing, or set `spec.name` to choose a name.
    SM0104 {
        name: "default-name",
        group: Group::Names,
        category: Category::Semantic,
        level: Level::Audit,
        points: Points::of("W L - - -"),
        check: Check::Defaults,
    }
}
