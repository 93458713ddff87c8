//! JSON in which a key that stands twice in one object is an error, at any depth that is looked at.
//!
//! A reader for `serde` that borrows every text without an escape. Most of a review is managed fields,
//! which nobody looks at; passing over them in one quick loop is what it is for. It finds where texts and
//! numbers end; what an escape or an odd number means is left to `serde_json`. What is looked at is at
//! most 128 levels deep; what is passed over may be as deep as it likes, and must be JSON all the same.

mod access;
mod skip;
mod special;

use std::borrow::Cow;
use std::fmt::Display;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Number;
use thiserror::Error;

use access::{List, Object};

/// How deep what is looked at may be.
const DEPTH: usize = 128;
/// A whole number of so many digits fits.
const DIGITS: usize = 18;

/// Why a text is not read. Small, since every step may return it.
#[derive(Debug, Error)]
#[error("{0}")]
pub(super) struct Broken(Box<str>);

type Result<T> = std::result::Result<T, Broken>;

impl serde::de::Error for Broken {
    fn custom<T: Display>(why: T) -> Self {
        Self(why.to_string().into())
    }
}

/// Reads the whole of `text`.
pub(super) fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        depth: 0,
        keys: Vec::new(),
        open: Vec::new(),
    };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.broken("trailing characters")),
    }
}

/// A text that is being read.
struct Reader<'de> {
    text: &'de str,
    /// The same.
    bytes: &'de [u8],
    at: usize,
    depth: usize,
    /// The keys of the objects that are open, the outermost first.
    keys: Vec<Cow<'de, str>>,
    /// The brackets that are open in what is passed over.
    open: Vec<u8>,
}

impl<'de> Reader<'de> {
    /// The next byte that is no blank, without taking it.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        match self.bytes.get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.peek_past_blanks(),
        }
    }

    #[cold]
    fn peek_past_blanks(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at)? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    /// Takes the next byte that is no blank.
    #[inline]
    fn token(&mut self) -> Result<u8> {
        let Some(byte) = self.peek() else {
            return Err(self.broken("the text ends"));
        };
        self.at += 1;
        Ok(byte)
    }

    /// Takes `byte`, and nothing else.
    #[inline]
    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.broken(format_args!("expected {:?}", char::from(byte))))
    }

    #[cold]
    fn broken(&self, why: impl Display) -> Broken {
        Broken(format!("{why} at byte {}", self.at).into())
    }

    /// The text whose opening quote has been taken.
    #[inline]
    fn string(&mut self) -> Result<Cow<'de, str>> {
        let start = self.at;
        if self.plain() {
            let text = self.text.get(start..self.at - 1);
            return Ok(Cow::Borrowed(text.unwrap_or_default()));
        }
        self.escaped()?;
        self.delegate(start - 1).map(Cow::Owned)
    }

    /// Goes past the closing quote, or to what comes before it and is not plain.
    #[inline]
    fn plain(&mut self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let plain = special::before(rest);
        self.at += plain;
        let ends = rest.get(plain) == Some(&b'"');
        self.at += usize::from(ends);
        ends
    }

    /// Goes past the closing quote, from an escape on.
    #[cold]
    fn escaped(&mut self) -> Result<()> {
        if self.bytes.get(self.at).is_some_and(u8::is_ascii_control) {
            return Err(self.broken("a control character in a text"));
        }
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(b'"') => break,
                Some(_) => self.at += 1,
                None => return Err(self.broken("a text that does not end")),
            }
        }
        self.at += 1;
        Ok(())
    }

    /// What `serde_json` makes of the text from `start` on.
    fn delegate<T: Deserialize<'de>>(&self, start: usize) -> Result<T> {
        let token = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(token).map_err(|error| self.broken(error))
    }

    /// The number that begins here.
    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let start = self.at;
        let token = self.number_token();
        let simple = token.len() <= DIGITS && token.bytes().all(|byte| byte.is_ascii_digit());
        if simple && (token == "0" || !token.starts_with('0')) {
            return visitor.visit_u64(token.parse().map_err(|error| self.broken(error))?);
        }
        let number: Number = self.delegate(start)?;
        match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => visitor.visit_u64(value),
            (_, Some(value)) => visitor.visit_i64(value),
            _ => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    /// Takes whatever looks like a number.
    fn number_token(&mut self) -> &'de str {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        self.at += rest
            .iter()
            .position(|byte| !part(byte))
            .unwrap_or(rest.len());
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Takes a word whose first letter has been looked at.
    fn word(&mut self, word: &str) -> Result<()> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.broken(format_args!("expected {word}")));
        }
        self.at += word.len();
        Ok(())
    }

    /// One level deeper.
    fn enter(&mut self) -> Result<()> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.broken(format_args!("more than {DEPTH} levels of recursion")));
        }
        Ok(())
    }

    /// Out of the list or object that `close` closes.
    fn leave(&mut self, close: u8) -> Result<()> {
        self.depth -= 1;
        self.expect(close)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Broken;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                match self.string()? {
                    Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                    Cow::Owned(text) => visitor.visit_string(text),
                }
            }
            Some(b'{') => {
                self.enter()?;
                let value = visitor.visit_map(Object::open(self))?;
                self.leave(b'}').map(|()| value)
            }
            Some(b'[') => {
                self.enter()?;
                let value = visitor.visit_seq(List::open(self))?;
                self.leave(b']').map(|()| value)
            }
            Some(b't') => self.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.word("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'n') => self.word("null").and_then(|()| visitor.visit_unit()),
            Some(b'-' | b'0'..=b'9') => self.number(visitor),
            Some(_) => Err(self.broken("expected a value")),
            None => Err(self.broken("the text ends")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier
    }
}

#[cfg(test)]
mod tests;
