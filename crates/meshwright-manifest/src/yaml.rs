//! The YAML reader: the grammar and the meaning the cluster's reader gives to a text, on our arena.
//!
//! [`fast`] reads what is plain; for the rest [`scan`] makes tokens of bytes, [`parse`] makes nodes of tokens, [`tag`] and
//! [`crate::scalar`] say what scalars mean, [`cut`] finds where documents begin. Nothing recurses.

use crate::build::{Builder, Fault};
use crate::tree::Tree;

pub(crate) mod cut;
mod fast;
mod parse;
mod scan;
mod tag;
mod token;

const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// What came of reading a piece.
pub(crate) enum Outcome {
    /// All of it was read.
    Whole,
    /// A document was read, but the cluster silently drops what follows it.
    Trailing(Fault),
    /// The cluster refuses it.
    Refused(Fault),
}

/// Reads the first document of a piece.
pub(crate) fn read(tree: Tree<'_>) -> (Tree<'_>, Outcome) {
    match fast::read(tree) {
        (tree, true) => (tree, Outcome::Whole),
        (tree, false) => read_slowly(tree),
    }
}

/// Reads with scanner and parser, which know all of the grammar.
fn read_slowly(tree: Tree<'_>) -> (Tree<'_>, Outcome) {
    if let Some(fault) = unreadable(&tree) {
        return (tree, Outcome::Refused(fault));
    }
    let skipped = if tree.text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    let scanner = scan::Scanner::new(tree.text, offset(skipped));
    let mut tree = tree;
    tree.items.reserve(tree.bytes.len() / 12);
    let mut parser = parse::Parser::new(scanner, Builder::new(tree));
    let outcome = match parser.document() {
        Err(fault) => Outcome::Refused(fault),
        Ok(()) => parser.trailing().map_or(Outcome::Whole, Outcome::Trailing),
    };
    (parser.into_tree(), outcome)
}

/// The first thing that is no text to a YAML reader: bytes that are no UTF-8, control characters.
fn unreadable(tree: &Tree<'_>) -> Option<Fault> {
    if tree.text.is_empty()
        && let Err(broken) = std::str::from_utf8(tree.bytes)
    {
        let at = offset(broken.valid_up_to());
        return Some(Fault::syntax((at, at + 1), "invalid UTF-8"));
    }
    let control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7F;
    let suspicious = tree
        .bytes
        .iter()
        .fold(false, |odd, byte| odd | control(*byte) | !byte.is_ascii());
    let refused = |letter: char| match letter {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        _ => letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}'),
    };
    let at = if suspicious {
        tree.text.find(refused).map(offset)?
    } else {
        return None;
    };
    Some(Fault::syntax(
        (at, at + 1),
        "control characters are not allowed",
    ))
}

/// Pieces of 4 GiB and more are refused before they get here.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
