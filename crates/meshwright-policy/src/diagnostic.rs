//! A fault of a document: which rule, how bad, where, what, and the way out.
//!
//! A [`Diagnostic`] speaks of fields. Finding their place in a text makes it a finding; that is the work
//! of `meshwright-lint`.

use std::ops::Range;

use meshwright_api::{Edit, FieldPath, Safety};
use serde::Serialize;

use crate::level::Level;
use crate::rule::Rule;

/// A fault of a document.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// What it does.
    pub level: Level,
    /// The field it speaks of.
    pub path: FieldPath,
    /// Which part of the field.
    pub anchor: Anchor,
    /// Its kind, in apimachinery's words.
    pub cause: Cause,
    /// What is wrong and why, without the path and without the way out; one line.
    pub message: String,
    /// The way out; one line.
    pub help: Option<String>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// What would mend a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// How far it may be trusted.
    pub safety: Safety,
    /// The changes, all or none.
    pub edits: Vec<Edit>,
}

/// Which part of a field a fault speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Its value.
    #[default]
    Value,
    /// Its key.
    Key,
    /// It is not there; the path names what is missing.
    Missing,
    /// One item of its comma list: bytes of the value.
    Item(Range<usize>),
    /// Bytes of the file (text rules only).
    Bytes(Range<usize>),
}

/// The kind of a fault, in apimachinery's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Cause {
    /// A required value is missing.
    #[serde(rename = "FieldValueRequired")]
    Required,
    /// A value is malformed.
    #[serde(rename = "FieldValueInvalid")]
    Invalid,
    /// A value has the wrong type.
    #[serde(rename = "FieldValueTypeInvalid")]
    TypeInvalid,
    /// A value is none of those that are supported.
    #[serde(rename = "FieldValueNotSupported")]
    NotSupported,
    /// A value stands where it must not.
    #[serde(rename = "FieldValueForbidden")]
    Forbidden,
    /// A value stands twice.
    #[serde(rename = "FieldValueDuplicate")]
    Duplicate,
    /// A value is too long.
    #[serde(rename = "FieldValueTooLong")]
    TooLong,
    /// A list has too many items.
    #[serde(rename = "FieldValueTooMany")]
    TooMany,
}

impl Cause {
    /// The word in `details.causes[].reason`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "FieldValueRequired",
            Self::Invalid => "FieldValueInvalid",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::Duplicate => "FieldValueDuplicate",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
        }
    }
}

impl Diagnostic {
    /// The code of the rule.
    pub const fn code(&self) -> &'static str {
        self.rule.code
    }
}
