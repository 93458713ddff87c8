//! The fast lane: most manifests are block mappings and lists of one-line scalars, and need no tokens.
//!
//! It reads line by line and gives up at the first thing that is not of that plain kind (tabs, anchors,
//! tags, nested flow collections, scalars over several lines, any fault); the scanner then reads the document from its start. Where it answers, it answers as the
//! scanner and parser do, which `fast/tests.rs` proves on a mutated corpus.

use crate::build::{Builder, Fault, Found};
use crate::node::{Kind, Style};
use crate::scalar::{self, Scalar};
use crate::tree::Tree;

/// Longer keys are left to the scanner, which knows their limit.
const KEY_LIMIT: usize = 128;

/// Reads a piece; whether it could. If not, the tree comes back as it was.
pub(super) fn read(mut tree: Tree<'_>) -> (Tree<'_>, bool) {
    // The lead bytes of NEL, LS, PS, the byte order mark and other letters the scanner must look at.
    let lead = |byte: u8| matches!(byte, 0xC2 | 0xE2 | 0xEF);
    let odd = |byte: u8| byte < b' ' && byte != b'\n' || byte == 0x7F || lead(byte);
    if tree.text.is_empty() || tree.bytes.iter().fold(false, |any, byte| any | odd(*byte)) {
        return (tree, false);
    }
    tree.items.reserve(tree.bytes.len() / 12);
    let (bytes, text) = (tree.bytes, tree.text);
    let mut lane = Lane {
        bytes,
        text,
        builder: Builder::new(tree),
        open: Vec::new(),
        awaited: None,
        marked: false,
    };
    match lane.document() {
        Some(()) => (lane.builder.tree, true),
        None => (lane.builder.tree.blank(), false),
    }
}

/// An open block and where its entries stand.
#[derive(Clone, Copy)]
struct Block {
    indent: usize,
    list: bool,
}

struct Lane<'t> {
    bytes: &'t [u8],
    text: &'t str,
    builder: Builder<'t>,
    open: Vec<Block>,
    /// A key without a value on its line: where the value would stand.
    awaited: Option<usize>,
    marked: bool,
}

