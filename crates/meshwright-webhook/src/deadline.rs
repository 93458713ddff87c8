//! How long the API server waits: `?timeout=10s`, as Go writes durations.

use std::time::Duration;

/// What an API server waits where it does not say.
pub(crate) const DEFAULT: Duration = Duration::from_secs(10);
/// What no API server exceeds.
const LONGEST: Duration = Duration::from_secs(30);

/// The deadline in the query of a request.
pub(crate) fn of(query: Option<&str>) -> Duration {
    let mut pairs = query.unwrap_or_default().split('&');
    let asked = pairs.find_map(|pair| pair.strip_prefix("timeout="));
    asked
        .and_then(go)
        .map_or(DEFAULT, |asked| asked.min(LONGEST))
}

/// A duration such as `10s`, `1m30s`, `500ms`, `1.5s`.
fn go(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let letters = tail
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(letters)?;
        let seconds = match unit {
            "h" => 3_600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            "us" | "µs" | "%C2%B5s" => 0.000_001,
            "ns" => 0.000_000_001,
            _ => return None,
        };
        let number: f64 = number.parse().ok()?;
        sum = sum.checked_add(Duration::try_from_secs_f64(number * seconds).ok()?)?;
        rest = tail;
    }
    (sum > Duration::ZERO).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let cases = [
            ("timeout=10s", 10_000),
            ("a=b&timeout=1m30s", 30_000),
            ("timeout=1.5s", 1_500),
            ("timeout=500ms&x", 500),
            ("timeout=1s500ms", 1_500),
            ("timeout=", 10_000),
            ("timeout=-3s", 10_000),
            ("timeout=3", 10_000),
            ("timeout=0s", 10_000),
            ("timeout=9e9s", 10_000),
            ("timeout=99999999999999999999h", 10_000),
            ("", 10_000),
        ];
        for (query, milliseconds) in cases {
            assert_eq!(
                of(Some(query)),
                Duration::from_millis(milliseconds),
                "{query}"
            );
        }
        assert_eq!(of(None), DEFAULT);
    }
}
