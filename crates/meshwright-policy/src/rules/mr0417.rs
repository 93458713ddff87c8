use std::collections::BTreeSet;

use meshwright_api::{Edit, List, Mesh, Safety};

use crate::mesh::selectors;
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, mesh, words};

crate::rule! {
    /// A selector value that stands twice.
    ///
    /// # What it refuses
    ///
    /// A value of a selector that already stands in the same list.
    ///
    /// # Why
    ///
    /// It is harmless, and one of the two may have been meant to be another.
    ///
    /// # What to do instead
    ///
    /// Take the later one out; `--fix` does it.
    MR0417 {
        name: "duplicate-selector-value",
        group: Group::Clusters,
        category: Category::Style,
        level: Level::Warn,
        points: Points::mesh("W L - P J"),
        fix: Some(Safety::Safe),
        schema: &[
            json(selectors!("values")[0], r#"{"uniqueItems": true}"#),
            json(selectors!("values")[1], r#"{"uniqueItems": true}"#),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, _, selector) in mesh::field_selectors(mesh) {
        let mut seen = BTreeSet::new();
        for (index, value) in selector.values.get().into_iter().flat_map(List::iter) {
            if !seen.insert(value.as_str()) {
                let place = at.join("values").join(index);
                let message = format!("{} already stands in this list", words::quoted(value.as_str()));
                let fault = Fault::duplicate(place.clone(), message).help("take it out");
                faults.add(fault.fix(Safety::Safe, [Edit::Remove { path: place }]));
            }
        }
    }
}
