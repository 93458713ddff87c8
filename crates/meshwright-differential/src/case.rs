//! A write that everybody judges.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::by::By;

/// One write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Where it comes from, for people.
    pub origin: String,
    /// What is written.
    pub part: Part,
    /// How it is written.
    pub how: How,
    /// Who writes it.
    #[serde(default)]
    pub by: By,
    /// What is stored before; none for a create.
    #[serde(default)]
    pub old: Option<Value>,
    /// What shall be stored; null for a deletion.
    pub new: Value,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Metadata and spec.
    Object,
    /// The status, by its subresource.
    Status,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A new object.
    Create,
    /// The whole object again.
    Put,
    /// A merge patch.
    Merge,
    /// A JSON patch.
    Json,
    /// Server-side apply.
    Apply,
    /// The end of the object.
    Delete,
}

impl How {
    /// The ways to change what is there.
    pub const CHANGES: [Self; 4] = [Self::Put, Self::Merge, Self::Json, Self::Apply];
}

impl Case {
    /// A create.
    pub fn create(origin: impl Into<String>, new: Value) -> Self {
        Self {
            origin: origin.into(),
            part: Part::Object,
            how: How::Create,
            by: By::default(),
            old: None,
            new,
        }
    }

    /// A deletion.
    pub fn delete(origin: impl Into<String>, old: Value) -> Self {
        Self {
            origin: origin.into(),
            part: Part::Object,
            how: How::Delete,
            by: By::default(),
            old: Some(old),
            new: Value::Null,
        }
    }

    /// A change.
    pub fn change(origin: impl Into<String>, part: Part, how: How, old: Value, new: Value) -> Self {
        Self {
            origin: origin.into(),
            part,
            how,
            by: By::default(),
            old: Some(old),
            new,
        }
    }
}
