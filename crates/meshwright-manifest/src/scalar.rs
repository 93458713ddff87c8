//! What a plain scalar means to the cluster: the resolver of its YAML reader, rule by rule.
//!
//! The order matters and is the reader's own: fixed words, then whole numbers in Go's spellings (with
//! underscores anywhere), then decimal fractions, then binary leftovers, else text. The table is in
//! `docs/design/0003-yaml-reader.md`, the proof in `tests/oracle.rs`.

use serde_json::{Number, Value};

use crate::Kind;

/// A scalar's meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    /// A whole number past the signed range.
    Uint(u64),
    Float(f64),
    Text,
}

impl Scalar {
    /// What the API server stores: numbers without a fraction are whole numbers to it.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) | Self::Uint(_) => Kind::Int,
            Self::Float(float) if whole(float).is_some() => Kind::Int,
            Self::Float(_) => Kind::Float,
            Self::Text => Kind::String,
        }
    }

    /// Whether JSON has no spelling for it, so that the cluster refuses the document.
    pub(crate) fn is_unspeakable(self) -> bool {
        matches!(self, Self::Float(float) if !float.is_finite())
    }

    /// The value, given the scalar's letters.
    pub(crate) fn value(self, text: &str) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(truth),
            Self::Int(int) => Value::from(int),
            Self::Uint(int) => Value::from(int),
            Self::Float(float) => float_number(float).map_or(Value::Null, Value::Number),
            Self::Text => Value::from(text),
        }
    }

    /// The text of this scalar as a key; `None` for those that cannot be one.
    pub(crate) fn key(self, text: &str) -> Option<String> {
        match self {
            Self::Null | Self::Uint(_) => None,
            Self::Bool(truth) => Some(truth.to_string()),
            Self::Int(int) => Some(int.to_string()),
            Self::Float(float) => Some(float_key(float)),
            Self::Text => Some(text.to_owned()),
        }
    }
}

/// Resolves a plain scalar.
pub(crate) fn resolve(text: &str) -> Scalar {
    let Some(first) = text.bytes().next() else {
        return Scalar::Null;
    };
    match first {
        b'+' | b'-' | b'0'..=b'9' => word(text).unwrap_or_else(|| numeral(text)),
        b'.' => word(text).unwrap_or_else(|| fraction(text)),
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => {
            word(text).unwrap_or(Scalar::Text)
        }
        _ => Scalar::Text,
    }
}

/// Whether a boolean's letters mean true.
pub(crate) fn reads_true(text: &str) -> bool {
    word(text) == Some(Scalar::Bool(true))
}

/// The number a scalar's letters mean; `None` for other letters and for what JSON cannot say.
pub(crate) fn number(text: &str) -> Option<Number> {
    match resolve(text) {
        Scalar::Int(int) => Some(int.into()),
        Scalar::Uint(int) => Some(int.into()),
        Scalar::Float(float) => float_number(float),
        _ => None,
    }
}

/// Whether the meaning of a plain scalar is not what its letters say.
pub(crate) fn surprises(text: &str, meaning: Scalar) -> bool {
    match meaning {
        Scalar::Null => false,
        Scalar::Bool(_) => !matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE"),
        Scalar::Int(_) | Scalar::Uint(_) => !is_decimal(text.strip_prefix('-').unwrap_or(text)),
        Scalar::Float(float) => {
            !float.is_finite() || float.to_string() != text || !text.contains('.')
        }
        Scalar::Text => is_decimal_float(&text.replace('_', "")),
    }
}

