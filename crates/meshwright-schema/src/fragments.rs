//! What rules say of places, merged into a schema.

use meshwright_api::shape::TextShape;
use meshwright_policy::rule::{Fragment, Keywords};
use serde_json::{Value, json};

use crate::place::{Schema, list};

/// Keywords that may stand beside others, and how two of them become one.
const PLAIN: &[(&str, Merge)] = &[
    ("const", Merge::Values),
    ("enum", Merge::Values),
    ("exclusiveMaximum", Merge::Smaller),
    ("exclusiveMinimum", Merge::Larger),
    ("maxItems", Merge::Smaller),
    ("maxLength", Merge::Smaller),
    ("maxProperties", Merge::Smaller),
    ("maximum", Merge::Smaller),
    ("minItems", Merge::Larger),
    ("minLength", Merge::Larger),
    ("minProperties", Merge::Larger),
    ("minimum", Merge::Larger),
    ("pattern", Merge::Both),
    ("required", Merge::Names),
];

/// How two values of one keyword become one.
#[derive(Debug, Clone, Copy)]
enum Merge {
    /// The smaller bound.
    Smaller,
    /// The larger bound.
    Larger,
    /// The values in both lists.
    Values,
    /// The names of both lists.
    Names,
    /// Both hold.
    Both,
}

/// Which keywords a schema can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// All of JSON Schema.
    All,
    /// Those of a structural schema: a CRD has CEL for the rest.
    Structural,
}

/// Merges what a fragment says into the schema of its place.
pub(crate) fn merge(schema: &mut Schema, fragment: &Fragment, takes: Takes) {
    let said = keywords(fragment);
    let plain = said.keys().all(|keyword| how(keyword).is_some());
    if plain {
        for (keyword, value) in said {
            merge_keyword(schema, &keyword, value, takes);
        }
    } else if takes == Takes::All {
        list(schema, "allOf").push(Value::Object(said));
    }
}

/// What a fragment says, as keywords.
pub(crate) fn keywords(fragment: &Fragment) -> Schema {
    match fragment.keywords {
        Keywords::Text(shape) => text(shape),
        Keywords::Required(members) => Schema::from_iter([("required".to_owned(), json!(members))]),
        Keywords::Json(text) => {
            serde_json::from_str(text).expect("a test reads the keywords of every rule")
        }
        Keywords::Implies(implication) => implication.keywords(),
    }
}

fn text(shape: &TextShape) -> Schema {
    let mut schema = Schema::new();
    if !shape.values.is_empty() {
        schema.insert("enum".to_owned(), json!(shape.values));
        return schema;
    }
    if shape.min > 0 {
        schema.insert("minLength".to_owned(), json!(shape.min));
    }
    if shape.max < shape.bound {
        schema.insert("maxLength".to_owned(), json!(shape.max));
    }
    if let Some(pattern) = shape.pattern {
        schema.insert("pattern".to_owned(), json!(pattern));
    }
    schema
}

fn how(keyword: &str) -> Option<Merge> {
    PLAIN
        .iter()
        .find(|(name, _)| *name == keyword)
        .map(|(_, merge)| *merge)
}

fn merge_keyword(schema: &mut Schema, keyword: &str, value: Value, takes: Takes) {
    // A list of one value says the same, and can be joined by null.
    let (keyword, value) = match keyword {
        "const" => ("enum", json!([value])),
        _ => (keyword, value),
    };
    let Some(old) = schema.get_mut(keyword) else {
        schema.insert(keyword.to_owned(), value);
        return;
    };
    match how(keyword) {
        Some(Merge::Smaller) if value.as_f64() < old.as_f64() => *old = value,
        Some(Merge::Larger) if value.as_f64() > old.as_f64() => *old = value,
        Some(Merge::Values) => retain(old, &value),
        Some(Merge::Names) => unite(old, &value),
        Some(Merge::Both) if *old != value && takes == Takes::All => {
            list(schema, "allOf").push(json!({ keyword: value }));
        }
        Some(Merge::Smaller | Merge::Larger | Merge::Both) | None => {}
    }
}

fn retain(old: &mut Value, new: &Value) {
    if let (Value::Array(old), Value::Array(new)) = (old, new) {
        old.retain(|value| new.contains(value));
    }
}

fn unite(old: &mut Value, new: &Value) {
    if let (Value::Array(old), Value::Array(new)) = (old, new) {
        old.extend(
            new.iter()
                .filter(|name| !old.contains(name))
                .cloned()
                .collect::<Vec<_>>(),
        );
        old.sort_by_key(ToString::to_string);
    }
}

#[cfg(test)]
mod tests {
    use meshwright_policy::rule::{json as say, required};

    use super::*;

    fn merged(fragments: &[Fragment], takes: Takes) -> Value {
        let mut schema = Schema::new();
        for fragment in fragments {
            merge(&mut schema, fragment, takes);
        }
        Value::Object(schema)
    }

    #[test]
    fn the_narrower_bound_wins() {
        let both = [
            say("", r#"{"maximum": 10, "minimum": 1}"#),
            say("", r#"{"maximum": 9, "minimum": 0}"#),
        ];
        assert_eq!(
            merged(&both, Takes::All),
            json!({"maximum": 9, "minimum": 1})
        );
    }

    #[test]
    fn required_names_are_united_and_values_intersected() {
        let both = [required("", &["b"]), required("", &["a", "b"])];
        assert_eq!(merged(&both, Takes::All), json!({"required": ["a", "b"]}));
        let both = [
            say("", r#"{"enum": ["a", "b"]}"#),
            say("", r#"{"const": "b"}"#),
        ];
        assert_eq!(merged(&both, Takes::All), json!({"enum": ["b"]}));
    }

    #[test]
    fn two_patterns_both_hold() {
        let both = [
            say("", r#"{"pattern": "^a"}"#),
            say("", r#"{"pattern": "b$"}"#),
        ];
        assert_eq!(
            merged(&both, Takes::All),
            json!({"pattern": "^a", "allOf": [{"pattern": "b$"}]})
        );
    }

    #[test]
    fn what_a_structural_schema_cannot_say_is_left_to_cel() {
        let fragments = [say("", r#"{"if": {"minItems": 1}, "then": false}"#)];
        assert_eq!(merged(&fragments, Takes::Structural), json!({}));
        assert!(merged(&fragments, Takes::All).get("allOf").is_some());
    }
}
