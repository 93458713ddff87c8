//! GitHub's workflow commands: one `::error …::message` line a finding, shown beside the changed lines.

use std::io::{self, Write};

use meshwright_policy::Level;

use super::{plain, sentence};
use crate::{Finding, Outcome};

pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    outcome
        .findings
        .iter()
        .try_for_each(|finding| command(finding, out))
}

fn command(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{} ({})", finding.code, finding.name);
    write!(out, "::{} title={},", word(finding.level), property(&title))?;
    write!(
        out,
        "file={},line={}",
        property(&finding.file),
        finding.line
    )?;
    // GitHub takes columns only where a finding ends on the line it began on.
    if finding.line == finding.end_line {
        write!(
            out,
            ",col={},endColumn={}",
            finding.column, finding.end_column
        )?;
    } else {
        write!(out, ",endLine={}", finding.end_line)?;
    }
    let (file, line, column) = (&finding.file, finding.line, finding.column);
    let text = format!("{file}:{line}:{column}: {}", sentence(finding));
    writeln!(out, "::{}", data(&plain::line(&text)))
}

const fn word(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Audit | Level::Off => "notice",
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
