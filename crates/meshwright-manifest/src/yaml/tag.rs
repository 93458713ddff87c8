//! Scalars with a tag: what the cluster's reader makes of `!!int`, `!!binary` and strangers.

use crate::scalar::{self, Scalar};

pub(super) const PREFIX: &str = "tag:yaml.org,2002:";
/// The tag that makes `<<` a merge key.
pub(super) const MERGE: &str = "tag:yaml.org,2002:merge";

/// A tag as people write it.
pub(super) fn short(tag: &str) -> String {
    match tag.strip_prefix(PREFIX) {
        Some(rest) => format!("!!{rest}"),
        None => tag.to_owned(),
    }
}

/// The meaning of a tagged scalar, and its text where the tag decodes it. A tag nobody knows makes a
/// text of anything.
///
/// # Errors
///
/// The reader's words where the text does not suit the tag.
pub(super) fn resolve(tag: &str, text: &str) -> Result<(Scalar, Option<String>), String> {
    let meaning = scalar::resolve(text);
    let fits = match tag.strip_prefix(PREFIX).unwrap_or_default() {
        "bool" => matches!(meaning, Scalar::Bool(_)),
        "null" => meaning == Scalar::Null,
        "int" => matches!(meaning, Scalar::Int(_) | Scalar::Uint(_)),
        "float" => matches!(meaning, Scalar::Int(_) | Scalar::Float(_)),
        "timestamp" if is_timestamp(text) => return Ok((Scalar::Text, None)),
        "timestamp" => false,
        "binary" => {
            let bytes = base64(text).ok_or("!!binary value contains invalid base64 data")?;
            return Ok((Scalar::Text, Some(lossy(&bytes))));
        }
        _ => return Ok((Scalar::Text, None)),
    };
    match (fits, meaning) {
        (false, _) => Err(format!("cannot decode `{text}` as a {}", short(tag))),
        #[expect(
            clippy::cast_precision_loss,
            reason = "the reader converts the same way"
        )]
        (true, Scalar::Int(int)) if tag.ends_with(":float") => {
            Ok((Scalar::Float(int as f64), None))
        }
        (true, meaning) => Ok((meaning, None)),
    }
}

/// One U+FFFD for each byte that is no UTF-8, as JSON encoders write it.
fn lossy(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    out
}

/// Standard base64 with padding; line ends inside are skipped.
fn base64(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    let padding = letters
        .iter()
        .rev()
        .take_while(|byte| **byte == b'=')
        .count();
    if !letters.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut out = Vec::with_capacity(letters.len() / 4 * 3);
    for group in letters.get(..letters.len() - padding)?.chunks(4) {
        let bits = group
            .iter()
            .try_fold(0_u32, |bits, letter| Some(bits << 6 | sextet(*letter)?))?;
        let bits = bits << (6 * (4 - group.len()));
        let bytes = bits.to_be_bytes();
        out.extend_from_slice(bytes.get(1..group.len())?);
    }
    Some(out)
}

fn sextet(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// A date, or a date and a time, in the forms the reader knows: `2001-1-2`, `2001-1-2 3:4:5.6` and
/// `2001-1-2T3:4:5.6Z` (or with an offset).
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find([' ', 'T', 't']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at..)),
        None => (text, None),
    };
    is_date(date) && time.is_none_or(is_time)
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let year = year
        .filter(|year| year.len() == 4)
        .and_then(|year| small(year, 4));
    let month = month.and_then(|month| small(month, 2));
    let (Some(year), Some(month), Some(day), None) =
        (year, month, day.and_then(|day| small(day, 2)), parts.next())
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A time with the letter before it; only after a blank does it stand without a zone.
fn is_time(text: &str) -> bool {
    let zoned = !text.starts_with(' ');
    let text = text.get(1..).unwrap_or_default();
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at..)),
        None => (text, None),
    };
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = whole.split(':').map(|part| small(part, 2));
    let in_range = matches!(
        (
            parts.next().flatten(),
            parts.next().flatten(),
            parts.next().flatten(),
            parts.next()
        ),
        (Some(0..24), Some(0..60), Some(0..60), None)
    );
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    in_range && digits && zone.is_some() == zoned && zone.is_none_or(is_zone)
}

fn is_zone(text: &str) -> bool {
    let clock = text
        .strip_prefix(['+', '-'])
        .and_then(|clock| clock.split_once(':'));
    let pair = |part: &str, limit| part.len() == 2 && small(part, 2).is_some_and(|n| n <= limit);
    text == "Z" || clock.is_some_and(|(hours, minutes)| pair(hours, 24) && pair(minutes, 60))
}

fn small(digits: &str, most: usize) -> Option<u32> {
    let fits =
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().ok())?
}
