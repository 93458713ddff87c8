use crate::Points;
use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A whole number written with a fraction or an exponent.
    ///
    /// # What it refuses
    ///
    /// Nothing: `9411.0` and `1e3` are the integers 9411 and 1000 wherever an integer belongs. `9411.5` is
    /// none.
    ///
    /// # Why
    ///
    /// An API server stores such numbers as integers before admission.
    ///
    /// # What to do instead
    ///
    /// Nothing. Plain digits read better.
    GX0004 {
        name: "integral-float",
        group: Group::Input,
        category: Category::Semantic,
        points: Points::NONE,
        check: Check::Admits,
    }
}
