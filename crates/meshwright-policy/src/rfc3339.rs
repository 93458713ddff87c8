//! Moments in time as an API server reads them: RFC 3339, strictly.
//!
//! Capital `T` and `Z`, no leap second: `:60` is legal in RFC 3339 and refused by the server. Reading a
//! clock is not done here; [`Moment`] only reads texts and compares them.

use meshwright_api::TextType;
use meshwright_api::meta::Timestamp;
use meshwright_api::shape::TextShape;

use crate::Date;

/// Matches exactly the texts that [`Moment::parse`] reads; in the syntax that RE2, ECMA and Rust share.
pub const PATTERN: &str = concat!(
    "^([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)",
    "|02-(0[1-9]|1[0-9]|2[0-8]))",
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)",
    "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?",
    "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
);

/// A timestamp with its pattern, for schemas.
pub const TEXT: TextShape = TextShape {
    pattern: Some(PATTERN),
    ..Timestamp::TEXT
};

/// [`PATTERN`] as a CEL literal; a test holds the two together.
macro_rules! moment {
    () => {
        concat!(
            "r'^([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)",
            "|02-(0[1-9]|1[0-9]|2[0-8]))",
            "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)",
            "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?",
            "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$'",
        )
    };
}
pub(crate) use moment;

/// A moment in time, to the nanosecond; finer digits are cut off.
///
/// ```
/// use meshwright_policy::rfc3339::Moment;
///
/// let moment = Moment::parse("2025-04-10T07:48:37Z").unwrap();
/// assert_eq!(Some(moment), Moment::parse("2025-04-10T09:48:37.0+02:00"));
/// assert!(moment < Moment::parse("2025-04-10T07:48:37.001Z").unwrap());
/// assert_eq!(Moment::parse("2025-04-10"), None);
/// assert_eq!(Moment::parse("2016-12-31T23:59:60Z"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Seconds since the start of the year 0, UTC.
    second: i64,
    nanosecond: u32,
}

impl Moment {
    /// Reads an RFC 3339 text; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, rest) = text.split_once('T')?;
        let (clock, offset) = split_offset(rest)?;
        let (clock, fraction) = match clock.split_once('.') {
            Some((clock, fraction)) => (clock, nanoseconds(fraction)?),
            None => (clock, 0),
        };
        let (hours_and_minutes, seconds) = clock.rsplit_once(':')?;
        let minutes = days(Date::parse(day)?) * 24 * 60 + minutes(hours_and_minutes)?;
        Some(Self {
            second: (minutes - offset) * 60 + two_digits(seconds, 59)?,
            nanosecond: fraction,
        })
    }
}

/// The clock, and the minutes that it is ahead of UTC.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let (clock, offset) = text.split_at_checked(text.rfind(['+', '-'])?)?;
    let ahead = minutes(offset.get(1..)?)?;
    Some((
        clock,
        if offset.starts_with('-') {
            -ahead
        } else {
            ahead
        },
    ))
}

/// `07:48` in minutes.
fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    Some(two_digits(hours, 23)? * 60 + two_digits(minutes, 59)?)
}

fn two_digits(text: &str, max: i64) -> Option<i64> {
    let number = (text.len() == 2 && is_digits(text)).then(|| text.parse().ok())??;
    (number <= max).then_some(number)
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    (!fraction.is_empty() && is_digits(fraction)).then(|| {
        let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
        digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Days since the first day of the year 0.
fn days(date: Date) -> i64 {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    // Leap days of the years before, and of this year from March on.
    let years = u32::from(date.year) + u32::from(date.month > 2);
    let leaps = years.div_ceil(4) - years.div_ceil(100) + years.div_ceil(400);
    let before = usize::from(date.month)
        .checked_sub(1)
        .and_then(|month| BEFORE.get(month));
    i64::from(date.year) * 365
        + i64::from(leaps)
        + before.copied().unwrap_or_default()
        + i64::from(date.day)
        - 1
}

#[cfg(test)]
mod tests;
