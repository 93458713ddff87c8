use crate::Points;
use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A deletion policy left to the default.
    ///
    /// # What it refuses
    ///
    /// Nothing. Where the annotation `operator.istio.alibabacloud.com/deletion-policy` is absent, `Retain` is
    /// written; a controller reads its absence as `Retain` even where nobody wrote it.
    ///
    /// # Why
    ///
    /// The operator reference names this default. It is the safe side: nothing is destroyed that nobody asked
    /// to destroy.
    ///
    /// # What to do instead
    ///
    /// Nothing, or write `Delete` to have the mesh deleted with the resource.
    SM0402 {
        name: "default-deletion-policy",
        group: Group::Annotations,
        category: Category::Semantic,
        points: Points::of("W L - P -"),
        because: &[('C', "a CRD cannot write annotations")],
        check: Check::Defaults,
    }
}
