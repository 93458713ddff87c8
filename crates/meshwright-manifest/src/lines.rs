//! Offsets to lines and columns.

use memchr::memchr_iter;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The line starts of a text; built once a text has something to report.
#[derive(Debug, Clone)]
pub struct LineIndex<'t> {
    bytes: &'t [u8],
    starts: Vec<usize>,
    /// How many characters start before each block of bytes: a place far out on a long line costs no
    /// walk from its start.
    blocks: Vec<usize>,
}

/// The bytes of a block.
const BLOCK: usize = 1024;

impl<'t> LineIndex<'t> {
    /// Finds the lines of `text`. A line ends with a line feed; the carriage return before it, if any,
    /// is part of the line it ends.
    pub fn new(text: &'t (impl AsRef<[u8]> + ?Sized)) -> Self {
        let bytes = text.as_ref();
        let starts = std::iter::once(0)
            .chain(memchr_iter(b'\n', bytes).map(|at| at + 1))
            .collect();
        let mut characters = 0;
        let count = |block| {
            let before = characters;
            characters += characters_in(block);
            before
        };
        let blocks = bytes.chunks(BLOCK).map(count).collect();
        Self {
            bytes,
            starts,
            blocks,
        }
    }

    /// The line and column of a byte offset, both counted from 1; columns count Unicode characters. A
    /// byte order mark has an offset but no column. An offset past the end is the end.
    ///
    /// ```
    /// let lines = meshwright_manifest::LineIndex::new("a: ü!\nb: 2");
    /// assert_eq!(lines.position(5), (1, 5));
    /// assert_eq!(lines.position(7), (2, 1));
    /// ```
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let mark = usize::from(line == 1 && offset > 0 && self.bytes.starts_with(BYTE_ORDER_MARK));
        let column = 1 + self.characters_before(offset) - self.characters_before(start) - mark;
        (line, column)
    }

    /// How many characters start before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let rest = self.bytes.get(block * BLOCK..offset).unwrap_or_default();
        self.blocks.get(block).copied().unwrap_or_default() + characters_in(rest)
    }

    /// The bytes of a line (counted from 1) without its line end; `None` where there is no such line.
    pub fn line(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let next = self
            .starts
            .get(line)
            .map_or(self.bytes.len(), |next| next - 1);
        let text = self.bytes.get(start..next)?;
        let end = if text.ends_with(b"\r") {
            next - 1
        } else {
            next
        };
        Some(start..end)
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

/// How many characters start in these bytes.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}