impl Lane<'_> {
    /// `None` is giving up.
    fn document(&mut self) -> Option<()> {
        let mut at = 0;
        while at < self.bytes.len() {
            let rest = self.bytes.get(at..)?;
            let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.line(at, end)?;
            at = end + 1;
        }
        self.settle_awaited()?;
        while self.open.pop().is_some() {
            self.builder.close(None);
        }
        (!self.builder.tree.items.is_empty()).then_some(())
    }

    fn line(&mut self, start: usize, end: usize) -> Option<()> {
        let at = self.skip_spaces(start, end);
        let indent = at - start;
        match self.bytes.get(at).filter(|_| at < end) {
            None | Some(b'#') => Some(()),
            Some(b'-') if self.is_marker(start, end) => self.marker(),
            Some(b'-') if self.bytes.get(at + 1) == Some(&b' ') => self.dash(indent, at, end),
            Some(_) => self.entry(indent, at, end),
        }
    }

    /// One marker may stand before everything else.
    fn marker(&mut self) -> Option<()> {
        let first = !self.marked && self.builder.tree.items.is_empty();
        self.marked = true;
        first.then_some(())
    }

    /// Whether a line is `---` and nothing else.
    fn is_marker(&self, start: usize, end: usize) -> bool {
        self.bytes.get(start..end) == Some(b"---")
    }

    /// A list's element.
    fn dash(&mut self, indent: usize, at: usize, end: usize) -> Option<()> {
        let opens = match (self.awaited, self.open.last()) {
            (Some(_), Some(block)) => indent >= block.indent,
            (None, None) => true,
            _ => false,
        };
        if opens {
            self.awaited = None;
            self.push(indent, at, true)?;
        } else {
            self.settle_awaited()?;
            self.close_to(indent, true)?;
        }
        let inside = self.skip_spaces(at + 1, end);
        match self.bytes.get(inside).filter(|_| inside < end)? {
            b'-' if self
                .bytes
                .get(inside + 1)
                .is_none_or(|byte| matches!(byte, b' ' | b'\n')) =>
            {
                None
            }
            b'#' => None,
            _ if self.key_end(inside, end).is_some() => {
                let column = indent + inside - at;
                self.push(column, inside, false)?;
                self.member(inside, end)
            }
            _ => self.scalar(inside, end),
        }
    }

    /// A mapping's entry.
    fn entry(&mut self, indent: usize, at: usize, end: usize) -> Option<()> {
        let opens = match (self.awaited, self.open.last()) {
            (Some(_), Some(block)) => indent > block.indent,
            (None, None) => self.builder.tree.items.is_empty(),
            _ => false,
        };
        if opens {
            self.awaited = None;
            self.push(indent, at, false)?;
        } else {
            self.settle_awaited()?;
            self.close_to(indent, false)?;
        }
        self.member(at, end)
    }

    fn member(&mut self, at: usize, end: usize) -> Option<()> {
        let colon = self.key_end(at, end)?;
        let text = self.text.get(at..colon)?;
        self.put(at, colon, Style::Plain, scalar::resolve(text))?;
        let value = self.skip_spaces(colon + 1, end);
        match self.bytes.get(value).filter(|_| value < end) {
            None | Some(b'#') => {
                self.awaited = Some(colon + 1);
                Some(())
            }
            Some(_) => self.scalar(value, end),
        }
    }

    /// The colon behind a plain key, if one starts here.
    fn key_end(&self, at: usize, end: usize) -> Option<usize> {
        let line = self.bytes.get(at..end)?;
        let length = word_length(line);
        let ends = line.get(length) == Some(&b':')
            && line.get(length + 1).is_none_or(|byte| *byte == b' ');
        (ends && (1..=KEY_LIMIT).contains(&length)).then_some(at + length)
    }

    /// A scalar or a simple collection that fills the rest of the line.
    fn scalar(&mut self, at: usize, end: usize) -> Option<()> {
        match self.bytes.get(at)? {
            quote @ (b'"' | b'\'') => self.quoted(*quote, at, end),
            b'{' => self.empty_map(at, end),
            b'[' => self.flow_list(at, end),
            b'-' if self
                .bytes
                .get(at + 1)
                .is_none_or(|byte| matches!(byte, b' ' | b'\n')) =>
            {
                None
            }
            b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' | b'?' | b',' | b']' | b'}'
            | b':' => None,
            _ => self.plain(at, end),
        }
    }

    fn plain(&mut self, at: usize, end: usize) -> Option<()> {
        let line = self.text.get(at..end)?;
        // Most are a word or two: making a searcher ready would cost more than looking does.
        let pair =
            |text: &str, pair: &[u8; 2]| text.as_bytes().windows(2).position(|at| at == pair);
        let line = line.get(..pair(line, b" #").unwrap_or(line.len()))?;
        let line = line.trim_end_matches(' ');
        if line.ends_with(':') || pair(line, b": ").is_some() {
            return None;
        }
        self.put(at, at + line.len(), Style::Plain, scalar::resolve(line))
    }

    fn quoted(&mut self, quote: u8, at: usize, end: usize) -> Option<()> {
        let past = self.put_quoted(quote, at, end)?;
        self.is_rest_blank(past, end).then_some(())
    }

    /// Puts a quoted scalar that is its value letter by letter; past its closing quote.
    fn put_quoted(&mut self, quote: u8, at: usize, end: usize) -> Option<usize> {
        let inside = self.bytes.get(at + 1..end)?;
        let length = memchr::memchr2(quote, b'\\', inside)?;
        let past = at + 1 + length + 1;
        let closes = inside.get(length) == Some(&quote) && self.bytes.get(past) != Some(&quote);
        let style = if quote == b'"' {
            Style::DoubleQuoted
        } else {
            Style::SingleQuoted
        };
        closes.then_some(())?;
        self.put(at, past, style, Scalar::Text)?;
        Some(past)
    }

    fn empty_map(&mut self, at: usize, end: usize) -> Option<()> {
        let empty = self.bytes.get(at..at + 2) == Some(b"{}") && self.is_rest_blank(at + 2, end);
        empty.then_some(())?;
        self.builder
            .open(Kind::Map, Style::Flow, super::offset(at))
            .ok()?;
        self.builder.close(Some(super::offset(at + 2)));
        Some(())
    }

    /// A list in brackets with words and quoted scalars in it.
    fn flow_list(&mut self, at: usize, end: usize) -> Option<()> {
        self.builder
            .open(Kind::Seq, Style::Flow, super::offset(at))
            .ok()?;
        let mut next = self.skip_spaces(at + 1, end);
        if self.bytes.get(next) != Some(&b']') {
            loop {
                next = self.flow_item(next, end)?;
                next = self.skip_spaces(next, end);
                match self.bytes.get(next)? {
                    b',' => next = self.skip_spaces(next + 1, end),
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.builder.close(Some(super::offset(next + 1)));
        self.is_rest_blank(next + 1, end).then_some(())
    }

    fn flow_item(&mut self, at: usize, end: usize) -> Option<usize> {
        if let Some(quote @ (b'"' | b'\'')) = self.bytes.get(at) {
            return self.put_quoted(*quote, at, end);
        }
        let past = at + word_length(self.bytes.get(at..end)?);
        let text = self.text.get(at..past).filter(|text| !text.is_empty())?;
        self.put(at, past, Style::Plain, scalar::resolve(text))?;
        Some(past)
    }

    /// Whether only blanks and a comment follow.
    fn is_rest_blank(&self, at: usize, end: usize) -> bool {
        let comment = self.skip_spaces(at, end);
        comment == end || comment > at && self.bytes.get(comment) == Some(&b'#')
    }

    fn skip_spaces(&self, at: usize, end: usize) -> usize {
        let line = self.bytes.get(at..end).unwrap_or_default();
        at + line.iter().take_while(|byte| **byte == b' ').count()
    }

    /// Closes what is indented further than this line; what is left must be of the line's kind.
    fn close_to(&mut self, indent: usize, list: bool) -> Option<()> {
        while let Some(block) = self.open.last() {
            if block.indent == indent && block.list == list {
                return Some(());
            }
            // A list may stand at its key's own indentation.
            if block.indent < indent || block.indent == indent && !block.list {
                return None;
            }
            self.open.pop();
            self.builder.close(None);
        }
        None
    }

    fn push(&mut self, indent: usize, at: usize, list: bool) -> Option<()> {
        let kind = if list { Kind::Seq } else { Kind::Map };
        self.builder
            .open(kind, Style::Block, super::offset(at))
            .ok()?;
        self.open.push(Block { indent, list });
        Some(())
    }

    /// An awaited value that did not come is null.
    fn settle_awaited(&mut self) -> Option<()> {
        match self.awaited.take() {
            Some(at) => self.put(at, at, Style::Plain, Scalar::Null),
            None => Some(()),
        }
    }

    fn put(&mut self, start: usize, end: usize, style: Style, meaning: Scalar) -> Option<()> {
        let (start, end) = (super::offset(start), super::offset(end));
        let found = Found {
            start,
            end,
            style,
            meaning,
            text: None,
            tagged: false,
            merge: false,
        };
        let done: Result<u32, Fault> = self.builder.scalar(found);
        done.ok().map(|_| ())
    }
}

/// How long the word at the start is that is plain anywhere; 0 where there is none.
fn word_length(line: &[u8]) -> usize {
    if !line.first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let letter =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'.' | b'/' | b'-');
    line.iter().take_while(letter).count()
}

#[cfg(test)]
mod tests;
