//! Splices in block style: lines, indentation, dashes.

use std::ops::Range;

use serde_json::Value;

use super::Splice;
use super::spell::{self, Manner};
use crate::Node;

/// The lines of a document's piece; offsets count from the start of the file.
#[derive(Clone, Copy)]
pub(super) struct Lines<'t> {
    text: &'t str,
    base: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn of(node: Node<'t>) -> Self {
        Self {
            text: node.tree.text,
            base: node.tree.base,
        }
    }

    pub(super) fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    fn before(&self, at: usize) -> &'t str {
        self.text.get(..at - self.base).unwrap_or_default()
    }

    fn after(&self, at: usize) -> &'t str {
        self.text.get(at - self.base..).unwrap_or_default()
    }

    /// What stands before a place on its line.
    pub(super) fn head(&self, at: usize) -> &'t str {
        self.before(at).rsplit('\n').next().unwrap_or_default()
    }

    /// The end of the line, before its line end.
    pub(super) fn end(&self, at: usize) -> usize {
        let rest = self.after(at).split('\n').next().unwrap_or_default();
        at + rest.strip_suffix('\r').unwrap_or(rest).len()
    }

    /// Past the end of the line, line end included.
    pub(super) fn past(&self, at: usize) -> usize {
        at + self
            .after(at)
            .split_inclusive('\n')
            .next()
            .unwrap_or_default()
            .len()
    }

    /// From the start of the line on which a range starts to past the end of the one on which it ends.
    fn whole(&self, range: Range<usize>) -> Range<usize> {
        range.start - self.head(range.start).len()..self.past(range.end)
    }
}

/// The indentation of what stands at a place: the blanks of its line, dashes as blanks.
pub(super) fn indentation(head: &str) -> String {
    let head = head.trim_start_matches('\u{FEFF}');
    head.chars()
        .map(|letter| if letter == '\t' { '\t' } else { ' ' })
        .collect()
}

/// A new member behind the last one.
pub(super) fn add_member(
    map: Node<'_>,
    key: &str,
    value: &Value,
    manner: Manner,
) -> Option<Splice> {
    let lines = Lines::of(map);
    let (first, _) = map.pairs().next()?;
    let indent = indentation(lines.head(map.tree.span(first).start));
    let at = lines.end(map.tree.span(map.at).end);
    let line_end = lines.line_end();
    let member = spell::member(key, value, &indent, line_end, manner);
    Some(Splice::new(at..at, format!("{line_end}{indent}{member}")))
}

/// A new element behind the last one.
pub(super) fn add_element(list: Node<'_>, value: &Value, manner: Manner) -> Splice {
    let lines = Lines::of(list);
    let indent = indentation(lines.head(list.tree.span(list.at).start));
    let at = lines.end(list.tree.span(list.at).end);
    let element = spell::inline(value, crate::Style::Plain, manner);
    let line_end = lines.line_end();
    Splice::new(at..at, format!("{line_end}{indent}- {element}"))
}

/// Takes out a member or an element that stands from `start` (its key or its dash) to `end`; `next` is
/// where the one behind it starts.
pub(super) fn remove(node: Node<'_>, entry: Range<usize>, next: Option<usize>) -> Splice {
    let lines = Lines::of(node);
    if lines.head(entry.start).trim().is_empty() {
        return Splice::new(lines.whole(entry), "");
    }
    // The first one on a line that begins with something else: the next one moves up.
    match next {
        Some(next) => Splice::new(entry.start..next, ""),
        None => Splice::new(entry.start..lines.past(entry.end), ""),
    }
}

/// The dash before an element.
pub(super) fn dash(list: Node<'_>, element: usize) -> Option<usize> {
    let lines = Lines::of(list);
    let before = lines.before(element);
    before.rfind('-').map(|at| lines.base + at)
}
