use meshwright_api::mesh::Selects;
use meshwright_api::{Mesh, Unchecked};

use crate::mesh::selectors;
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, mesh, words};

crate::rule! {
    /// A selector key that nobody documents.
    ///
    /// # What it refuses
    ///
    /// A `key` other than `UID` in a selector of nodes, or other than `Name` in a selector of namespaces,
    /// letter by letter.
    ///
    /// # Why
    ///
    /// The mesh API reference lists no keys; these two are all that its example shows. Others may work, so
    /// this is a warning.
    ///
    /// # What to do instead
    ///
    /// Write `UID` for nodes, `Name` for namespaces.
    MR0413 {
        name: "unknown-selector-key",
        group: Group::Clusters,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P J"),
        // The empty text is left to MR0412.
        schema: &[
            json(selectors!("key")[0], r#"{"pattern": "^(UID)?$"}"#),
            json(selectors!("key")[1], r#"{"pattern": "^(Name)?$"}"#),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, selects, selector) in mesh::field_selectors(mesh) {
        let (known, of) = match selects {
            Selects::Nodes => ("UID", "nodes"),
            Selects::Namespaces => ("Name", "namespaces"),
        };
        let Some(key) = selector.key.get().map(Unchecked::as_str) else { continue };
        if !key.is_empty() && key != known {
            let message = format!("{} is not a known key of {of}", words::quoted(key));
            faults.add(Fault::not_supported(at.join("key"), message).help(format!("write {known}")));
        }
    }
}
