//! Cuts a YAML stream at its document markers, so that a fault spoils only its own document and only one
//! document is in memory.
//!
//! `---` at the start of a line, alone or before a blank, is a marker wherever it stands: quoted and block
//! scalars do not survive it either. Directives and comments before a marker belong to the document
//! it opens.

use std::ops::Range;

use memchr::memmem;

/// The next piece of a stream.
pub(crate) struct Piece {
    pub(crate) range: Range<usize>,
    /// Whether a document marker opens it; without one and without content there is no document.
    pub(crate) marked: bool,
    /// Whether it certainly holds nothing but markers, comments and blanks; the reader knows for sure.
    pub(crate) idle: bool,
    /// Whether a marker ends it, whatever may follow these bytes.
    pub(crate) ended: bool,
}

/// The piece that starts at `from`; `None` at the end.
pub(crate) fn next(bytes: &[u8], from: usize) -> Option<Piece> {
    if from >= bytes.len() {
        return None;
    }
    let mut marker = find_marker(bytes, from);
    let preamble = marker
        .and_then(|at| bytes.get(from..at))
        .is_some_and(|head| is_idle(head, true));
    let mut opened = marker.filter(|_| preamble);
    if let Some(at) = opened {
        marker = find_marker(bytes, at + 3);
    }
    let ended = marker.is_some_and(|at| at + SURE <= bytes.len());
    let mut end = marker.unwrap_or(bytes.len());
    if let Some(at) = directives_start(bytes, opened.unwrap_or(from), end) {
        end = at;
        opened = opened.filter(|marker| *marker < at);
    }
    let idle = is_idle(bytes.get(from..end)?, false);
    Some(Piece {
        range: from..end,
        marked: opened.is_some(),
        idle,
        ended,
    })
}

/// The bytes that make a marker: itself and the longest blank behind it.
const SURE: usize = 6;

/// The next `---` that opens a document.
fn find_marker(bytes: &[u8], from: usize) -> Option<usize> {
    find_mark(bytes, from, *b"---")
}

fn find_mark(bytes: &[u8], from: usize, mark: [u8; 3]) -> Option<usize> {
    let mut at = from;
    while let Some(found) = memmem::find(bytes.get(at..)?, &mark) {
        at += found;
        let (before, after) = (bytes.get(..at)?, bytes.get(at + 3..)?);
        if starts_line(before) && starts_blank(after) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn starts_line(before: &[u8]) -> bool {
    let breaks: [&[u8]; 5] = [
        b"\n",
        b"\r",
        "\u{85}".as_bytes(),
        "\u{2028}".as_bytes(),
        "\u{2029}".as_bytes(),
    ];
    before.is_empty() || before == b"\xEF\xBB\xBF" || breaks.iter().any(|end| before.ends_with(end))
}

fn starts_blank(after: &[u8]) -> bool {
    let wide = ["\u{85}", "\u{2028}", "\u{2029}"];
    match after.first() {
        None | Some(b' ' | b'\t' | b'\n' | b'\r') => true,
        Some(_) => wide.iter().any(|end| after.starts_with(end.as_bytes())),
    }
}

/// Where the directives of the next document start, if this piece ends with some: behind its `...`.
fn directives_start(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    let piece = bytes.get(from..end)?;
    if end == bytes.len() || memchr::memchr(b'%', piece).is_none() {
        return None;
    }
    let mut at = from;
    while let Some(mark) = find_mark(bytes, at, *b"...").filter(|mark| *mark < end) {
        let line_end =
            memchr::memchr(b'\n', bytes.get(mark..end)?).map(|length| mark + length + 1)?;
        if is_idle(bytes.get(line_end..end)?, true) {
            return Some(line_end);
        }
        at = mark + 3;
    }
    None
}

/// Whether there is certainly nothing but markers, comments and blanks, and, if allowed, directives and
/// document ends.
fn is_idle(bytes: &[u8], directives: bool) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let idle = |line: &[u8]| {
        let line = match line.get(..3) {
            Some(b"---") => line
                .get(3..)
                .filter(|rest| starts_blank(rest))
                .unwrap_or(line),
            Some(b"...") if directives => line.get(3..).unwrap_or(line),
            _ => line,
        };
        let indent = line
            .iter()
            .position(|byte| *byte != b' ')
            .unwrap_or(line.len());
        match line.get(indent) {
            None | Some(b'#') => true,
            Some(b'%') => directives && indent == 0,
            Some(_) => false,
        }
    };
    if bytes.is_ascii() && !bytes.contains(&b'\r') {
        return bytes.split(|byte| *byte == b'\n').all(idle);
    }
    let breaks = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let plain = String::from_utf8_lossy(bytes).replace(breaks, "\n");
    plain.as_bytes().split(|byte| *byte == b'\n').all(idle)
}
