//! JSON strings: where they end, and what they say.

use std::borrow::Cow;

use memchr::memchr2;

/// A string read.
pub(super) struct Reading {
    /// Past the closing quote.
    pub(super) end: usize,
    /// The value, where it is not what stands between the quotes.
    pub(super) text: Option<Box<str>>,
    /// A lone half of a surrogate pair was replaced.
    pub(super) surrogate: bool,
    /// Bytes that are no UTF-8 were replaced.
    pub(super) replaced: bool,
}

/// Past the closing quote of the string whose inside starts at `from`, or the end of the bytes.
pub(super) fn end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if bytes.get(at - 1) == Some(&b'"') {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Reads the string whose opening quote is at `start`; `own` asks for a copy of its text in any case.
///
/// # Errors
///
/// Where and why it is no string.
pub(super) fn read(
    bytes: &[u8],
    start: usize,
    own: bool,
) -> Result<Reading, (usize, &'static str)> {
    let (first, past) = (start + 1, end(bytes, start + 1));
    let inside = bytes.get(first..past - 1).unwrap_or_default();
    if past < first + 1 || bytes.get(past - 1) != Some(&b'"') || is_escaped(inside) {
        return Err((bytes.len(), "the string does not end"));
    }
    if let Some(at) = inside.iter().position(|byte| *byte < 0x20) {
        return Err((
            first + at,
            "a control character in a string must be escaped",
        ));
    }
    let mut text = Reading {
        end: past,
        text: None,
        surrogate: false,
        replaced: false,
    };
    if own || inside.contains(&b'\\') {
        let mut out = String::with_capacity(inside.len());
        unescape(inside, &mut out, &mut text).map_err(|(at, message)| (first + at, message))?;
        text.text = Some(out.into());
    }
    Ok(text)
}

/// Whether the quote after these bytes is escaped: then it does not close.
fn is_escaped(inside: &[u8]) -> bool {
    inside
        .iter()
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count()
        % 2
        == 1
}

fn unescape(
    inside: &[u8],
    out: &mut String,
    text: &mut Reading,
) -> Result<(), (usize, &'static str)> {
    let mut at = 0;
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        let literal = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        text.replaced |= push_lossy(rest.get(..literal).unwrap_or_default(), out);
        at += literal;
        if at < inside.len() {
            at += escape(inside.get(at..).unwrap_or_default(), out, text)
                .ok_or((at, "no such escape"))?;
        }
    }
    Ok(())
}

/// Appends bytes, one U+FFFD for each that is no UTF-8; whether there was one.
fn push_lossy(bytes: &[u8], out: &mut String) -> bool {
    let mut replaced = false;
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        replaced |= !chunk.invalid().is_empty();
    }
    replaced
}

/// Reads the escape at the start of `rest`; how long it is.
fn escape(rest: &[u8], out: &mut String, text: &mut Reading) -> Option<usize> {
    let plain = match rest.get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest, out, text),
        _ => return None,
    };
    out.push(plain);
    Some(2)
}

fn unicode(rest: &[u8], out: &mut String, text: &mut Reading) -> Option<usize> {
    let unit = code_unit(rest)?;
    if let Some(letter) = char::from_u32(unit.into()) {
        out.push(letter);
        return Some(6);
    }
    let second = rest.get(6..).and_then(code_unit);
    let pair = second.and_then(|second| char::decode_utf16([unit, second]).next()?.ok());
    text.surrogate |= pair.is_none();
    out.push(pair.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(if pair.is_some() { 12 } else { 6 })
}

/// The four hexadecimal digits of `\uXXXX`.
fn code_unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    let digits: Cow<'_, str> = String::from_utf8_lossy(digits);
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal.then(|| u16::from_str_radix(&digits, 16).ok())?
}
