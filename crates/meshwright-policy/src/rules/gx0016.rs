use crate::rule::{Category, Check, Group};
use crate::{Level, Points};

crate::rule! {
    /// A suppression without a reason.
    ///
    /// # What it refuses
    ///
    /// A suppression comment with nothing behind its codes. (An exemption without a reason is a fault of the
    /// `Policy` document.)
    ///
    /// # Why
    ///
    /// Whoever reads it later cannot tell whether it still holds.
    ///
    /// # What to do instead
    ///
    /// Say why, on the same line.
    GX0016 {
        name: "suppression-without-reason",
        group: Group::Input,
        category: Category::Style,
        level: Level::Warn,
        points: Points::of("- L - - -"),
        check: Check::Elsewhere("the linter, with `input::suppression_without_reason`"),
    }
}
