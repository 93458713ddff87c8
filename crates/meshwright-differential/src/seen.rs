//! A document as an API server sees it before it asks anybody: pruned, nulls dropped, and the part that
//! the request cannot write taken from what is stored.

use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::{ServiceMesh, Wire};
use serde_json::{Map, Value};

use crate::case::{Case, How, Part};

/// The name that every object gets when it is created.
pub const CREATED: &str = "created";

/// Members of the metadata that a client decides.
const WRITTEN: [&str; 4] = ["annotations", "finalizers", "labels", "name"];

/// What a client sends: the document without what only a server writes.
pub fn sent(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(metadata) = document.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|key, _| WRITTEN.contains(&key.as_str()));
    }
    document
}

/// The object that the write of `case` asks for, beside what is `stored`, of a server that prunes.
pub fn asked(case: &Case, stored: Option<&Value>) -> Value {
    asked_with(case, stored, in_numbers_of_go(&pruned(&sent(&case.new))))
}

/// The same of a server that takes everything. Only applying leaves out what the rules do not know: see
/// how it is written.
pub fn asked_of_all(case: &Case, stored: Option<&Value>) -> Value {
    let new = sent(&case.new);
    let new = if case.how == How::Apply {
        pruned(&new)
    } else {
        new
    };
    asked_with(case, stored, in_numbers_of_go(&new))
}

/// The same of a server that prunes, and whose definition has no subresource for the status: one write
/// decides both.
pub fn asked_at_once(case: &Case, stored: Option<&Value>) -> Value {
    let new = named(in_numbers_of_go(&pruned(&sent(&case.new))));
    let differs = |stored: &Value| {
        ["spec", "status"]
            .iter()
            .any(|&part| stored.get(part) != new.get(part))
    };
    let changed = stored.is_some_and(differs);
    with_metadata(new, stored, changed)
}

fn asked_with(case: &Case, stored: Option<&Value>, new: Value) -> Value {
    let mut new = named(new);
    if case.how == How::Merge {
        // To a merge patch, null says that a member goes.
        new = without_nulls(&new);
    }
    let Some(stored) = stored else {
        let mut new = new;
        remove(&mut new, "status");
        return with_metadata(new, None, false);
    };
    let (mut result, other, part) = match case.part {
        Part::Object => (new.clone(), stored, "status"),
        Part::Status => (stored.clone(), &new, "status"),
    };
    remove(&mut result, part);
    if let (Some(object), Some(value)) = (result.as_object_mut(), other.get(part)) {
        object.insert(part.to_owned(), value.clone());
    }
    match case.part {
        Part::Object => {
            let changed = stored.get("spec") != result.get("spec");
            with_metadata(result, Some(stored), changed)
        }
        Part::Status => result,
    }
}

/// The document as one of ours, whatever it says it is.
pub fn named(mut document: Value) -> Value {
    if let Some(object) = document.as_object_mut() {
        let version = "istio.alibabacloud.com/v1beta1";
        object.insert("apiVersion".to_owned(), version.into());
        object.insert("kind".to_owned(), "ServiceMesh".into());
    }
    document
}

/// Adds what the server writes into the metadata; a generation more where more than they `changed`.
fn with_metadata(mut new: Value, stored: Option<&Value>, changed: bool) -> Value {
    let Some(metadata) = new.get_mut("metadata").and_then(Value::as_object_mut) else {
        return new;
    };
    null_texts(metadata);
    let name = stored.and_then(|stored| stored.pointer("/metadata/name"));
    let name = name.cloned().unwrap_or_else(|| CREATED.into());
    metadata.insert("name".to_owned(), name);
    let generation = stored.and_then(|stored| stored.pointer("/metadata/generation")?.as_i64());
    let next = generation.map_or(1, |generation| generation + i64::from(changed));
    metadata.insert("generation".to_owned(), next.into());
    let Some(before) = stored.and_then(|stored| stored.get("metadata")?.as_object()) else {
        return new;
    };
    for (key, value) in before
        .iter()
        .filter(|(key, _)| !WRITTEN.contains(&key.as_str()))
    {
        metadata.entry(key.clone()).or_insert_with(|| value.clone());
    }
    new
}

/// A null among labels or annotations is read as an empty text, and what is empty is not kept.
fn null_texts(metadata: &mut Map<String, Value>) {
    for key in ["annotations", "labels"] {
        let texts = metadata.get_mut(key).and_then(Value::as_object_mut);
        for value in texts
            .into_iter()
            .flat_map(Map::values_mut)
            .filter(|value| value.is_null())
        {
            *value = Value::from("");
        }
    }
    let finalizers = metadata.get_mut("finalizers").and_then(Value::as_array_mut);
    for value in finalizers
        .into_iter()
        .flatten()
        .filter(|value| value.is_null())
    {
        *value = Value::from("");
    }
    metadata.retain(|_, value| !value.is_null() && !is_empty(value));
}

fn remove(document: &mut Value, key: &str) {
    if let Some(object) = document.as_object_mut() {
        object.remove(key);
    }
}

/// With numbers as they come back from a server: what is no integer of 64 bits is a float, and a float
/// without a fraction is written as an integer.
fn in_numbers_of_go(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_i64() => {
            let float = number.as_f64().unwrap_or_default();
            integer(float).map_or_else(|| Value::from(float), Value::from)
        }
        Value::Array(items) => items.iter().map(in_numbers_of_go).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value)| (key.clone(), in_numbers_of_go(value)))
                .collect(),
        ),
        _ => value.clone(),
    }
}

/// The integer that a float without a fraction is.
fn integer(float: f64) -> Option<i64> {
    format!("{float}").parse().ok()
}

/// Without members that are null, at any depth: they mean the same as none.
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        _ => value.clone(),
    }
}

/// The members that a client decides, of an object as it would be stored.
pub fn decided(object: &Value) -> Value {
    let mut object = sent(object);
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|key, value| key != "name" && !is_empty(value));
    }
    without_nulls(&object)
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

/// Without unknown members of objects, and without members that are null.
pub fn pruned(document: &Value) -> Value {
    let metadata = document.get("metadata").cloned();
    let mut pruned = prune(document, &ServiceMesh::SHAPE);
    if let (Some(object), Some(metadata)) = (pruned.as_object_mut(), metadata) {
        object.insert("metadata".to_owned(), metadata);
    }
    pruned
}

fn prune(value: &Value, shape: &Shape) -> Value {
    match (shape, value) {
        (Shape::Object(object), Value::Object(members)) => Value::Object(
            members
                .iter()
                .filter_map(|member| kept(member, object))
                .collect(),
        ),
        (Shape::List { item, .. }, Value::Array(items)) => {
            items.iter().map(|value| prune(value, item)).collect()
        }
        _ => value.clone(),
    }
}

fn kept((key, value): (&String, &Value), object: &ObjectShape) -> Option<(String, Value)> {
    let field = object.field(key)?;
    (!value.is_null()).then(|| (key.clone(), prune(value, &field.shape)))
}
