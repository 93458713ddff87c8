//! A change to a document, said once and carried out twice: as a JSON Patch on the wire and as a
//! byte edit in a text.
//!
//! An edit never says how the result is spelled; that is the work of whoever applies it
//! (`meshwright-manifest` for texts, [`Edit::json_patch`] for admission).

use serde::Serialize;
use serde_json::{Value, json};

use crate::{FieldPath, Segment};

/// How far an edit may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Keeps the meaning its author had; `--fix` applies it.
    Safe,
    /// A guess, or a change that costs something; only `--unsafe-fixes` applies it.
    Unsafe,
}

/// One change at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Replaces the value, or adds the member where it is absent or null (missing parents are added as
    /// objects).
    Set {
        /// The member or element to set.
        path: FieldPath,
        /// Its new value.
        value: Value,
    },
    /// Gives a member another name and keeps its value.
    Rename {
        /// The member as it stands.
        path: FieldPath,
        /// Its new key.
        to: String,
    },
    /// Takes a member or element out; an absent one is no fault.
    Remove {
        /// What to take out.
        path: FieldPath,
    },
    /// Takes out every earlier occurrence of a key that stands more than once (texts only: on the wire
    /// the last one has already won).
    KeepLast {
        /// The repeated member.
        path: FieldPath,
    },
}

impl Edit {
    /// Sets `path` to `value`.
    pub fn set(path: FieldPath, value: impl Into<Value>) -> Self {
        Self::Set {
            path,
            value: value.into(),
        }
    }

    /// The place this edit speaks of.
    pub fn path(&self) -> &FieldPath {
        match self {
            Self::Set { path, .. }
            | Self::Rename { path, .. }
            | Self::Remove { path }
            | Self::KeepLast { path } => path,
        }
    }

    /// The JSON Patch (RFC 6902) operations that carry this edit out on `document`, smallest first
    /// effect: nothing where it would change nothing.
    ///
    /// ```
    /// use meshwright_api::{Edit, path};
    /// use serde_json::json;
    ///
    /// let edit = Edit::set(path!["spec", "clusterSpec"], "Enterprise");
    /// assert_eq!(
    ///     edit.json_patch(&json!({"spec": {}})),
    ///     [json!({"op": "add", "path": "/spec/clusterSpec", "value": "Enterprise"})],
    /// );
    /// assert_eq!(
    ///     edit.json_patch(&json!({})),
    ///     [json!({"op": "add", "path": "/spec", "value": {"clusterSpec": "Enterprise"}})],
    /// );
    /// ```
    pub fn json_patch(&self, document: &Value) -> Vec<Value> {
        match self {
            Self::Set { path, value } => set_operation(document, path, value),
            Self::Rename { path, to } => rename_operation(document, path, to),
            Self::Remove { path } if lookup(document, path.segments()).is_some() => {
                vec![json!({"op": "remove", "path": path.pointer()})]
            }
            Self::Remove { .. } | Self::KeepLast { .. } => Vec::new(),
        }
    }
}

fn set_operation(document: &Value, path: &FieldPath, value: &Value) -> Vec<Value> {
    if lookup(document, path.segments()) == Some(value) {
        return Vec::new();
    }
    let segments = path.segments();
    let mut present = segments.len();
    while present > 0 && !is_container(document, segments.get(..present - 1).unwrap_or_default()) {
        present -= 1;
    }
    let target: FieldPath = segments.iter().take(present).cloned().collect();
    let whole = wrap(segments.get(present..).unwrap_or_default(), value.clone());
    let op = match (
        segments.get(present.wrapping_sub(1)),
        lookup(document, target.segments()),
    ) {
        (Some(Segment::Index(_)) | None, Some(_)) => "replace",
        _ => "add",
    };
    vec![json!({"op": op, "path": target.pointer(), "value": whole})]
}

fn rename_operation(document: &Value, path: &FieldPath, to: &str) -> Vec<Value> {
    let (Some(parent), Some(_)) = (path.parent(), lookup(document, path.segments())) else {
        return Vec::new();
    };
    let target = parent.join(to.to_owned());
    vec![json!({"op": "move", "from": path.pointer(), "path": target.pointer()})]
}

fn is_container(document: &Value, segments: &[Segment]) -> bool {
    lookup(document, segments).is_some_and(|value| value.is_object() || value.is_array())
}

/// The value at a path, if every step of it exists.
fn lookup<'a>(document: &'a Value, segments: &[Segment]) -> Option<&'a Value> {
    segments
        .iter()
        .try_fold(document, |value, segment| match segment {
            Segment::Key(key) => value.get(key.as_ref()),
            Segment::Index(index) => value.get(index),
        })
}

fn wrap(segments: &[Segment], value: Value) -> Value {
    segments
        .iter()
        .rev()
        .fold(value, |inner, segment| match segment {
            Segment::Key(key) => json!({ key.as_ref(): inner }),
            Segment::Index(_) => Value::Array(vec![inner]),
        })
}
