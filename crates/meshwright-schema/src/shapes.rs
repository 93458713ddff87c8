//! Shapes as JSON Schema: types, bounds and what each field is. Null is not spoken of yet: the CRD knows
//! none, and [`nulls`](crate::nulls) adds it for JSON Schema.

use meshwright_api::shape::{ObjectShape, Shape};
use serde_json::{Value, json};

use crate::place::Schema;

/// The schema of a value.
pub(crate) fn schema(shape: &Shape) -> Schema {
    let mut schema = Schema::new();
    if let Some(name) = shape.json_type() {
        schema.insert("type".to_owned(), json!(name));
    }
    let (keyword, value) = match shape {
        Shape::Text(text) => ("maxLength", json!(text.bound)),
        Shape::List { item, bound } => {
            schema.insert("maxItems".to_owned(), json!(bound));
            ("items", Value::Object(self::schema(item)))
        }
        Shape::Map { value, bound } => {
            schema.insert("maxProperties".to_owned(), json!(bound));
            ("additionalProperties", Value::Object(self::schema(value)))
        }
        Shape::Object(object) => ("properties", properties(object)),
        Shape::Boolean | Shape::Integer | Shape::Number | Shape::Any => return schema,
    };
    schema.insert(keyword.to_owned(), value);
    schema
}

fn properties(object: &ObjectShape) -> Value {
    let property = |field: &meshwright_api::shape::FieldShape| {
        let mut schema = schema(&field.shape);
        schema.insert("description".to_owned(), json!(prose(field.doc)));
        (field.name.to_owned(), Value::Object(schema))
    };
    Value::Object(object.fields.iter().map(property).collect())
}

/// A doc comment as running text.
pub(crate) fn prose(doc: &str) -> String {
    let lines: Vec<&str> = doc.lines().map(str::trim).collect();
    lines.join(" ").trim().to_owned()
}

/// Keeps integers to the 64 bits that every reader here has. A server does so by itself, and takes the
/// bound for one that does not fit.
pub(crate) fn bound_integers(schema: &mut Schema) {
    if schema.get("type") == Some(&json!("integer")) {
        for (bound, value) in [("minimum", i64::MIN), ("maximum", i64::MAX)] {
            schema.entry(bound).or_insert_with(|| json!(value));
        }
    }
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    members
        .into_iter()
        .flat_map(Schema::values_mut)
        .filter_map(Value::as_object_mut)
        .for_each(bound_integers);
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get_mut(keyword).and_then(Value::as_object_mut) {
            bound_integers(inner);
        }
    }
}

/// Refuses unknown keys in every object whose fields are known.
pub(crate) fn close(schema: &mut Schema) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties
            .values_mut()
            .filter_map(Value::as_object_mut)
            .for_each(close);
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get_mut(keyword).and_then(Value::as_object_mut) {
            close(inner);
        }
    }
}
