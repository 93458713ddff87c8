//! Null equals absent: an optional field may be null, a required one may not.
//!
//! Runs once over a finished schema, so that fragments need not speak of null.

use serde_json::{Value, json};

use crate::place::{Schema, list, member};

/// Lets every optional field of `schema` be null, and no required one.
pub(crate) fn allow(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, value) in properties {
            let Some(property) = value.as_object_mut() else {
                continue;
            };
            allow(property);
            if required
                .as_array()
                .is_some_and(|names| names.contains(&json!(name)))
            {
                refuse_null(property);
            } else {
                admit_null(property);
            }
        }
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get_mut(keyword).and_then(Value::as_object_mut) {
            allow(inner);
            if keyword == "additionalProperties" {
                admit_null(inner);
            }
        }
    }
}

fn admit_null(schema: &mut Schema) {
    if let Some(Value::String(name)) = schema.get("type") {
        let types = json!([name, "null"]);
        schema.insert("type".to_owned(), types);
    }
    if schema.contains_key("enum") {
        list(schema, "enum").push(Value::Null);
    }
}

/// A type or a list of values without null refuses null already.
fn refuse_null(schema: &mut Schema) {
    if !schema.contains_key("type") && !schema.contains_key("enum") {
        member(schema, "not").insert("type".to_owned(), json!("null"));
    }
}
