//! Every field of a good object with every value of its pool: created, and changed from and to others.

use meshwright_api::ServiceMesh;
use meshwright_api::shape::Shape;
use serde_json::{Value, json};

use super::{base, pool};
use crate::case::{Case, How, Part};
use crate::random::Random;

/// Pairs of values of one field that are changed one into the other.
const PAIRS: usize = 24;

/// A field: where it stands, its values.
pub(super) struct Field {
    pub(super) pointer: String,
    pub(super) values: Vec<Option<Value>>,
}

pub(super) fn cases(seed: u64) -> Vec<Case> {
    let mut random = Random::new(seed);
    fields()
        .iter()
        .flat_map(|field| of_field(field, &mut random))
        .collect()
}

fn of_field(field: &Field, random: &mut Random) -> Vec<Case> {
    let part = part(&field.pointer);
    let mut cases = Vec::new();
    for (index, value) in field.values.iter().enumerate() {
        let origin = format!("neighbour {index} of {}", field.pointer);
        let new = with(&base(), &field.pointer, value.clone());
        if part == Part::Object {
            cases.push(Case::create(&origin, new.clone()));
        }
        let how = How::CHANGES[index % How::CHANGES.len()];
        cases.push(Case::change(origin, part, how, base(), new));
    }
    for pair in 0..PAIRS {
        let [old, new] = [0, 1].map(|_| random.pick(&field.values).cloned().flatten());
        let how = How::CHANGES[pair % How::CHANGES.len()];
        let [old, new] = [old, new].map(|value| with(&base(), &field.pointer, value));
        cases.push(Case::change(
            format!("pair {pair} of {}", field.pointer),
            part,
            how,
            old,
            new,
        ));
    }
    cases
}

pub(super) fn part(pointer: &str) -> Part {
    if pointer.starts_with("/status") {
        Part::Status
    } else {
        Part::Object
    }
}

/// All fields of spec and status, and the parts of the metadata that rules read.
pub(super) fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    for part in ["spec", "status"] {
        let Some(shape) = ServiceMesh::OBJECT.field(part) else {
            continue;
        };
        below(&format!("/{part}"), &shape.shape, &mut fields);
    }
    for key in ["deletion-policy", "retry-at", "deletion-policy ", "other"] {
        let values = [
            "",
            "Retain",
            "Delete",
            "delete",
            "Orphan",
            "2026-01-09T02:25:12Z",
            "now",
            "Delete ",
        ];
        let pointer = format!("/metadata/annotations/operator.istio.alibabacloud.com~1{key}");
        let others = [None, Some(json!(null)), Some(json!(true)), Some(json!({}))];
        fields.push(Field {
            pointer,
            values: others
                .into_iter()
                .chain(values.map(|value| Some(json!(value))))
                .collect(),
        });
    }
    let finalizers = [
        json!([]),
        json!(["a/b"]),
        json!(["servicemeshoperator.finalizers.alibabacloud.com", "a/b"]),
    ];
    fields.push(Field {
        pointer: "/metadata/finalizers".to_owned(),
        values: finalizers.map(Some).into_iter().chain([None]).collect(),
    });
    fields
}

fn below(pointer: &str, shape: &Shape, fields: &mut Vec<Field>) {
    let good = base().pointer(pointer).cloned().unwrap_or_default();
    fields.push(Field {
        pointer: pointer.to_owned(),
        values: pool::values(shape, &good),
    });
    match shape {
        Shape::Object(object) => {
            for field in object.fields {
                below(&format!("{pointer}/{}", field.name), &field.shape, fields);
            }
        }
        Shape::List { item, .. } => below(&format!("{pointer}/1"), item, fields),
        _ => {}
    }
}

/// The document with another value at a place; `None` takes it away.
pub(super) fn with(document: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut document = document.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let key = key.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent), value) {
        (Some(Value::Object(object)), Some(value)) => {
            object.insert(key, value);
        }
        (Some(Value::Object(object)), None) => {
            object.remove(&key);
        }
        (Some(Value::Array(items)), value) => {
            let index = key.parse().unwrap_or(items.len());
            if index < items.len() {
                items.remove(index);
            }
            if let Some(value) = value {
                items.insert(index.min(items.len()), value);
            }
        }
        _ => {}
    }
    document
}
