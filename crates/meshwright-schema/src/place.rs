//! Places in a document, as rules write them: `spec.clusters[].name`, `{}` for the values of a map.

use meshwright_api::shape::Shape;
use serde_json::{Map, Value};

/// A JSON Schema of a place.
pub(crate) type Schema = Map<String, Value>;

/// One step towards a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Items,
    Values,
}

fn steps(at: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in at.split('.').filter(|part| !part.is_empty()) {
        let name = part.trim_end_matches(['[', ']', '{', '}']);
        if !name.is_empty() {
            steps.push(Step::Key(name));
        }
        for mark in part.chars().skip(name.chars().count()) {
            match mark {
                '[' => steps.push(Step::Items),
                '{' => steps.push(Step::Values),
                _ => {}
            }
        }
    }
    steps
}

/// The place `at` below the place `prefix`.
pub(crate) fn below(prefix: &str, at: &str) -> String {
    match (prefix, at) {
        ("", _) => at.to_owned(),
        (_, "") => prefix.to_owned(),
        _ => format!("{prefix}.{at}"),
    }
}

/// What the value at a place looks like; `None` where the shape has no such place.
pub(crate) fn shape_at(root: &Shape, at: &str) -> Option<Shape> {
    steps(at)
        .into_iter()
        .try_fold(*root, |shape, step| match (shape, step) {
            (Shape::Object(object), Step::Key(name)) => object.field(name).map(|field| field.shape),
            (Shape::List { item, .. }, Step::Items) => Some(*item),
            (Shape::Map { value, .. }, Step::Values) => Some(*value),
            _ => None,
        })
}

/// Whether a shape has the place `at`, written as rules write it: `spec.clusters[].name`.
pub fn exists(root: &Shape, at: &str) -> bool {
    shape_at(root, at).is_some()
}

/// The schema of a place, made on the way where it is not there yet.
pub(crate) fn schema_at<'a>(root: &'a mut Schema, at: &str) -> &'a mut Schema {
    steps(at).into_iter().fold(root, |schema, step| match step {
        Step::Key(name) => member(member(schema, "properties"), name),
        Step::Items => member(schema, "items"),
        Step::Values => member(schema, "additionalProperties"),
    })
}

/// The object under a keyword, made where it is not there yet.
pub(crate) fn member<'a>(schema: &'a mut Schema, keyword: &str) -> &'a mut Schema {
    let entry = schema.entry(keyword).or_insert(Value::Null);
    if !entry.is_object() {
        *entry = Value::Object(Map::new());
    }
    entry
        .as_object_mut()
        .expect("it was made an object just now")
}

/// The list under a keyword, made where it is not there yet.
pub(crate) fn list<'a>(schema: &'a mut Schema, keyword: &str) -> &'a mut Vec<Value> {
    let entry = schema.entry(keyword).or_insert(Value::Null);
    if !entry.is_array() {
        *entry = Value::Array(Vec::new());
    }
    entry.as_array_mut().expect("it was made a list just now")
}

#[cfg(test)]
mod tests {
    use meshwright_api::{Mesh, Wire};

    use super::*;

    #[test]
    fn a_place_reads_step_by_step() {
        let expected = [
            Step::Key("a"),
            Step::Key("b"),
            Step::Items,
            Step::Key("c"),
            Step::Values,
        ];
        assert_eq!(steps("a.b[].c{}"), expected);
        assert_eq!(steps(""), []);
    }

    #[test]
    fn a_shape_has_its_places_and_no_others() {
        let at = |at| shape_at(&Mesh::SHAPE, at).and_then(|shape| shape.json_type());
        assert_eq!(at("spec.extendParams.clusters[].clusterID"), Some("string"));
        assert_eq!(at("metadata.labels{}"), Some("string"));
        assert_eq!(at("spec.clusters"), None);
    }

    #[test]
    fn below_the_root_a_place_is_itself() {
        assert_eq!(below("", "spec"), "spec");
        assert_eq!(below("items[]", "spec"), "items[].spec");
        assert_eq!(below("items[]", ""), "items[]");
    }
}
