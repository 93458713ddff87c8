//! `JUnit` XML: a suite a file, a case a finding. A case fails where the finding makes the run fail.

use std::io::{self, Write};

use super::{Look, describe};
use crate::{Fault, Finding, Outcome};

pub(super) fn write(outcome: &Outcome, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let failures = failures(&outcome.findings, look);
    let errors = outcome.faults.len();
    let tests = outcome.findings.len() + errors + usize::from(is_quiet(outcome));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="meshwright" tests="{tests}" failures="{failures}" errors="{errors}">"#
    )?;
    for findings in outcome.findings.chunk_by(|a, b| a.file == b.file) {
        file(findings, look, out)?;
    }
    run(outcome, out)?;
    writeln!(out, "</testsuites>")
}

fn failures(findings: &[Finding], look: Look) -> usize {
    findings
        .iter()
        .filter(|finding| look.fails(finding.level))
        .count()
}

const fn is_quiet(outcome: &Outcome) -> bool {
    outcome.findings.is_empty() && outcome.faults.is_empty()
}

fn file(findings: &[Finding], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = findings.first() else {
        return Ok(());
    };
    let (tests, failures) = (findings.len(), failures(findings, look));
    writeln!(
        out,
        r#"  <testsuite name="{}" tests="{tests}" failures="{failures}" errors="0">"#,
        xml(&first.file)
    )?;
    findings
        .iter()
        .try_for_each(|finding| case(finding, look, out))?;
    writeln!(out, "  </testsuite>")
}

fn case(finding: &Finding, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let (file, line, column) = (xml(&finding.file), finding.line, finding.column);
    let (code, name) = (finding.code, finding.name);
    writeln!(
        out,
        r#"    <testcase name="{code} {name} at {line}:{column}" classname="{file}" file="{file}" line="{line}">"#
    )?;
    let text = xml(&text(finding));
    if look.fails(finding.level) {
        let message = xml(&finding.message);
        writeln!(
            out,
            r#"      <failure type="{code}" message="{message}">{text}</failure>"#
        )?;
    } else {
        writeln!(out, "      <system-out>{text}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

fn text(finding: &Finding) -> String {
    let (file, line, column) = (&finding.file, finding.line, finding.column);
    let head = format!(
        "{file}:{line}:{column}: {}: {}",
        finding.level, finding.message
    );
    let more = [
        ("field", Some(&finding.field)),
        ("help", finding.help.as_ref()),
        ("see", Some(&finding.url)),
    ];
    let more = more.into_iter().filter_map(|(what, value)| {
        value
            .filter(|value| !value.is_empty())
            .map(|value| format!("{what}: {value}"))
    });
    [head]
        .into_iter()
        .chain(more)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What belongs to no file: faults of the run, and the one good case of a run that found nothing, since
/// many a reader takes an empty report for a broken one.
fn run(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    if is_quiet(outcome) {
        let (checked, skipped) = (outcome.summary.checked, outcome.summary.skipped);
        writeln!(
            out,
            r#"  <testsuite name="meshwright lint" tests="1" failures="0" errors="0">"#
        )?;
        writeln!(
            out,
            r#"    <testcase name="{checked} checked, {skipped} skipped" classname="meshwright lint"/>"#
        )?;
        return writeln!(out, "  </testsuite>");
    }
    if outcome.faults.is_empty() {
        return Ok(());
    }
    let errors = outcome.faults.len();
    writeln!(
        out,
        r#"  <testsuite name="meshwright lint" tests="{errors}" failures="0" errors="{errors}">"#
    )?;
    outcome
        .faults
        .iter()
        .try_for_each(|fault| error(fault, out))?;
    writeln!(out, "  </testsuite>")
}

fn error(fault: &Fault, out: &mut dyn Write) -> io::Result<()> {
    let file = xml(fault.file.as_deref().unwrap_or("the run"));
    let text = xml(&describe(fault));
    writeln!(
        out,
        r#"    <testcase name="{file}" classname="meshwright lint"><error message="{text}"/></testcase>"#
    )
}

/// Text as XML 1.0 takes it, in an element or a quoted attribute: markup escaped, what XML forbids replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}
