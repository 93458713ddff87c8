//! Reviewdog's diagnostic format: its columns count bytes of UTF-8, from 1.

use std::io::{self, Write};

use meshwright_policy::Level;
use serde_json::{Value, json};

use super::json::pretty;
use super::sentence;
use crate::{Excerpt, Finding, Outcome, TextEdit};

pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics: Vec<Value> = outcome.findings.iter().map(diagnostic).collect();
    pretty(
        &json!({"source": {"name": "meshwright"}, "diagnostics": diagnostics}),
        out,
    )
}

fn diagnostic(finding: &Finding) -> Value {
    let (start, end) = finding.excerpt.mark;
    json!({
        "message": sentence(finding),
        "location": {
            "path": finding.file,
            "range": {
                "start": position(&finding.excerpt, start, (finding.line, finding.column)),
                "end": position(&finding.excerpt, end, (finding.end_line, finding.end_column)),
            },
        },
        "severity": severity(finding.level),
        "code": {"value": finding.code, "url": finding.url},
        "suggestions": suggestions(finding),
    })
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Deny => "ERROR",
        Level::Warn => "WARNING",
        Level::Audit | Level::Off => "INFO",
    }
}

/// A place whose column counts bytes. Where the excerpt does not reach back to the start of the line (it
/// was cut), only the line is told.
fn position(excerpt: &Excerpt, byte: usize, (line, column): (usize, usize)) -> Value {
    match bytes_before(excerpt, byte, column) {
        Some(bytes) => json!({"line": line, "column": bytes + 1}),
        None => json!({"line": line}),
    }
}

/// How many bytes of the line stand before that byte of the excerpt, `column` being the same in characters.
fn bytes_before(excerpt: &Excerpt, byte: usize, column: usize) -> Option<usize> {
    let before = excerpt.text.get(..byte)?;
    let line = before.rsplit('\n').next()?.trim_start_matches('\u{feff}');
    (line.chars().count() + 1 == column).then_some(line.len())
}

/// The changes of a fix, where all of them lie within the excerpt.
fn suggestions(finding: &Finding) -> Vec<Value> {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    edits
        .map(|edit| suggestion(&finding.excerpt, edit))
        .collect::<Option<_>>()
        .unwrap_or_default()
}

fn suggestion(excerpt: &Excerpt, edit: &TextEdit) -> Option<Value> {
    let column =
        |offset: usize, column| bytes_before(excerpt, offset.checked_sub(excerpt.offset)?, column);
    let start = column(edit.offset, edit.column)?;
    let end = column(edit.end_offset, edit.end_column)?;
    Some(json!({
        "range": {
            "start": {"line": edit.line, "column": start + 1},
            "end": {"line": edit.end_line, "column": end + 1},
        },
        "text": edit.text,
    }))
}
