//! [`Text`]: a text under judgement; its lines are counted only once something is found in it.

use std::ops::Range;
use std::sync::OnceLock;

use meshwright_manifest::{LineIndex, Splice, Syntax};

use crate::finding::{Excerpt, TextEdit};

/// The most bytes of a line that an excerpt shows on each side of a finding.
const WIDEST: usize = 240;
/// The most lines that an excerpt shows.
const TALLEST: usize = 4;

/// A text under judgement.
#[derive(Debug)]
pub(crate) struct Text<'t> {
    pub(crate) name: &'t str,
    pub(crate) bytes: &'t [u8],
    lines: OnceLock<LineIndex<'t>>,
}

impl<'t> Text<'t> {
    pub(crate) const fn new(name: &'t str, bytes: &'t [u8]) -> Self {
        Self {
            name,
            bytes,
            lines: OnceLock::new(),
        }
    }

    pub(crate) fn syntax(&self) -> Syntax {
        Syntax::guess(Some(self.name), self.bytes)
    }

    pub(crate) fn lines(&self) -> &LineIndex<'t> {
        self.lines.get_or_init(|| LineIndex::new(self.bytes))
    }

    /// The line, counted from 1, that holds a byte.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.lines().position(offset).0
    }

    /// A change of this text, with lines and columns.
    pub(crate) fn edit(&self, splice: Splice) -> TextEdit {
        let (line, column) = self.lines().position(splice.range.start);
        let (end_line, end_column) = self.lines().position(splice.range.end);
        TextEdit {
            line,
            column,
            end_line,
            end_column,
            offset: splice.range.start,
            end_offset: splice.range.end,
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
            line: first,
            offset: start,
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
