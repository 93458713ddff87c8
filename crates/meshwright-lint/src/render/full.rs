//! For people: what is wrong, the lines concerned with the place underlined, the way out.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Head, Message, Renderer, Snippet,
};
use meshwright_api::Safety;
use meshwright_policy::Level;

use super::{Look, footer, plain};
use crate::{Excerpt, Finding, Outcome};

pub(super) fn write(outcome: &Outcome, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if look.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for finding in &outcome.findings {
        writeln!(out, "{}\n", renderer.render(&[group(finding)]))?;
    }
    footer::write(outcome, look, out)
}

fn group(finding: &Finding) -> Group<'_> {
    head(finding.level)
        .primary_title(plain::line(&finding.message))
        .id(finding.code)
        .element(snippet(finding))
        .elements(notes(finding))
}

fn head(level: Level) -> Head<'static> {
    match level {
        Level::Deny => Head::ERROR.with_name("deny"),
        Level::Warn => Head::WARNING.with_name("warn"),
        Level::Audit | Level::Off => Head::INFO.with_name("audit"),
    }
}

fn snippet(finding: &Finding) -> Snippet<'_, Annotation<'_>> {
    let excerpt = &finding.excerpt;
    let (source, mark) = shown(excerpt);
    let path = is_whole(finding).then(|| plain::line(&finding.file));
    let label = (!finding.field.is_empty()).then(|| plain::line(&finding.field));
    Snippet::source(source)
        .line_start(excerpt.line)
        .path(path)
        .annotation(AnnotationKind::Primary.span(mark).label(label))
}

/// The excerpt as a terminal may have it, and the mark within.
fn shown(excerpt: &Excerpt) -> (String, Range<usize>) {
    let (start, end) = excerpt.mark;
    let part = |range: Range<usize>| plain::lines(excerpt.text.get(range).unwrap_or_default());
    let (before, marked) = (part(0..start), part(start..end));
    let mark = before.len()..before.len() + marked.len();
    (before + &marked + &part(end..excerpt.text.len()), mark)
}

/// Whether the excerpt reaches back to the start of the first line, so that the place can be counted in it.
fn is_whole(finding: &Finding) -> bool {
    let excerpt = &finding.excerpt;
    let before = excerpt.text.get(..excerpt.mark.0).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim_start_matches('\u{feff}').chars().count() + 1 == finding.column
}

fn notes(finding: &Finding) -> Vec<Message<'_>> {
    let mut notes = Vec::new();
    if !is_whole(finding) {
        let (file, line, column) = (plain::line(&finding.file), finding.line, finding.column);
        notes.push(Head::NOTE.message(format!("at {file}:{line}:{column}")));
    }
    if let Some(help) = &finding.help {
        notes.push(Head::HELP.message(plain::line(help)));
    }
    if let Some(fix) = &finding.fix {
        notes.push(Head::NOTE.message(match fix.safety {
            Safety::Safe => "--fix does it",
            Safety::Unsafe => "--unsafe-fixes does it",
        }));
    }
    if let Some(source) = &finding.source {
        notes.push(Head::NOTE.message(format!("made from {}", plain::line(source))));
    }
    notes.push(Head::NOTE.message(format!("{}, see {}", finding.name, finding.url)));
    notes
}
