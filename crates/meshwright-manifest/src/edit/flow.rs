//! Splices in flow style: brackets and commas. JSON is nothing else.

use std::ops::Range;

use super::Splice;
use super::block::Lines;
use crate::Node;

/// A new member or element behind the last one, on a line of its own where that one has one.
pub(super) fn add(container: Node<'_>, last: Option<Range<usize>>, entry: &str) -> Splice {
    let span = container.tree.span(container.at);
    let Some(last) = last else {
        let inside = span.start + 1..span.end - 1;
        return Splice::new(inside, entry);
    };
    let lines = Lines::of(container);
    let head = lines.head(last.start);
    let gap = if head.trim().is_empty() {
        format!("{}{head}", lines.line_end())
    } else if container.raw().contains(", ") || !container.tree.json {
        " ".to_owned()
    } else {
        String::new()
    };
    Splice::new(last.end..last.end, format!(",{gap}{entry}"))
}

/// Takes out an entry together with the comma that separates it.
pub(super) fn remove(entry: Range<usize>, previous: Option<usize>, next: Option<usize>) -> Splice {
    let range = match (previous, next) {
        (_, Some(next)) => entry.start..next,
        (Some(previous), None) => previous..entry.end,
        (None, None) => entry,
    };
    Splice::new(range, "")
}
