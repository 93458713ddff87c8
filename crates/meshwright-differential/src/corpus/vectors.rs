//! The vectors of the rules about `ServiceMesh` and about input, as writes.

use meshwright_policy::Document;
use meshwright_testkit::Vector;
use meshwright_testkit::vectors::{document, vectors};
use serde_json::Value;

use super::{base, is_object};
use crate::case::{Case, How, Part};

pub(super) fn cases() -> Vec<Case> {
    vectors()
        .iter()
        .filter(|vector| is_write(vector))
        .flat_map(writes)
        .collect()
}

/// What is generated holds for the default policy and knows no siblings.
fn is_write(vector: &Vector) -> bool {
    let ours = |value: &Value| matches!(document(value.clone()), Document::ServiceMesh(_));
    let plain = vector.policy.is_none() && vector.siblings.is_empty() && !vector.delete;
    plain
        && ours(&vector.document)
        && vector
            .old
            .as_ref()
            .is_none_or(|old| ours(old) && is_object(old))
}

fn writes(vector: &Vector) -> Vec<Case> {
    let origin = format!("{} {}", vector.rule, vector.name);
    let new = &vector.document;
    let Some(old) = &vector.old else {
        return without_old(&origin, new);
    };
    let change = |part, how| Case::change(&origin, part, how, old.clone(), new.clone());
    let each = How::CHANGES.into_iter();
    each.flat_map(|how| [change(Part::Object, how), change(Part::Status, how)])
        .collect()
}

/// A create, a change of a good object, and its status written beside a good object.
fn without_old(origin: &str, new: &Value) -> Vec<Case> {
    let mut cases = vec![Case::create(origin, new.clone())];
    if is_object(new) {
        cases.push(Case::change(
            origin,
            Part::Object,
            How::Put,
            base(),
            new.clone(),
        ));
    }
    if new.get("status").is_some() {
        cases.push(Case::change(
            origin,
            Part::Status,
            How::Put,
            bare(),
            new.clone(),
        ));
        cases.push(Case::change(
            origin,
            Part::Status,
            How::Merge,
            base(),
            new.clone(),
        ));
    }
    cases
}

/// A good object without a status.
fn bare() -> Value {
    let mut bare = base();
    if let Some(object) = bare.as_object_mut() {
        object.remove("status");
    }
    bare
}
