use crate::Points;
use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A null is an absent field.
    ///
    /// # What it refuses
    ///
    /// Nothing: `id: null` is as good as no `id` at all, in every optional field of both documents. A field
    /// that must be there must not be null; the rule that asks for the field says so.
    ///
    /// # Why
    ///
    /// An API server drops a null of a field that is not nullable before anybody else sees it. A point that
    /// told the two apart would disagree with the others.
    ///
    /// # What to do instead
    ///
    /// Nothing. Leaving the field out says the same in fewer letters.
    GX0003 {
        name: "null-field",
        group: Group::Input,
        category: Category::Semantic,
        points: Points::NONE,
        check: Check::Admits,
    }
}
