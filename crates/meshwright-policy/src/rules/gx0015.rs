use crate::rule::{Category, Check, Group};
use crate::{Level, Points};

crate::rule! {
    /// A suppression that suppresses nothing.
    ///
    /// # What it refuses
    ///
    /// A comment, an exemption or a baseline entry that matches no finding, one that names no rule, and a
    /// comment that cannot be read as a suppression. A rule that is off matches nothing and is not told.
    ///
    /// # Why
    ///
    /// The fault is gone, and the suppression would hide the next one.
    ///
    /// # What to do instead
    ///
    /// Take the suppression out, or correct its code or place.
    GX0015 {
        name: "unused-suppression",
        group: Group::Input,
        category: Category::Style,
        level: Level::Warn,
        points: Points::of("- L - - -"),
        check: Check::Elsewhere("the linter, with `input::unused_suppression`"),
    }
}
