use std::ops::Range;

use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::walk::{Seen, Walk};
use meshwright_api::{FieldPath, Oddity};
use serde_json::Value;

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Document, Fault, Faults, Level, Noticed, Points, words};

crate::rule! {
    /// Letters that look like others or like nothing.
    ///
    /// # What it refuses
    ///
    /// In names, ids, versions, keys and other identifiers: a letter that looks like an ASCII one and is none
    /// (a Cyrillic a, a long dash, a full-width digit), and characters that cannot be seen, where all the
    /// rest is ASCII. Names in another script altogether are no fault. Anywhere in a text: characters that
    /// turn the direction of writing.
    ///
    /// # Why
    ///
    /// Two texts that look alike and are not equal hide mistakes, and can hide more than mistakes in a
    /// review.
    ///
    /// # What to do instead
    ///
    /// Type the text again in plain letters.
    GX0009 {
        name: "confusable-letters",
        group: Group::Input,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("w L - - -"),
        because: &[
            ('W', "characters that turn the direction of writing are looked for in files only"),
            ('P', "CEL knows no table of letters that look alike"),
            ('J', "a pattern cannot hold a table of letters that look alike"),
        ],
        check: Check::EveryAndText(check, check_text),
    }
}

fn check(document: &Document, _: &Context<'_>, faults: &mut Faults<'_>) {
    document.walk(&mut Letters { faults });
}

fn check_text(seen: &Noticed<'_>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Oddity::BidiControl { character } = seen.observation.what else {
        return;
    };
    let message = format!(
        "U+{:04X} turns the direction of writing",
        u32::from(character)
    );
    let fault = Fault::invalid(seen.observation.path.clone(), message);
    faults.add(
        fault
            .at(Anchor::Bytes(seen.observation.span.clone()))
            .help("take it out"),
    );
}

struct Letters<'a, 'f> {
    faults: &'a mut Faults<'f>,
}

impl Letters<'_, '_> {
    fn add(&mut self, path: &FieldPath, text: &str, anchor: impl FnOnce(Range<usize>) -> Anchor) {
        let Some((place, letter, like)) = confusable(text) else {
            return;
        };
        let code = u32::from(letter);
        let message = match like {
            Some(like) => format!(
                "{} holds U+{code:04X}, which looks like {}",
                words::quoted(text),
                words::quoted(&like.to_string())
            ),
            None => format!(
                "{} holds U+{code:04X}, which cannot be seen",
                words::quoted(text)
            ),
        };
        let fault = Fault::invalid(path.clone(), message).at(anchor(place));
        self.faults
            .add(fault.help("type it again in plain letters"));
    }

    fn key(&mut self, path: &FieldPath) {
        if let Some(key) = path.last_key() {
            self.add(path, key, |_| Anchor::Key);
        }
    }
}

impl Walk for Letters<'_, '_> {
    fn see(&mut self, path: &FieldPath, shape: &'static Shape, seen: Seen<'_>) {
        match (shape, seen) {
            // The values of labels and annotations are free text, their keys are not.
            (Shape::Text(text), _) if text.name == "AnyText" => self.key(path),
            (Shape::Text(text), Seen::Text(written)) if !is_prose(text.name) => {
                self.add(path, written, Anchor::Item);
            }
            _ => {}
        }
    }

    fn see_unknown(&mut self, path: &FieldPath, _: &'static ObjectShape, _: &Value) {
        self.key(path);
    }
}

/// Texts for people, in whatever script they write.
fn is_prose(name: &str) -> bool {
    matches!(name, "MessageText" | "ErrorMessage")
}

/// The first letter that looks like an ASCII one or like nothing, its bytes, and what it looks like;
/// `None` where the text is of another script anyway.
fn confusable(text: &str) -> Option<(Range<usize>, char, Option<char>)> {
    if text.is_ascii()
        || !text
            .chars()
            .all(|letter| letter.is_ascii() || is_odd(letter))
    {
        return None;
    }
    let (at, letter) = text.char_indices().find(|(_, letter)| !letter.is_ascii())?;
    Some((at..at + letter.len_utf8(), letter, looks_like(letter)))
}

