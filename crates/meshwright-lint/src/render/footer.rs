//! What formats for people share: the counts at the end, and the colours.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use meshwright_api::Safety;
use meshwright_policy::Level;

use super::Look;
use crate::{Finding, Outcome, Summary};

/// The colours of a run, or none.
pub(super) struct Ink {
    colour: bool,
}

impl Ink {
    pub(super) const fn new(colour: bool) -> Self {
        Self { colour }
    }

    pub(super) const fn strong(&self) -> Style {
        if self.colour {
            Style::new().bold()
        } else {
            Style::new()
        }
    }

    pub(super) const fn level(&self, level: Level) -> Style {
        let colour = match level {
            Level::Deny => AnsiColor::BrightRed,
            Level::Warn => AnsiColor::Yellow,
            Level::Audit | Level::Off => AnsiColor::BrightBlue,
        };
        if self.colour {
            colour.on_default().bold()
        } else {
            Style::new()
        }
    }
}

/// Writes the counts, and what can be mended, where `look` wants them.
///
/// # Errors
/// What `out` answers.
pub fn write(outcome: &Outcome, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if !look.summary {
        return Ok(());
    }
    let summary = &outcome.summary;
    writeln!(out, "{}: {}", found(summary), looked_at(summary))?;
    mendable(&outcome.findings, out)
}

fn found(summary: &Summary) -> String {
    let counts = [
        (summary.deny, "deny"),
        (summary.warn, "warn"),
        (summary.audit, "audit"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| format!("{count} {level}"))
        .collect();
    if parts.is_empty() {
        "no findings".to_owned()
    } else {
        format!("found {}", parts.join(", "))
    }
}

fn looked_at(summary: &Summary) -> String {
    let (documents, files) = (
        counted(summary.checked, "document"),
        counted(summary.files, "file"),
    );
    let rest = [
        (summary.skipped, "skipped"),
        (summary.suppressed, "suppressed"),
        (summary.fixed, "fixed"),
    ];
    let rest = rest
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"));
    let parts: Vec<String> = [format!("checked {documents} in {files}")]
        .into_iter()
        .chain(rest)
        .collect();
    parts.join(", ")
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn mendable(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let of = |safety| {
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    match (of(Safety::Safe), of(Safety::Unsafe)) {
        (0, 0) => Ok(()),
        (safe, 0) => writeln!(out, "[*] {safe} fixable with --fix"),
        (0, guesses) => writeln!(out, "[*] {guesses} fixable with --unsafe-fixes"),
        (safe, guesses) => {
            writeln!(
                out,
                "[*] {safe} fixable with --fix, {guesses} more with --unsafe-fixes"
            )
        }
    }
}

/// Writes how often each rule spoke, the loudest first.
///
/// # Errors
/// What `out` answers.
pub fn statistics(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, Level), (usize, &Finding)> = BTreeMap::new();
    for finding in &outcome.findings {
        counts
            .entry((finding.code, finding.level))
            .or_insert((0, finding))
            .0 += 1;
    }
    let mut rows: Vec<_> = counts.into_values().collect();
    rows.sort_by_key(|(count, finding)| (std::cmp::Reverse(*count), finding.code, finding.level));
    let width = rows.first().map_or(1, |(count, _)| count.to_string().len());
    for (count, finding) in rows {
        writeln!(
            out,
            "{count:>width$}  {}  {:<5}  {}",
            finding.code,
            finding.level.as_str(),
            finding.name
        )?;
    }
    Ok(())
}
