//! Comments: whatever starts with `#` outside every scalar, found between the scalars of the arena.

use std::ops::Range;

use memchr::memchr;

use crate::node::{Kind, Style};
use crate::tree::Tree;

/// The comments of a document. Where it was not read, only those on lines of their own are certain, and
/// only they are told.
pub(super) fn of<'t>(
    tree: &Tree<'t>,
    read: bool,
) -> impl Iterator<Item = (Range<usize>, &'t str)> + use<'t> {
    let (base, text) = (tree.base, tree.text);
    let found = match (tree.json, read) {
        (true, _) => Vec::new(),
        (false, true) => between_scalars(tree),
        (false, false) => own_lines(text),
    };
    found.into_iter().filter_map(move |range| {
        let comment = text.get(range.clone())?;
        Some((base + range.start..base + range.end, comment))
    })
}

fn between_scalars(tree: &Tree<'_>) -> Vec<Range<usize>> {
    let (mut out, mut at) = (Vec::new(), 0);
    for item in &tree.items {
        let scalar =
            !matches!(item.kind, Kind::Map | Kind::Seq) || item.marks & crate::tree::ALIAS != 0;
        if !scalar || (item.end as usize) < at {
            continue;
        }
        in_gap(tree.text, at..item.start as usize, &mut out);
        at = item.end as usize;
        if matches!(item.style, Style::Literal | Style::Folded) && item.marks == 0 {
            in_header(tree.text, item.start as usize..at, &mut out);
        }
    }
    in_gap(tree.text, at..tree.text.len(), &mut out);
    out
}

fn in_gap(text: &str, gap: Range<usize>, out: &mut Vec<Range<usize>>) {
    let mut at = gap.start;
    while let Some(found) = text
        .as_bytes()
        .get(at..gap.end)
        .and_then(|rest| memchr(b'#', rest))
    {
        let comment = comment_at(text, at + found);
        at = comment.end;
        out.push(comment);
    }
}

/// The comment behind `|` or `>`, if there is one.
fn in_header(text: &str, scalar: Range<usize>, out: &mut Vec<Range<usize>>) {
    let header = text
        .get(scalar.clone())
        .and_then(|scalar| scalar.lines().next());
    let header = header.unwrap_or_default();
    if header.starts_with(['|', '>'])
        && let Some(found) = header.find('#')
    {
        out.push(comment_at(text, scalar.start + found));
    }
}

fn comment_at(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    start..start + line.trim_end().len()
}

fn own_lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if line.trim_start().starts_with('#') {
            out.push(comment_at(text, at + indent));
        }
        at += line.len();
    }
    out
}
