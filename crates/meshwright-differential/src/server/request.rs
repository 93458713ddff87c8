//! A write as an HTTP request.

use meshwright_api::shape::Shape;
use meshwright_api::{ServiceMesh, Wire};
use serde_json::{Map, Value, json};

use super::Stored;
use crate::case::{Case, How, Part};
use crate::seen;

/// What is sent.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) method: &'static str,
    pub(super) media_type: &'static str,
    pub(super) query: &'static str,
    pub(super) body: Option<String>,
}

/// The request of a case; `None` where it cannot be written that way.
pub(super) fn of(case: &Case, stored: Option<&Stored>) -> Option<Write> {
    let new = seen::sent(&case.new);
    let write = |method, media_type, query, body: Value| {
        Some(Write {
            method,
            media_type,
            query,
            body: Some(body.to_string()),
        })
    };
    let name = stored.map_or(seen::CREATED, |stored| stored.name.as_str());
    let mut whole = named(&new, name);
    if case.part == Part::Status {
        // A status write leaves the metadata alone, and must not fail for them.
        whole["metadata"] = json!({"name": name});
    }
    match case.how {
        How::Create => write("POST", "application/json", "", whole),
        How::Delete => Some(Write {
            method: "DELETE",
            media_type: "",
            query: "",
            body: None,
        }),
        How::Put => write("PUT", "application/json", "", versioned(whole, stored?)),
        How::Merge => write(
            "PATCH",
            "application/merge-patch+json",
            "",
            merge_patch(case, &whole, stored?)?,
        ),
        How::Json => write(
            "PATCH",
            "application/json-patch+json",
            "",
            json_patch(case, &whole, stored?)?,
        ),
        How::Apply => {
            let query = "&fieldManager=differential&force=true";
            write(
                "PATCH",
                "application/apply-patch+yaml",
                query,
                applied(case, &new, stored?)?,
            )
        }
    }
}

/// The document with a name of its own, where it can have one.
pub(super) fn named(document: &Value, name: &str) -> Value {
    let mut document = seen::named(document.clone());
    if let Some(object) = document.as_object_mut() {
        let metadata = object.entry("metadata").or_insert_with(|| json!({}));
        if metadata.is_null() {
            *metadata = json!({});
        }
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.insert("name".to_owned(), json!(name));
        }
    }
    document
}

/// A whole object replaces the one it was made from.
fn versioned(mut whole: Value, stored: &Stored) -> Value {
    let version = stored.object.pointer("/metadata/resourceVersion").cloned();
    if let (Some(metadata), Some(version)) = (
        whole.get_mut("metadata").and_then(Value::as_object_mut),
        version,
    ) {
        metadata.insert("resourceVersion".to_owned(), version);
    }
    whole
}

/// The members that a write of that part decides.
const fn members(part: Part) -> &'static [&'static str] {
    match part {
        Part::Object => &[
            "/metadata/annotations",
            "/metadata/labels",
            "/metadata/finalizers",
            "/spec",
        ],
        Part::Status => &["/status"],
    }
}

/// A member, its value now, and the wanted one.
type Change<'a> = (&'static str, Option<&'a Value>, Option<&'a Value>);

/// What becomes of each member; `None` where the new object cannot be read.
fn changes<'a>(case: &Case, new: &'a Value, stored: &'a Stored) -> Option<Vec<Change<'a>>> {
    let readable = new.get("metadata").is_some_and(Value::is_object);
    let change = |&at: &&'static str| (at, stored.object.pointer(at), new.pointer(at));
    readable.then(|| members(case.part).iter().map(change).collect())
}

fn merge_patch(case: &Case, new: &Value, stored: &Stored) -> Option<Value> {
    let mut patch = json!({});
    for (at, old, new) in changes(case, new, stored)? {
        let mut slot = &mut patch;
        for key in at.split('/').skip(1) {
            slot = &mut slot[key];
        }
        *slot = difference(old, new);
    }
    Some(patch)
}

