//! Letters that look like others or like nothing, anywhere in a document.

use meshwright_api::Oddity;

use crate::tree::{Odd, Tree};

/// So many in one document are told.
const LIMIT: usize = 1000;

/// The odd letters of a document, each at the value it stands in, else at the document.
pub(super) fn odd_letters(tree: &Tree<'_>) -> Vec<Odd> {
    if tree.text.is_ascii() {
        return Vec::new();
    }
    let odd = tree
        .text
        .char_indices()
        .filter_map(|(at, letter)| Some((at, letter, oddity(tree, letter)?)));
    odd.take(LIMIT)
        .map(|(at, letter, what)| {
            let start = u32::try_from(at).unwrap_or(u32::MAX);
            let end = start + u32::try_from(letter.len_utf8()).unwrap_or_default();
            Odd {
                at: holder(tree, start),
                span: Some((start, end)),
                what,
            }
        })
        .collect()
}

fn oddity(tree: &Tree<'_>, letter: char) -> Option<Oddity> {
    match letter {
        '\u{85}' | '\u{2028}' | '\u{2029}' if !tree.json => Some(Oddity::UnicodeLineBreak),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}' => {
            Some(Oddity::BidiControl { character: letter })
        }
        _ => None,
    }
}

/// The item a byte belongs to: the last that starts before it, if it reaches as far; else the document.
fn holder(tree: &Tree<'_>, at: u32) -> u32 {
    let place = tree
        .items
        .partition_point(|item| item.start <= at)
        .saturating_sub(1);
    let inside = tree.items.get(place).is_some_and(|item| at < item.end);
    if inside {
        u32::try_from(place).unwrap_or_default()
    } else {
        0
    }
}