fn word(text: &str) -> Option<Scalar> {
    if text.len() > 5 {
        return None;
    }
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Scalar::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

fn numeral(text: &str) -> Scalar {
    if text.len() < 19 && is_decimal(text) {
        return text.parse().map_or(Scalar::Text, Scalar::Int);
    }
    if text.contains('_') {
        numeral_plain(&text.replace('_', ""))
    } else {
        numeral_plain(text)
    }
}

fn numeral_plain(text: &str) -> Scalar {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    match whole_number(digits) {
        Some(size) if negative => match 0_i64.checked_sub_unsigned(size) {
            Some(int) => return Scalar::Int(int),
            None => return float_or_text(text),
        },
        Some(size) => match i64::try_from(size) {
            Ok(int) => return Scalar::Int(int),
            Err(_) if digits.len() == text.len() => return Scalar::Uint(size),
            Err(_) => return float_or_text(text),
        },
        None => {}
    }
    if is_decimal_float(text) {
        float_or_text(text)
    } else {
        binary_leftover(text)
    }
}

/// An unsigned whole number in Go's spellings, without sign and underscores.
fn whole_number(digits: &str) -> Option<u64> {
    let lower = digits.get(..2).map(str::to_ascii_lowercase);
    let (base, rest) = match (lower.as_deref(), digits.len()) {
        (Some("0x"), 3..) => (16, digits.get(2..)?),
        (Some("0o"), 3..) => (8, digits.get(2..)?),
        (Some("0b"), 3..) => (2, digits.get(2..)?),
        _ if digits == "0" => return Some(0),
        _ => match digits.strip_prefix('0') {
            Some(rest) => (8, rest),
            None => (10, digits),
        },
    };
    if rest.is_empty() || rest.starts_with(['+', '-']) {
        return None;
    }
    u64::from_str_radix(rest, base).ok()
}

/// The reader tries binary once more without looking at what follows the prefix, so that `0b-1` is -1.
fn binary_leftover(text: &str) -> Scalar {
    if let Some(rest) = text.strip_prefix("0b") {
        return match (i64::from_str_radix(rest, 2), u64::from_str_radix(rest, 2)) {
            (Ok(int), _) => Scalar::Int(int),
            (Err(_), Ok(int)) if !rest.starts_with('+') => Scalar::Uint(int),
            _ => Scalar::Text,
        };
    }
    match text.strip_prefix("-0b") {
        Some(rest) => i64::from_str_radix(&format!("-{rest}"), 2).map_or(Scalar::Text, Scalar::Int),
        None => Scalar::Text,
    }
}

fn float_or_text(text: &str) -> Scalar {
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() && is_decimal_float(text) => Scalar::Float(float),
        _ => Scalar::Text,
    }
}

/// A number that starts with its point; here underscores must stand between digits.
fn fraction(text: &str) -> Scalar {
    let bytes = text.as_bytes();
    let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let placed = |at: usize| digit(bytes.get(at.wrapping_sub(1))) && digit(bytes.get(at + 1));
    if (0..bytes.len()).any(|at| bytes.get(at) == Some(&b'_') && !placed(at)) {
        return Scalar::Text;
    }
    float_or_text(&text.replace('_', ""))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['-', '+']).unwrap_or(text));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty());
    mantissa_fits
        && !mantissa.is_empty()
        && exponent.is_none_or(|text| !text.is_empty() && digits(text))
}

/// A whole number as everybody writes it.
fn is_decimal(text: &str) -> bool {
    let bytes = text.as_bytes();
    !bytes.is_empty()
        && (bytes.len() == 1 || bytes.first() != Some(&b'0'))
        && bytes.iter().all(u8::is_ascii_digit)
}

/// The whole number a float is, if it fits the signed range.
fn whole(float: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    let fits = float.fract() == 0.0 && (-LIMIT..LIMIT).contains(&float);
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    fits.then_some(float as i64)
}

fn float_number(float: f64) -> Option<Number> {
    match whole(float) {
        Some(int) => Some(int.into()),
        None => Number::from_f64(float),
    }
}

/// A float as a key: the shortest letters of its single-precision neighbour, as Go prints `%g`.
fn float_key(float: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cluster rounds float keys this way"
    )]
    let single = float as f32;
    if single.is_nan() {
        return ".nan".to_owned();
    }
    if single.is_infinite() {
        return if single > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{single:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{single}")
}
