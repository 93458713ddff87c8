use crate::Points;
use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A change of the mesh name.
    ///
    /// # What it refuses
    ///
    /// Nothing, and nobody may: a change of `spec.name` must pass at every enforcement point.
    ///
    /// # Why
    ///
    /// The field table of the operator reference calls the field mutable. A sentence elsewhere sends people to
    /// the console for updates; the table is the contract.
    ///
    /// # What to do instead
    ///
    /// Nothing: the name of the mesh is changed in place, by its id; the recorded name in the status stays as it is.
    SM0304 {
        name: "name-may-change",
        group: Group::Names,
        category: Category::Transition,
        points: Points::of("W L C P J"),
        check: Check::Admits,
    }
}
