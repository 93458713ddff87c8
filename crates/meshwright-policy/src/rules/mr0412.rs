use meshwright_api::Mesh;
use meshwright_api::mesh::Selects;

use crate::mesh::selectors;
use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, mesh, presence};

crate::rule! {
    /// A selector without a key.
    ///
    /// # What it refuses
    ///
    /// A field selector whose `key` is absent, empty, or no text.
    ///
    /// # Why
    ///
    /// The key says which field the values belong to; the mesh API reference requires it (Table 11).
    ///
    /// # What to do instead
    ///
    /// Write `UID` for nodes, `Name` for namespaces.
    MR0412 {
        name: "missing-selector-key",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &selectors!("key"),
        schema: &[
            required(mesh::NODES, &["key"]),
            required(mesh::NAMESPACES, &["key"]),
            json(selectors!("key")[0], r#"{"minLength": 1}"#),
            json(selectors!("key")[1], r#"{"minLength": 1}"#),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, selects, selector) in mesh::field_selectors(mesh) {
        let help = match selects {
            Selects::Nodes => "write UID",
            Selects::Namespaces => "write Name",
        };
        let place = at.join("key");
        let Some(key) = presence::require(&selector.key, place.clone(), help, faults) else { continue };
        if key.as_str().is_empty() {
            faults.add(Fault::invalid(place, "the key is empty").help(help));
        }
    }
}
