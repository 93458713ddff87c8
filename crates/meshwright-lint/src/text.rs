//! [`Text`]: a text under judgement; its lines are counted only once something is found in it.

use std::ops::Range;
use std::sync::OnceLock;

use meshwright_manifest::{LineIndex, Splice, Syntax};

use crate::finding::{Excerpt, TextEdit};

/// The most bytes of a line that an excerpt shows on each side of a finding.
pub(crate) const WIDEST: usize = 240;
/// The most lines that an excerpt shows.
const TALLEST: usize = 4;

/// A text under judgement, or a part of one: offsets that come in count from the start of the part, places
/// that go out from the start of the whole.
#[derive(Debug)]
pub(crate) struct Text<'t> {
    pub(crate) name: &'t str,
    pub(crate) bytes: &'t [u8],
    pub(crate) syntax: Syntax,
    pub(crate) origin: Origin,
    /// How many of the bytes are to be judged; those behind are there to be looked at.
    pub(crate) end: usize,
    lines: OnceLock<LineIndex<'t>>,
}

/// What stands before a part of a text. A part begins with a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Origin {
    /// Bytes.
    pub(crate) offset: usize,
    /// Whole lines.
    pub(crate) lines: usize,
}

impl<'t> Text<'t> {
    /// A whole text.
    pub(crate) fn new(name: &'t str, bytes: &'t [u8]) -> Self {
        let syntax = Syntax::guess(Some(name), bytes);
        Self::part(name, syntax, Origin::default(), bytes)
    }

    /// A part of a text.
    pub(crate) const fn part(
        name: &'t str,
        syntax: Syntax,
        origin: Origin,
        bytes: &'t [u8],
    ) -> Self {
        Self {
            name,
            bytes,
            syntax,
            origin,
            end: bytes.len(),
            lines: OnceLock::new(),
        }
    }

    /// The bytes that are to be judged.
    pub(crate) fn judged(&self) -> &'t [u8] {
        self.bytes.get(..self.end).unwrap_or(self.bytes)
    }

    /// The lines of this part.
    pub(crate) fn lines(&self) -> &LineIndex<'t> {
        self.lines.get_or_init(|| LineIndex::new(self.bytes))
    }

    /// The line of this part, counted from 1, that holds a byte.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.lines().position(offset).0
    }

    /// The line and column of a byte.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let (line, column) = self.lines().position(offset);
        (self.origin.lines + line, column)
    }

    /// The bytes of the whole that are these bytes of the part.
    pub(crate) const fn absolute(&self, span: &Range<usize>) -> Range<usize> {
        self.origin.offset + span.start..self.origin.offset + span.end
    }

    /// The line that holds a byte, as a part of its own.
    pub(crate) fn line_part(&self, offset: usize) -> (Origin, &'t [u8]) {
        let before = self.bytes.get(..offset).unwrap_or(self.bytes);
        let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        let behind = self.bytes.get(start..).unwrap_or_default();
        let length = memchr::memchr(b'\n', behind).map_or(behind.len(), |end| end + 1);
        let origin = Origin {
            offset: self.origin.offset + start,
            lines: self.origin.lines + self.line_of(start) - 1,
        };
        (origin, behind.get(..length).unwrap_or(behind))
    }

    /// A change of this text, with lines and columns.
    pub(crate) fn edit(&self, splice: Splice) -> TextEdit {
        let (line, column) = self.position(splice.range.start);
        let (end_line, end_column) = self.position(splice.range.end);
        let range = self.absolute(&splice.range);
        TextEdit {
            line,
            column,
            end_line,
            end_column,
            offset: range.start,
            end_offset: range.end,
            text: splice.text,
        }
    }

    /// The lines that hold these bytes.
    pub(crate) fn excerpt(&self, span: &Range<usize>) -> Excerpt {
        let first = self.line_of(span.start);
        let last = self
            .line_of(span.end.max(span.start))
            .min(first + TALLEST - 1);
        let start = self
            .lines()
            .line(first)
            .map_or(span.start, |line| line.start);
        let end = self.lines().line(last).map_or(span.end, |line| line.end);
        let start = self.boundary(start.max(span.start.saturating_sub(WIDEST)));
        let end = self.boundary(end.min(span.start + WIDEST));
        let shown = self.bytes.get(start..end).unwrap_or_default();
        let inside = |offset: usize| offset.clamp(start, end.max(start)) - start;
        let mark = (inside(span.start), inside(span.end));
        let lossy = |to: usize| String::from_utf8_lossy(shown.get(..to).unwrap_or(shown)).len();
        Excerpt {
            line: self.origin.lines + first,
            offset: self.origin.offset + start,
            mark: (lossy(mark.0), lossy(mark.1)),
            text: String::from_utf8_lossy(shown).into_owned(),
        }
    }

    /// The start of the character that holds a byte.
    fn boundary(&self, offset: usize) -> usize {
        let inner = |at: usize| self.bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
        (offset.saturating_sub(3)..=offset)
            .rev()
            .find(|&at| !inner(at))
            .unwrap_or(offset)
            .min(self.bytes.len())
    }
}
