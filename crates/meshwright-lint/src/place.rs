//! From a field to its place in the text.

use std::ops::Range;

use meshwright_api::{FieldPath, Segment};
use meshwright_manifest::{Kind, Located, Node};
use meshwright_policy::Anchor;

use crate::finder::Finder;

/// The bytes a diagnostic speaks of.
///
/// A bad value: the value, quotes included. An unknown or repeated key: the key. A missing field: the key
/// of the mapping that should hold it, in a list element the element's first key, at the top level `kind`
/// (or the first key). The document itself: its first key. An item of a comma list: the item, where the
/// text is letter by letter the value.
pub(crate) fn place(finder: &Finder<'_>, path: &FieldPath, anchor: &Anchor) -> Range<usize> {
    let object = finder.object();
    if let Anchor::Bytes(span) = anchor {
        return span.clone();
    }
    let located = finder.locate(path);
    if path.is_root() {
        return first_key(object);
    }
    let Some(value) = located.value else {
        return holder(object, path, &located);
    };
    match anchor {
        Anchor::Item(within) => value
            .inner_span(within.clone())
            .unwrap_or_else(|| own(&located, value)),
        Anchor::Key | Anchor::Missing => {
            located.key.clone().unwrap_or_else(|| own(&located, value))
        }
        Anchor::Value | Anchor::Bytes(_) => own(&located, value),
    }
}

/// The bytes of a value; of its key where nothing is spelled.
fn own(located: &Located<'_>, value: Node<'_>) -> Range<usize> {
    let span = value.span();
    match &located.key {
        Some(key) if span.is_empty() => key.clone(),
        _ => span,
    }
}

/// What should hold the field that is not there.
fn holder(object: Node<'_>, path: &FieldPath, located: &Located<'_>) -> Range<usize> {
    let head = || object.key_span("kind").unwrap_or_else(|| first_key(object));
    let last = located
        .matched
        .checked_sub(1)
        .and_then(|last| path.segments().get(last));
    match last {
        None => head(),
        Some(Segment::Index(_)) => first_key(located.ancestor),
        Some(Segment::Key(_)) => located.key.clone().unwrap_or_else(head),
    }
}

/// The first key of a mapping; a value that has none is its own place.
fn first_key(node: Node<'_>) -> Range<usize> {
    let first = (node.kind() == Kind::Map && !node.is_aliased())
        .then(|| node.entries().next())
        .flatten();
    first.map_or_else(|| node.span(), |entry| entry.key_span)
}
