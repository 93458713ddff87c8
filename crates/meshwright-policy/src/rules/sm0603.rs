use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A mesh created before its name was recorded.
    ///
    /// # What it refuses
    ///
    /// To send the first create call for a mesh whose name does not stand in the stored
    /// `status.serviceMeshName`, or under another name than that.
    ///
    /// # Why
    ///
    /// The answer of a create call can be lost. Whoever has recorded the name finds the mesh again by it;
    /// whoever has not creates a second one.
    ///
    /// # What to do instead
    ///
    /// Write the name to the status, wait until the write is acknowledged, then create under that name.
    SM0603 {
        name: "create-before-recorded-name",
        group: Group::Lifecycle,
        category: Category::Semantic,
        check: Check::Elsewhere("the controller before it creates a mesh, with `lifecycle::may_create`"),
    }
}
