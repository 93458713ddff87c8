//! Test Anything Protocol 13, which readers of 14 take too: a test point a finding. What does not make
//! the run fail is a `TODO`, which a harness reports and forgives.

use std::io::{self, Write};

use serde_json::json;

use super::{Look, describe, plain};
use crate::{Finding, Outcome};

pub(super) fn write(outcome: &Outcome, look: Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "TAP version 13")?;
    let points = outcome.findings.len() + outcome.faults.len();
    if points == 0 {
        return nothing_found(outcome, out);
    }
    writeln!(out, "1..{points}")?;
    for (index, finding) in outcome.findings.iter().enumerate() {
        point(index + 1, finding, look, out)?;
    }
    for (index, fault) in outcome.faults.iter().enumerate() {
        let number = outcome.findings.len() + index + 1;
        writeln!(out, "not ok {number} - {}", description(&describe(fault)))?;
    }
    Ok(())
}

/// An empty report fails in many a harness, so a good run has one good point.
fn nothing_found(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    match outcome.summary.checked {
        0 => writeln!(out, "1..0 # SKIP no document to check"),
        count => writeln!(out, "1..1\nok 1 - nothing found in {count} checked"),
    }
}

fn point(number: usize, finding: &Finding, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let place = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    let text = format!("{place} {} {}", finding.code, finding.message);
    let todo = if look.fails(finding.level) {
        String::new()
    } else {
        format!(" # TODO {}", finding.level)
    };
    writeln!(out, "not ok {number} - {}{todo}", description(&text))?;
    details(finding, out)
}

/// A block of YAML: flat, and each value a JSON text, so that the simplest reader takes it.
fn details(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let lines = [
        ("severity", json!(finding.level)),
        ("code", json!(finding.code)),
        ("name", json!(finding.name)),
        ("message", json!(plain::line(&finding.message))),
        ("help", json!(finding.help.as_deref().map(plain::line))),
        ("url", json!(finding.url)),
        ("file", json!(plain::line(&finding.file))),
        ("line", json!(finding.line)),
        ("column", json!(finding.column)),
        ("field", json!(plain::line(&finding.field))),
    ];
    writeln!(out, "  ---")?;
    for (key, value) in lines.iter().filter(|(_, value)| !value.is_null()) {
        writeln!(out, "  {key}: {value}")?;
    }
    writeln!(out, "  ...")
}

/// On one line, and with nothing that reads as a directive.
fn description(text: &str) -> String {
    plain::line(text).replace('\\', "\\\\").replace('#', "\\#")
}
