use crate::Points;
use crate::rule::{Category, Check, Group};

crate::rule! {
    /// An edition left to the default.
    ///
    /// # What it refuses
    ///
    /// Nothing. A new resource without `spec.clusterSpec` gets `Standard` in a region of `regions.standard`
    /// and `Enterprise` in a region of `regions.other`. In any other region, or without a known region,
    /// nothing is written and a note says so; the same holds for a resource that joins a mesh by `spec.id`,
    /// since that mesh has its edition already. A later change that leaves the field out keeps the edition
    /// that was there, else the one in the status.
    ///
    /// # Why
    ///
    /// The operator reference names these defaults. An edition decides what a mesh costs, so no change of
    /// region or configuration may ever rewrite it.
    ///
    /// # What to do instead
    ///
    /// Nothing, or write the edition you want.
    SM0202 {
        name: "default-edition",
        group: Group::Edition,
        category: Category::Semantic,
        points: Points::of("W L - P -"),
        because: &[('C', "the default depends on the region, which a static default cannot know")],
        check: Check::Defaults,
    }
}
