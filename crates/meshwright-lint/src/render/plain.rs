//! A user's text on one line of ours: nothing in it moves a cursor, ends a line or turns the writing.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with its control characters, line ends and direction marks escaped.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unfit) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unfit(character) {
            // A String takes every write.
            write!(out, "{}", character.escape_unicode()).expect("a String takes every write");
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Several lines of a user's text: line ends and tabs stay, what else is unfit becomes U+FFFD; a byte order
/// mark, which is no letter, goes.
pub(super) fn lines(text: &str) -> String {
    let fit = |character| match character {
        '\n' | '\t' => character,
        _ if is_unfit(character) => '\u{fffd}',
        _ => character,
    };
    text.trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .chars()
        .map(fit)
        .collect()
}

/// Control characters, line and paragraph separators, and the marks that turn the direction of writing.
fn is_unfit(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
