//! What no field has by itself: names of members in other letters, members nobody knows, labels alone,
//! deletions, and objects that are on their way out.

use serde_json::{Value, json};

use super::base;
use super::neighbours::{fields, part, with};
use crate::case::{Case, How, Part};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = names();
    let labels = [
        None,
        Some(json!({})),
        Some(json!({"team": "b"})),
        Some(json!({"x": ""})),
    ];
    cases.extend(alone("labels", &labels));
    let finalizers = [None, Some(json!(["a/b"]))];
    cases.extend(alone("finalizers", &finalizers));
    // What is filled in stands beside what was there.
    cases.extend(alone("annotations", &[Some(json!({"a": "b"}))]));
    cases.extend(deletions());
    cases.extend(going());
    cases
}

/// Each member under its name in other letters, instead of it and beside it.
fn names() -> Vec<Case> {
    let mut cases = Vec::new();
    for field in fields().iter().filter(|field| has_own_name(&field.pointer)) {
        let (parent, key) = field.pointer.rsplit_once('/').unwrap_or_default();
        let Some(value) = base().pointer(&field.pointer).cloned() else {
            continue;
        };
        for (index, other) in in_other_letters(key).into_iter().enumerate() {
            let beside = with(&base(), &format!("{parent}/{other}"), Some(value.clone()));
            let instead = with(&beside, &field.pointer, None);
            let origin = format!("{other} for {}", field.pointer);
            // Patches speak of the known members of the root only.
            let how = if parent.is_empty() {
                How::Put
            } else {
                [How::Put, How::Merge, How::Json][index % 3]
            };
            for new in [beside, instead] {
                if part(&field.pointer) == Part::Object {
                    cases.push(Case::create(&origin, new.clone()));
                }
                cases.push(Case::change(
                    &origin,
                    part(&field.pointer),
                    how,
                    base(),
                    new,
                ));
            }
        }
    }
    cases
}

/// Items of a list and annotations are no members.
fn has_own_name(pointer: &str) -> bool {
    !pointer.starts_with("/metadata") && !pointer.ends_with("/1")
}

/// In capitals, in small letters, with a capital first, with a look-alike, with a space, with a joiner.
fn in_other_letters(key: &str) -> Vec<String> {
    let (first, rest) = key.split_at(1);
    let all = [
        key.to_uppercase(),
        key.to_lowercase(),
        format!("{}{rest}", first.to_uppercase()),
        key.replace('e', "\u{435}").replace('a', "\u{430}"),
        format!("{key} "),
        format!("{key}\u{200B}"),
    ];
    all.into_iter().filter(|other| other != key).collect()
}

/// A change of one member of the metadata alone, of a good object and of faulty ones: nothing else may be
/// asked anew.
fn alone(member: &str, values: &[Option<Value>]) -> Vec<Case> {
    let faults = [
        ("/spec/clusterSpec", json!("standard")),
        ("/spec/clusterSpec", json!("Standard")),
        ("/spec/name", json!("")),
        ("/spec/id", json!("x\u{200B}")),
        ("/status/clusterSpec", json!("none")),
        ("/status/observedGeneration", json!(-1)),
        ("/metadata/finalizers", json!(["a/b", "c/d"])),
        ("/metadata/annotations", json!({})),
    ];
    let mut olds = vec![base()];
    olds.extend(faults.map(|(pointer, value)| with(&base(), pointer, Some(value))));
    let mut cases = Vec::new();
    for (index, old) in olds.iter().enumerate() {
        for value in values {
            for how in How::CHANGES {
                let new = with(old, &format!("/metadata/{member}"), value.clone());
                let origin = format!("{member} alone, {index}");
                cases.push(Case::change(origin, Part::Object, how, old.clone(), new));
            }
        }
    }
    cases
}

/// Deletions of objects in every state that a condition can tell of.
fn deletions() -> Vec<Case> {
    let types = [
        "PreChecked",
        "ServiceMeshAvailable",
        "ServiceMeshDeleted",
        "MeshConfigApplied",
        "other",
    ];
    let mut olds = Vec::new();
    for policy in [None, Some("Retain"), Some("Delete"), Some("delete")] {
        let pointer = "/metadata/annotations/operator.istio.alibabacloud.com~1deletion-policy";
        let old = with(&base(), pointer, policy.map(Value::from));
        olds.push(with(&old, "/status", None));
        for kind in types {
            for status in ["True", "False", "Unknown"] {
                let conditions = json!([{"type": kind, "status": status, "reason": "DeleteFailed", "message": "gateways are in use", "lastTransitionTime": "2026-01-09T02:25:12Z"}]);
                olds.push(with(&old, "/status/conditions", Some(conditions)));
            }
        }
    }
    let delete = |(index, old)| Case::delete(format!("deletion {index}"), old);
    olds.into_iter().enumerate().map(delete).collect()
}

/// Changes of an object that a finalizer holds: nothing is refused any more.
fn going() -> Vec<Case> {
    let old = with(
        &base(),
        "/metadata/deletionTimestamp",
        Some(json!("2026-01-09T02:25:12Z")),
    );
    let changes = [
        ("/spec/clusterSpec", Some(json!("standard"))),
        ("/spec/id", None),
        ("/spec/name", Some(json!("UPPER"))),
        ("/spec", None),
        ("/metadata/labels", None),
        ("/metadata/finalizers", None),
        ("/metadata/annotations", None),
        ("/status/clusterSpec", Some(json!("none"))),
        ("/status/serviceMeshName", None),
        ("/status/conditions", Some(json!([]))),
    ];
    let mut cases = Vec::new();
    for (pointer, value) in changes {
        for how in How::CHANGES {
            let new = with(&old, pointer, value.clone());
            let origin = format!("under deletion, {pointer}");
            cases.push(Case::change(origin, part(pointer), how, old.clone(), new));
        }
    }
    cases.push(Case::delete("under deletion, deleted again", old));
    cases
}
