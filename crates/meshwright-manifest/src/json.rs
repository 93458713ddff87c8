//! The JSON reader: exactly the grammar the API server reads, with a span on every key and value.
//!
//! It is iterative, keeps repeated keys and stops at the server's depth limit. Bytes that are no UTF-8
//! and lone surrogates become U+FFFD, one a byte and one a half, as they do in the server.

use std::ops::Range;

use meshwright_api::Oddity;

use crate::build::{Builder, Fault, Found};
use crate::node::{Kind, Style};
use crate::scalar::{self, Scalar};
use crate::tree::Tree;

mod string;

/// Whether all of the bytes read as JSON values.
pub(crate) fn is_stream(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(range) = extent(bytes, at) {
        at = range.end;
        if read(Tree::new(range.start, bytes.get(range).unwrap_or_default()))
            .1
            .is_err()
        {
            return false;
        }
    }
    true
}

/// The bytes of the value that comes next, found by its brackets alone; all the rest where they do not
/// match. `None` at the end.
pub(crate) fn extent(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().position(|byte| !is_blank(*byte))?;
    let (mut depth, mut at) = (0_usize, start);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => at = string::end(bytes, at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(start..bytes.len()),
            b'}' | b']' => depth -= 1,
            _ if depth > 0 => continue,
            byte if is_blank(*byte) => return Some(start..at - 1),
            _ => continue,
        }
        if depth == 0 {
            return Some(start..at);
        }
    }
    Some(start..bytes.len())
}

/// The next line that is not blank, for JSON Lines.
pub(crate) fn line(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().position(|byte| !is_blank(*byte))?;
    let length = memchr::memchr(b'\n', bytes.get(start..)?);
    Some(start..length.map_or(bytes.len(), |length| start + length))
}

/// Reads one value; nothing but blanks may stand around it.
pub(crate) fn read(mut tree: Tree<'_>) -> (Tree<'_>, Result<(), Fault>) {
    tree.json = true;
    let bytes = tree.bytes;
    let broken = tree.text.is_empty() && !bytes.is_empty();
    let mut reader = Reader {
        bytes,
        at: 0,
        broken,
        builder: Builder::new(tree),
    };
    let outcome = reader.document();
    (reader.builder.tree, outcome)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The bytes are no UTF-8, so no string can borrow from the text.
    broken: bool,
    builder: Builder<'t>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), Fault> {
        self.value()?;
        while let Some(kind) = self.builder.innermost() {
            match (self.skip(), kind) {
                (Some(b','), Kind::Map) => {
                    self.at += 1;
                    self.key()?;
                    self.value()?;
                }
                (Some(b','), _) => {
                    self.at += 1;
                    self.value()?;
                }
                (Some(b'}'), Kind::Map) | (Some(b']'), Kind::Seq) => self.close(),
                _ => return Err(self.unexpected("a comma or the closing bracket")),
            }
        }
        self.skip()
            .map_or(Ok(()), |_| Err(self.unexpected("the end of the document")))
    }

    /// Reads a value that is no container, or enters containers down to the first such value.
    fn value(&mut self) -> Result<(), Fault> {
        loop {
            match self.skip() {
                Some(b'{') => {
                    self.enter(Kind::Map)?;
                    if self.skip() == Some(b'}') {
                        self.close();
                        return Ok(());
                    }
                    self.key()?;
                }
                Some(b'[') => {
                    self.enter(Kind::Seq)?;
                    if self.skip() == Some(b']') {
                        self.close();
                        return Ok(());
                    }
                }
                Some(b'"') => return self.string(),
                Some(b'-' | b'0'..=b'9') => return self.number(),
                Some(b't' | b'f' | b'n') => return self.word(),
                _ => return Err(self.unexpected("a value")),
            }
        }
    }

    fn key(&mut self) -> Result<(), Fault> {
        if self.skip() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.string()?;
        if self.skip() != Some(b':') {
            return Err(self.unexpected("a colon"));
        }
        self.at += 1;
        Ok(())
    }

    fn enter(&mut self, kind: Kind) -> Result<(), Fault> {
        let start = self.here();
        self.builder.open(kind, Style::Flow, start)?;
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        let end = self.here();
        self.builder.close(Some(end));
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.here();
        let string = string::read(self.bytes, self.at, self.broken)
            .map_err(|(at, message)| Fault::syntax(self.one(at), message))?;
        if string.surrogate {
            self.builder.odd(Oddity::LoneSurrogate);
        }
        if string.replaced {
            self.builder.odd(Oddity::InvalidUtf8);
        }
        self.at = string.end;
        self.scalar(start, Style::DoubleQuoted, Scalar::Text, string.text)
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while reader.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                reader.at += 1;
            }
            reader.at > from
        };
        self.take(b"-");
        let mut fits = self.take(b"0") || digits(self);
        if fits && self.take(b".") {
            fits = digits(self);
        }
        if fits && self.take(b"eE") {
            self.take(b"+-");
            fits = digits(self);
        }
        if !fits {
            return Err(self.unexpected("a digit"));
        }
        let text = self
            .bytes
            .get(start..self.at)
            .and_then(|text| std::str::from_utf8(text).ok());
        let text = text.unwrap_or_default();
        let meaning = scalar::resolve(text);
        if meaning == Scalar::Text {
            return Err(Fault::syntax(
                (offset(start), self.here()),
                "number out of range",
            ));
        }
        let owned = self.broken.then(|| text.into());
        self.scalar(offset(start), Style::Plain, meaning, owned)
    }

    fn word(&mut self) -> Result<(), Fault> {
        let start = self.here();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let words = [
            ("true", Scalar::Bool(true)),
            ("false", Scalar::Bool(false)),
            ("null", Scalar::Null),
        ];
        for (word, meaning) in words {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                let owned = self.broken.then(|| word.into());
                return self.scalar(start, Style::Plain, meaning, owned);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn scalar(
        &mut self,
        start: u32,
        style: Style,
        meaning: Scalar,
        text: Option<Box<str>>,
    ) -> Result<(), Fault> {
        let end = self.here();
        let found = Found {
            start,
            end,
            style,
            meaning,
            text,
            tagged: false,
            merge: false,
        };
        self.builder.scalar(found).map(|_| ())
    }

    fn take(&mut self, any: &[u8]) -> bool {
        let there = self.peek().is_some_and(|byte| any.contains(&byte));
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte that is no blank.
    fn skip(&mut self) -> Option<u8> {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
        self.peek()
    }

    fn here(&self) -> u32 {
        offset(self.at)
    }

    /// One byte, or the end.
    fn one(&self, at: usize) -> (u32, u32) {
        (offset(at), offset((at + 1).min(self.bytes.len())))
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let message = match self.peek() {
            Some(_) => format!("expected {wanted}"),
            None => format!("expected {wanted}, found the end"),
        };
        Fault::syntax(self.one(self.at), message)
    }
}

/// Documents of 4 GiB and more are refused before they get here.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
