//! A fault with its place in a text.
//!
//! Lines, columns and documents count from 1, offsets are bytes from 0, ends are exclusive. A byte order
//! mark counts in offsets, not in columns.

use std::fmt;

use meshwright_api::Safety;
use meshwright_manifest::Node;
use meshwright_policy::{Category, Group, Level};
use serde::Serialize;

/// A fault with its place in a text. Serialized, it is an element of `findings` in the `json` format.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Code of the rule.
    pub code: &'static str,
    /// Name of the rule.
    pub name: &'static str,
    /// What it does: deny, warn or audit.
    pub level: Level,
    /// What kind of knowledge the rule needs.
    pub category: Category,
    /// What the rule is about.
    pub group: Group,
    /// The file, as it was given, with `/` between its parts.
    pub file: String,
    /// The file a renderer says this text came from (`# Source:` of helm, the origin annotation of
    /// kustomize).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Document of the file.
    pub document: usize,
    /// First line.
    pub line: usize,
    /// First column, in characters.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
    /// First byte.
    pub offset: usize,
    /// Byte after the last one.
    pub end_offset: usize,
    /// The field as a JSON pointer, from the root of its document.
    pub pointer: String,
    /// The field as Kubernetes spells it, from the root of its object.
    pub field: String,
    /// What is wrong and why; one line.
    pub message: String,
    /// The way out; one line.
    pub help: Option<String>,
    /// Address of the rule's page.
    pub url: String,
    /// The object it is in.
    pub resource: Resource,
    /// What would mend it, as changes of the text.
    pub fix: Option<FindingFix>,
    /// Stays the same when lines move: code, object, field and value, hashed.
    #[serde(skip)]
    pub fingerprint: String,
    /// The lines concerned.
    #[serde(skip)]
    pub excerpt: Excerpt,
}

/// An object, as its head says.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// `apiVersion`, where it is text.
    pub api_version: Option<String>,
    /// `kind`, where it is text.
    pub kind: Option<String>,
    /// `metadata.name`, where it is text.
    pub name: Option<String>,
    /// `metadata.namespace`, where it is text.
    pub namespace: Option<String>,
}

impl Resource {
    /// Reads the head of an object.
    pub(crate) fn of(object: Node<'_>) -> Self {
        let text = |node: Option<Node<'_>>| node?.as_str().map(str::to_owned);
        let metadata = object.get("metadata");
        let member = |key| text(metadata.and_then(|metadata| metadata.get(key)));
        Self {
            api_version: text(object.get("apiVersion")),
            kind: text(object.get("kind")),
            name: member("name"),
            namespace: member("namespace"),
        }
    }
}

/// `apiVersion/kind/namespace/name`, without what is not there.
impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = [&self.api_version, &self.kind, &self.namespace, &self.name]
            .into_iter()
            .flatten();
        if let Some(first) = parts.next() {
            f.write_str(first)?;
        }
        parts.try_for_each(|part| write!(f, "/{part}"))
    }
}

/// What would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingFix {
    /// How far it may be trusted.
    pub safety: Safety,
    /// The changes, all or none, in the order of the text.
    pub edits: Vec<TextEdit>,
}

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// First line.
    pub line: usize,
    /// First column, in characters.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
    /// First byte that goes.
    pub offset: usize,
    /// Byte after the last one that goes.
    pub end_offset: usize,
    /// What comes in their place.
    pub text: String,
}

/// Whole lines of a text around a finding (the longest are cut): what a reader wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Line of its first character.
    pub line: usize,
    /// Byte of the file at which it begins.
    pub offset: usize,
    /// The text, without the last line's end; U+FFFD where the file holds no UTF-8.
    pub text: String,
    /// The finding's bytes within `text`.
    pub mark: (usize, usize),
}