fn is_odd(letter: char) -> bool {
    looks_like(letter).is_some() || UNSEEN.contains(&letter)
}

/// The ASCII character that a letter looks like.
fn looks_like(letter: char) -> Option<char> {
    match u32::from(letter) {
        // The full-width form of all of ASCII.
        code @ 0xFF01..=0xFF5E => return char::from_u32(code - 0xFEE0),
        // The alphabets of mathematics: capitals and small letters in turn, and the digits.
        code @ 0x1D400..=0x1D6A3 => return LETTERS.chars().nth((code - 0x1D400) as usize % 52),
        code @ 0x1D7CE..=0x1D7FF => return char::from_digit((code - 0x1D7CE) % 10, 10),
        _ => {}
    }
    LIKE.iter()
        .find(|(letters, _)| letters.contains(letter))
        .map(|(_, like)| *like)
}

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters of no width or no ink.
const UNSEEN: &[char] = &[
    '\u{AD}', '\u{180E}', '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}',
];

/// Cyrillic, Greek, Armenian and other letters beside the ASCII characters they look like.
const LIKE: &[(&str, char)] = &[
    ("\u{430}\u{3B1}\u{251}", 'a'),
    ("\u{441}\u{3F2}", 'c'),
    ("\u{501}", 'd'),
    ("\u{435}\u{4BD}", 'e'),
    ("\u{261}\u{581}", 'g'),
    ("\u{4BB}\u{570}", 'h'),
    ("\u{456}\u{131}\u{3B9}", 'i'),
    ("\u{458}\u{3F3}", 'j'),
    ("\u{43A}\u{3BA}", 'k'),
    ("\u{4CF}\u{2113}", 'l'),
    ("\u{578}", 'n'),
    ("\u{43E}\u{3BF}\u{585}", 'o'),
    ("\u{440}\u{3C1}", 'p'),
    ("\u{51B}", 'q'),
    ("\u{455}", 's'),
    ("\u{57D}\u{3C5}", 'u'),
    ("\u{475}\u{3BD}", 'v'),
    ("\u{51D}\u{461}", 'w'),
    ("\u{445}\u{3C7}", 'x'),
    ("\u{443}\u{3B3}", 'y'),
    ("\u{410}\u{391}", 'A'),
    ("\u{412}\u{392}", 'B'),
    ("\u{421}", 'C'),
    ("\u{415}\u{395}", 'E'),
    ("\u{41D}\u{397}", 'H'),
    ("\u{406}\u{399}", 'I'),
    ("\u{408}", 'J'),
    ("\u{41A}\u{39A}", 'K'),
    ("\u{41C}\u{39C}", 'M'),
    ("\u{39D}", 'N'),
    ("\u{41E}\u{39F}", 'O'),
    ("\u{420}\u{3A1}", 'P'),
    ("\u{405}", 'S'),
    ("\u{422}\u{3A4}", 'T'),
    ("\u{425}\u{3A7}", 'X'),
    ("\u{423}\u{3A5}", 'Y'),
    ("\u{396}", 'Z'),
    (
        "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{FE63}",
        '-',
    ),
    ("\u{2024}", '.'),
    ("\u{2044}\u{2215}", '/'),
    ("\u{2236}\u{A789}", ':'),
    ("\u{201A}\u{FE50}", ','),
    ("\u{A0}\u{2003}\u{2009}\u{202F}\u{3000}", ' '),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_mathematics_are_those_they_are_made_from() {
        let pairs = [
            ('\u{1D400}', 'A'),
            ('\u{1D433}', 'z'),
            ('\u{1D44E}', 'a'),
            ('\u{1D6A3}', 'z'),
            ('\u{1D7CE}', '0'),
            ('\u{1D7FF}', '9'),
            ('\u{FF21}', 'A'),
        ];
        for (letter, like) in pairs {
            assert_eq!(looks_like(letter), Some(like), "{letter}");
        }
        assert_eq!(looks_like('\u{1D6A4}'), None);
    }
}
