use crate::Points;
use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A change of the edition.
    ///
    /// # What it refuses
    ///
    /// Nothing, and nobody may: a change of `spec.clusterSpec` must pass at every enforcement point.
    ///
    /// # Why
    ///
    /// The field table of the operator reference calls the field mutable. A sentence elsewhere sends people to
    /// the console for updates; the table is the contract.
    ///
    /// # What to do instead
    ///
    /// Nothing: the mesh changes its edition in place.
    SM0305 {
        name: "edition-may-change",
        group: Group::Edition,
        category: Category::Transition,
        points: Points::of("W L C P J"),
        check: Check::Admits,
    }
}
