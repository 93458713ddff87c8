//! The test of the test: each generated expression taken away or turned around must be noticed.

use serde_json::{Value, json};

/// Where the schema stands in a definition.
const SCHEMA: &str = "/spec/versions/0/schema/openAPIV3Schema";

/// A definition that is wrong in one place.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What was done to it.
    pub name: String,
    /// The definition.
    pub definition: Value,
}

/// Every definition that lacks one expression, or says the opposite in one.
pub fn mutants(definition: &Value) -> Vec<Mutant> {
    let schema = definition.pointer(SCHEMA).cloned().unwrap_or_default();
    let mut places = Vec::new();
    find(&schema, SCHEMA, &mut places);
    places
        .iter()
        .flat_map(|(list, index)| {
            [
                deleted(definition, list, *index),
                inverted(definition, list, *index),
            ]
        })
        .collect()
}

fn find(schema: &Value, at: &str, places: &mut Vec<(String, usize)>) {
    if let Some(rules) = schema
        .get("x-kubernetes-validations")
        .and_then(Value::as_array)
    {
        places.extend(
            (0..rules.len()).map(|index| (format!("{at}/x-kubernetes-validations"), index)),
        );
    }
    for (name, property) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        find(property, &format!("{at}/properties/{name}"), places);
    }
    if let Some(items) = schema.get("items") {
        find(items, &format!("{at}/items"), places);
    }
}

fn deleted(definition: &Value, list: &str, index: usize) -> Mutant {
    let mut definition = definition.clone();
    let mut name = String::new();
    if let Some(rules) = definition.pointer_mut(list).and_then(Value::as_array_mut) {
        let rule = rules.remove(index);
        name = format!("deleted: {}", rule["message"]);
        if rules.is_empty()
            && let Some((parent, _)) = list.rsplit_once('/')
            && let Some(schema) = definition
                .pointer_mut(parent)
                .and_then(Value::as_object_mut)
        {
            schema.remove("x-kubernetes-validations");
        }
    }
    Mutant { name, definition }
}

fn inverted(definition: &Value, list: &str, index: usize) -> Mutant {
    let mut definition = definition.clone();
    let mut name = String::new();
    if let Some(rule) = definition.pointer_mut(&format!("{list}/{index}")) {
        name = format!("inverted: {}", rule["message"]);
        let turned = format!("!({})", rule["rule"].as_str().unwrap_or_default());
        rule["rule"] = json!(turned);
    }
    Mutant { name, definition }
}
