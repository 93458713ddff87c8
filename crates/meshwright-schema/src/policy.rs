//! The schema of the `Policy` document, from the shape that its reader uses.
//!
//! No rule judges this document: its reader refuses what is wrong, unknown keys among it. So the
//! constraints of every text stand here, and the lists are closed.

use meshwright_api::shape::Shape;
use meshwright_policy::policy::document::PolicyDocument;
use meshwright_policy::rule::{Fragment, json, required, text};
use meshwright_policy::{Group, Level, rules};
use serde_json::{Value, json};

use crate::fragments::{self, Takes};
use crate::place::{self, Schema};
use crate::{nulls, shapes};

/// What the reader asks for beyond the constraints of texts.
const ASKED: &[Fragment] = &[
    required("", &["apiVersion", "kind"]),
    required("spec.exemptions[]", &["rules", "reason"]),
    json("spec.exemptions[].rules", r#"{"minItems": 1}"#),
    required("spec.overrides[]", &["paths"]),
    json("spec.overrides[].paths", r#"{"minItems": 1}"#),
    json("spec.limits.clusters", r#"{"minimum": 1, "maximum": 256}"#),
    json(
        "spec.limits.installableClusters",
        r#"{"minimum": 1, "maximum": 256}"#,
    ),
    json("spec.limits.meshTypes", r#"{"minItems": 1}"#),
    json("spec.limits.standardPods", r#"{"minimum": 1}"#),
];

/// The schema.
pub(crate) fn schema() -> Value {
    let shape = Shape::Object(&PolicyDocument::OBJECT);
    let mut schema = shapes::schema(&shape);
    constrain(&mut schema, &shape, "");
    for fragment in ASKED {
        fragments::merge(
            place::schema_at(&mut schema, fragment.at),
            fragment,
            Takes::All,
        );
    }
    shapes::close(&mut schema);
    nulls::allow(&mut schema);
    name_rules(&mut schema);
    schema.insert(
        "title".to_owned(),
        json!("Policy, the configuration of meshwright"),
    );
    Value::Object(schema)
}

/// Adds the constraints of every text.
fn constrain(schema: &mut Schema, shape: &Shape, at: &str) {
    match shape {
        Shape::Text(constraints) => {
            let fragment = text("", constraints);
            fragments::merge(place::schema_at(schema, at), &fragment, Takes::All);
        }
        Shape::List { item, .. } => constrain(schema, item, &format!("{at}[]")),
        Shape::Map { value, .. } => constrain(schema, value, &format!("{at}{{}}")),
        Shape::Object(object) => {
            for field in object.fields {
                constrain(schema, &field.shape, &place::below(at, field.name));
            }
        }
        Shape::Boolean | Shape::Integer | Shape::Number | Shape::Any => {}
    }
}

/// Levels are given by code or by group; each has its own key, so that an editor completes it.
fn name_rules(schema: &mut Schema) {
    let groups = Group::ALL
        .iter()
        .map(|group| (group.as_str(), format!("All of {}.", group.as_str())));
    let codes = rules::all()
        .iter()
        .map(|rule| (rule.code, rule.summary().to_owned()));
    let level = |(name, about): (&str, String)| {
        (
            name.to_owned(),
            json!({"$ref": "#/$defs/level", "description": about}),
        )
    };
    let names: Schema = groups.chain(codes).map(level).collect();
    let words: Vec<Value> = Level::ALL
        .iter()
        .map(|level| json!(level.as_str()))
        .chain([Value::Null])
        .collect();
    let levels = json!({
        "type": ["object", "null"],
        "properties": names,
        "additionalProperties": false,
    });
    schema.insert(
        "$defs".to_owned(),
        json!({"level": {"enum": words}, "levels": levels}),
    );
    for at in ["spec.levels", "spec.overrides[].levels"] {
        let place = place::schema_at(schema, at);
        place.retain(|keyword, _| keyword == "description");
        place.insert("$ref".to_owned(), json!("#/$defs/levels"));
    }
}
