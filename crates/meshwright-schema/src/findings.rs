//! The schema of what `meshwright lint --output json` writes.
//!
//! The shape is the linter's own; its tests hold every output against this schema.

use meshwright_policy::{Category, Group, Level, rules};
use serde_json::{Value, json};

/// The schema.
pub(crate) fn schema() -> Value {
    json!({
        "title": "Findings of meshwright lint",
        "type": "object",
        "additionalProperties": false,
        "required": ["version", "findings", "summary"],
        "properties": {
            "version": {"type": "string", "description": "The release that wrote this."},
            "findings": {"type": "array", "items": finding()},
            "summary": summary(),
        },
    })
}

fn finding() -> Value {
    let codes: Vec<&str> = rules::all().iter().map(|rule| rule.code).collect();
    let groups = Group::ALL.map(Group::as_str);
    let levels = [Level::Deny, Level::Warn, Level::Audit].map(Level::as_str);
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": [
            "code", "name", "level", "category", "group", "file", "document", "line", "column", "end_line",
            "end_column", "offset", "end_offset", "pointer", "field", "message", "help", "url", "resource", "fix",
        ],
        "properties": {
            "code": {"enum": codes, "description": "Code of the rule."},
            "name": {"type": "string", "description": "Name of the rule."},
            "level": {"enum": levels},
            "category": {"enum": CATEGORIES.map(word)},
            "group": {"enum": groups},
            "file": {"type": "string", "description": "The file, as it was given."},
            "source": {"type": ["string", "null"], "description": "The file a renderer says this text came from."},
            "document": natural(1, "Document of the file, from 1."),
            "line": natural(1, "First line, from 1."),
            "column": natural(1, "First column in characters, from 1."),
            "end_line": natural(1, "Last line."),
            "end_column": natural(1, "Column after the last character."),
            "offset": natural(0, "First byte of the file, from 0."),
            "end_offset": natural(0, "Byte after the last one."),
            "pointer": {"type": "string", "description": "The field as a JSON pointer."},
            "field": {"type": "string", "description": "The field as Kubernetes spells it."},
            "message": {"type": "string", "description": "What is wrong and why; one line."},
            "help": {"type": ["string", "null"], "description": "The way out; one line."},
            "url": {"type": "string", "description": "Address of the rule's page."},
            "resource": resource(),
            "fix": fix(),
        },
    })
}

const CATEGORIES: [Category; 5] = [
    Category::Syntax,
    Category::Schema,
    Category::Semantic,
    Category::Transition,
    Category::Style,
];

fn word(category: Category) -> Value {
    serde_json::to_value(category).expect("a category is written as a word")
}

fn natural(least: u8, description: &str) -> Value {
    json!({"type": "integer", "minimum": least, "description": description})
}

fn resource() -> Value {
    let text = json!({"type": ["string", "null"]});
    json!({
        "type": "object",
        "additionalProperties": false,
        "description": "The object, as its head says.",
        "properties": {"apiVersion": text, "kind": text, "name": text, "namespace": text},
    })
}

fn fix() -> Value {
    json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "required": ["safety", "edits"],
        "properties": {
            "safety": {"type": "string", "description": "How far the fix may be trusted."},
            "edits": {"type": "array", "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["line", "column", "end_line", "end_column", "offset", "end_offset", "text"],
                "properties": {
                    "line": natural(1, "First line, from 1."),
                    "column": natural(1, "First column in characters, from 1."),
                    "end_line": natural(1, "Last line."),
                    "end_column": natural(1, "Column after the last character."),
                    "offset": natural(0, "First byte that goes."),
                    "end_offset": natural(0, "Byte after the last one that goes."),
                    "text": {"type": "string", "description": "What comes in their place."},
                },
            }},
        },
    })
}

fn summary() -> Value {
    let counts = [
        ("files", "Files read."),
        (
            "documents",
            "Documents read, elements of lists counted one by one.",
        ),
        ("checked", "Documents of ours, judged."),
        ("skipped", "Documents of other kinds."),
        ("deny", "Findings that deny."),
        ("warn", "Findings that warn."),
        ("audit", "Findings for the record."),
        (
            "suppressed",
            "Findings that a comment, an exemption or the baseline silenced.",
        ),
        ("fixed", "Findings that were mended."),
    ];
    let properties = counts
        .iter()
        .map(|(name, about)| ((*name).to_owned(), natural(0, about)));
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": counts.map(|(name, _)| name),
        "properties": properties.collect::<serde_json::Map<_, _>>(),
    })
}
