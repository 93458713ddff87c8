use meshwright_api::mesh::Selects;
use meshwright_api::text_type::{ShortText, Unchecked};
use meshwright_api::{Field, Mesh, Wire};
use serde_json::Value;

use crate::mesh::selectors;
use crate::rule::{Category, Check, Group, required};
use crate::{Context, Fault, Faults, Level, Points, mesh, presence, words};

crate::rule! {
    /// A selector without a list of values.
    ///
    /// # What it refuses
    ///
    /// A field selector whose `values` is absent, null, or no list, and every value in it that is no text.
    ///
    /// # Why
    ///
    /// `In` selects what stands in the list; the mesh API reference requires an array of strings
    /// (Table 11).
    ///
    /// # What to do instead
    ///
    /// List the values, one item each; put quotes around one that looks like a number.
    MR0415 {
        name: "missing-selector-values",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &[
            selectors!("values")[0],
            selectors!("values[]")[0],
            selectors!("values")[1],
            selectors!("values[]")[1],
        ],
        schema: &[required(mesh::NODES, &["values"]), required(mesh::NAMESPACES, &["values"])],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, selects, selector) in mesh::field_selectors(mesh) {
        let help = match selects {
            Selects::Nodes => "list the ids of the nodes",
            Selects::Namespaces => "list the names of the namespaces",
        };
        let place = at.join("values");
        let Some(values) = presence::require(&selector.values, place.clone(), help, faults) else { continue };
        for (index, value) in values.0.iter().enumerate() {
            if let Some(clash) = clash(value) {
                let fault = Fault::wrong_type(place.join(index), clash);
                faults.add(fault.help("write a text; numbers need quotes"));
            }
        }
    }
}

/// What is wrong with the type of an item; a list has no absent items, null is one of a wrong type.
fn clash(item: &Field<Unchecked<ShortText>>) -> Option<String> {
    let shape = Unchecked::<ShortText>::SHAPE;
    match item {
        Field::Is(_) => None,
        Field::Absent => Some(words::type_clash(&shape, &Value::Null)),
        Field::Wrong(value) => Some(words::type_clash(&shape, value)),
    }
}
