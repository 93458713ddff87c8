//! For people: one line a finding, as editors and `grep` like it.

use std::io::{self, Write};

use super::{Look, footer, plain};
use crate::{Finding, Outcome};

pub(super) fn write(outcome: &Outcome, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let ink = footer::Ink::new(look.colour);
    for finding in &outcome.findings {
        line(finding, &ink, out)?;
    }
    footer::write(outcome, look, out)
}

fn line(finding: &Finding, ink: &footer::Ink, out: &mut dyn Write) -> io::Result<()> {
    let (strong, level) = (ink.strong(), ink.level(finding.level));
    write!(
        out,
        "{strong}{}{strong:#}:{}:{}: {level}{}[{}]{level:#} {}",
        plain::line(&finding.file),
        finding.line,
        finding.column,
        finding.level,
        finding.code,
        plain::line(&finding.message),
    )?;
    if !finding.field.is_empty() {
        write!(out, " ({})", plain::line(&finding.field))?;
    }
    let mark = if finding.fix.is_some() { " [*]" } else { "" };
    writeln!(out, "{mark}")
}
