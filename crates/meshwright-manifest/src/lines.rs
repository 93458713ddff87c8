//! Offsets to lines and columns.

use memchr::memchr_iter;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The line starts of a text; built once a text has something to report.
#[derive(Debug, Clone)]
pub struct LineIndex<'t> {
    bytes: &'t [u8],
    starts: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    /// Finds the lines of `text`. A line ends with a line feed; the carriage return before it, if any,
    /// is part of the line it ends.
    pub fn new(text: &'t (impl AsRef<[u8]> + ?Sized)) -> Self {
        let bytes = text.as_ref();
        let starts = std::iter::once(0)
            .chain(memchr_iter(b'\n', bytes).map(|at| at + 1))
            .collect();
        Self { bytes, starts }
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
        let before = self.bytes.get(start..offset).unwrap_or_default();
        let before = match before.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if line == 1 => rest,
            _ => before,
        };
        (
            line,
            1 + before.iter().filter(|byte| **byte & 0xC0 != 0x80).count(),
        )
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
