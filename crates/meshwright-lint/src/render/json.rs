//! Our own JSON: one object, or one finding a line. `schemas/` holds its schema.

use std::io::{self, Write};

use serde::Serialize;

use crate::{Finding, Outcome, Summary};

#[derive(Serialize)]
struct Document<'a> {
    /// The release that wrote this.
    version: &'static str,
    findings: &'a [Finding],
    summary: &'a Summary,
}

pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: env!("CARGO_PKG_VERSION"),
        findings: &outcome.findings,
        summary: &outcome.summary,
    };
    pretty(&document, out)
}

pub(super) fn write_lines(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for finding in &outcome.findings {
        serde_json::to_writer(&mut *out, finding)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Indented JSON with a line end, as all JSON formats but `jsonl` are written.
pub(super) fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