/// What a merge patch says: null for what goes.
fn difference(old: Option<&Value>, new: Option<&Value>) -> Value {
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let gone = old
                .keys()
                .filter(|key| !new.contains_key(*key))
                .map(|key| (key.clone(), Value::Null));
            let kept = new
                .iter()
                .map(|(key, value)| (key.clone(), difference(old.get(key), Some(value))));
            Value::Object(gone.chain(kept).collect())
        }
        (_, new) => new.cloned().unwrap_or_default(),
    }
}

fn json_patch(case: &Case, new: &Value, stored: &Stored) -> Option<Value> {
    let changes = changes(case, new, stored)?;
    let steps = changes
        .into_iter()
        .filter_map(|(path, old, new)| match (old, new) {
            (_, Some(value)) => Some(json!({"op": "add", "path": path, "value": value})),
            (Some(_), None) => Some(json!({"op": "remove", "path": path})),
            (None, None) => None,
        });
    Some(steps.collect())
}

/// Applying adds and changes and takes nothing away, so only what holds all of the stored can be said so;
/// and the server must know the types.
fn applied(case: &Case, new: &Value, stored: &Stored) -> Option<Value> {
    let mut body = Map::new();
    let pruned = seen::pruned(new);
    let whole = members(case.part)
        .iter()
        .all(|at| holds(pruned.pointer(at), stored.object.pointer(at)));
    let typed = is_typed(&pruned, &ServiceMesh::SHAPE) && texts_only(&pruned);
    if !(whole && typed) {
        return None;
    }
    body.insert("metadata".to_owned(), pruned.get("metadata")?.clone());
    let member = if case.part == Part::Object {
        "spec"
    } else {
        "status"
    };
    if let Some(value) = pruned.get(member) {
        body.insert(member.to_owned(), value.clone());
    }
    if case.part == Part::Status {
        body.insert("metadata".to_owned(), json!({}));
    }
    Some(named(&Value::Object(body), &stored.name))
}

/// Whether `new` says something of everything that `old` says something of.
fn holds(new: Option<&Value>, old: Option<&Value>) -> bool {
    match (new, old) {
        (_, None) => true,
        (Some(Value::Object(new)), Some(Value::Object(old))) => old
            .iter()
            .all(|(key, value)| holds(new.get(key), Some(value))),
        // Lists are merged by key or as sets: only where the order and the keys are the same they are what is written.
        (Some(Value::Array(new)), Some(Value::Array(old))) => {
            let same = |index: usize| {
                new.get(index).map(|v| &v["type"]) == old.get(index).map(|v| &v["type"])
            };
            let texts = new.iter().chain(old).all(|item| !item.is_object());
            if texts {
                new == old
            } else {
                (0..old.len()).all(|index| same(index) && holds(new.get(index), old.get(index)))
            }
        }
        (new, _) => new.is_some_and(|new| !new.is_object()),
    }
}

fn is_typed(value: &Value, shape: &Shape) -> bool {
    match (shape, value) {
        (Shape::Object(object), Value::Object(members)) => members.iter().all(|(key, value)| {
            object
                .field(key)
                .is_none_or(|field| is_typed(value, &field.shape))
        }),
        (Shape::List { item, .. }, Value::Array(items)) => {
            items.iter().all(|value| is_typed(value, item)) && are_keyed(items)
        }
        (Shape::Map { .. }, Value::Object(_))
        | (Shape::Text(_), Value::String(_))
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Number, Value::Number(_))
        | (Shape::Any, _) => true,
        (Shape::Integer, Value::Number(number)) => number.is_i64(),
        _ => false,
    }
}

/// Conditions need their key, each another; other items have none.
fn are_keyed(items: &[Value]) -> bool {
    let keys: std::collections::BTreeSet<_> =
        items.iter().map(|item| item["type"].as_str()).collect();
    items.iter().all(|item| !item.is_object())
        || (keys.len() == items.len() && !keys.contains(&None))
}

fn texts_only(document: &Value) -> bool {
    let annotations = document
        .pointer("/metadata/annotations")
        .and_then(Value::as_object);
    annotations
        .into_iter()
        .flat_map(Map::values)
        .all(Value::is_string)
}
