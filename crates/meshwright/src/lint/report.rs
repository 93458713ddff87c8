//! From an outcome to streams and files.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::{env, fs};

use meshwright_lint::Outcome;
use meshwright_lint::render::{self, Format, Look, describe, render};

use super::plan::{Plan, Target};
use crate::exit::Code;
use crate::streams;

/// Writes the mended text or the diff, and every output. The code tells whether all could be written.
pub(super) fn write(plan: &Plan, outcome: &Outcome) -> Code {
    let texts = checked("standard output", texts(plan, outcome));
    let outputs = plan.outputs.iter().map(|(format, target)| {
        let name = match target {
            Target::Stdout => "standard output".to_owned(),
            Target::Stderr => "standard error".to_owned(),
            Target::File(path) => path.display().to_string(),
        };
        checked(&name, output(plan, outcome, *format, target))
    });
    outputs.fold(texts, Code::max)
}

/// Nobody at the other end of a pipe is no fault.
fn checked(name: &str, written: io::Result<()>) -> Code {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            streams::error(&format!("cannot write to {name}: {error}"), None);
            Code::Unreadable
        }
        Ok(()) | Err(_) => Code::Fine,
    }
}

/// Diffs, or the text that came by standard input, mended.
fn texts(plan: &Plan, outcome: &Outcome) -> io::Result<()> {
    if plan.settings.fixing.is_none() {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    for change in &outcome.changes {
        match &change.diff {
            Some(diff) => out.write_all(diff.as_bytes())?,
            None if change.is_text => out.write_all(&change.text)?,
            None => {}
        }
    }
    out.flush()
}

fn output(plan: &Plan, outcome: &Outcome, format: Format, target: &Target) -> io::Result<()> {
    match target {
        Target::Stdout => {
            let terminal = io::stdout().is_terminal();
            content(
                plan,
                outcome,
                format,
                terminal,
                &mut BufWriter::new(io::stdout().lock()),
            )?;
            if plan.statistics && !format.is_text() {
                render::statistics(outcome, &mut io::stderr().lock())?;
            }
            Ok(())
        }
        Target::Stderr => {
            let terminal = io::stderr().is_terminal();
            content(
                plan,
                outcome,
                format,
                terminal,
                &mut BufWriter::new(io::stderr().lock()),
            )
        }
        Target::File(path) => content(
            plan,
            outcome,
            format,
            false,
            &mut BufWriter::new(fs::File::create(path)?),
        ),
    }
}

fn content(
    plan: &Plan,
    outcome: &Outcome,
    format: Format,
    terminal: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let colour = plan.colour.holds(terminal, |name| env::var_os(name));
    let look = Look {
        colour,
        ..plan.look
    };
    if plan.statistics && format.is_text() {
        render::statistics(outcome, out)?;
        render::summary(outcome, look, out)?;
    } else {
        render(format, outcome, look, out)?;
    }
    out.flush()
}

/// Says on standard error what a format cannot: what went wrong in the run itself.
pub(super) fn explain(plan: &Plan, outcome: &Outcome, verdict: Code) {
    for fault in &outcome.faults {
        streams::error(&describe(fault), fault.help.as_deref());
    }
    if verdict != Code::Empty {
        return;
    }
    if plan.live.is_some() {
        streams::error(
            "no ServiceMesh in the cluster",
            Some("look whether it is the right one (--context NAME), or pass --allow-empty"),
        );
    } else {
        streams::error(
            "no mesh resource found",
            Some("name files or folders that hold one, or pass --allow-empty"),
        );
    }
}
