use crate::rule::{Category, Check, Group};

crate::rule! {
    /// What a deletion leaves behind.
    ///
    /// # What it refuses
    ///
    /// Nothing. Deleting the resource takes the cluster out of the mesh. The mesh itself is kept unless the
    /// deletion policy is `Delete`, letter by letter; the answer to a delete request says which.
    ///
    /// # Why
    ///
    /// The operator reference says so, and a mesh that is kept goes on costing money.
    ///
    /// # What to do instead
    ///
    /// Choose the deletion policy before you delete.
    SM0604 {
        name: "deletion-detaches",
        group: Group::Lifecycle,
        category: Category::Semantic,
        check: Check::Elsewhere("`admit` and the controller, with `lifecycle::aftermath`"),
    }
}
