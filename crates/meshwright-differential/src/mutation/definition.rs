//! The definition, wrong in one expression.

use serde_json::{Value, json};

use super::Mutant;
use crate::causes;

/// Where the schema stands in a definition.
const SCHEMA: &str = "/spec/versions/0/schema/openAPIV3Schema";

/// Every definition that lacks one expression, or says the opposite in one.
pub(super) fn mutants(definition: &Value) -> Vec<Mutant> {
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

fn mutant(what: &str, message: &Value, definition: Value) -> Mutant {
    let message = message.as_str().unwrap_or_default();
    Mutant {
        name: format!("CRD: {what} {message}"),
        code: causes::code(message).map(str::to_owned),
        wrong: super::Wrong::Definition(definition),
    }
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
    let mut message = Value::Null;
    if let Some(rules) = definition.pointer_mut(list).and_then(Value::as_array_mut) {
        message = rules.remove(index)["message"].take();
        if rules.is_empty()
            && let Some((parent, _)) = list.rsplit_once('/')
            && let Some(schema) = definition
                .pointer_mut(parent)
                .and_then(Value::as_object_mut)
        {
            schema.remove("x-kubernetes-validations");
        }
    }
    mutant("without", &message, definition)
}

fn inverted(definition: &Value, list: &str, index: usize) -> Mutant {
    let mut definition = definition.clone();
    let mut message = Value::Null;
    if let Some(rule) = definition.pointer_mut(&format!("{list}/{index}")) {
        message = rule["message"].clone();
        let turned = format!("!({})", rule["rule"].as_str().unwrap_or_default());
        rule["rule"] = json!(turned);
    }
    mutant("the opposite of", &message, definition)
}
