use crate::rule::{Category, Check, Group};
use crate::{Level, Points};

crate::rule! {
    /// A document that misses our kinds by a slip.
    ///
    /// # What it refuses
    ///
    /// A head that is nearly one of ours: `Servicemesh` or `ServiceMeshes` in our group, `ServiceMesh` in
    /// another version of it, without a group, or in a group that is one slip away; our `apiVersion` without
    /// a kind; `Meshes` in version `v1`. A `Mesh` in whatever letter case with an `apiVersion` of no group is
    /// a `Mesh`, and the rules of its envelope judge the spelling. Kinds of other groups are left alone.
    ///
    /// # Why
    ///
    /// The API server knows no such kind and refuses the document. A linter that skipped it as somebody
    /// else's would stay silent about everything in it.
    ///
    /// # What to do instead
    ///
    /// Write `apiVersion` and `kind` letter by letter as the message says.
    GX0013 {
        name: "near-miss-kind",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("- L - - -"),
        check: Check::Elsewhere("the linter, with `input::near_miss`"),
    }
}
