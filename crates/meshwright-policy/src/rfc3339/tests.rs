use regex::Regex;

use super::*;

#[test]
fn the_pattern_matches_exactly_the_texts_that_parse() {
    let pattern = Regex::new(PATTERN).unwrap();
    let years = [
        "0000", "0001", "1900", "1999", "2000", "2004", "2023", "2024", "2100", "9999",
    ];
    let (mut good, mut all) = (0, 0);
    for year in years {
        for month in 0..=13 {
            for day in 0..=32 {
                let text = format!("{year}-{month:02}-{day:02}T00:00:00Z");
                all += 1;
                good += usize::from(pattern.is_match(&text));
                assert_eq!(
                    pattern.is_match(&text),
                    Moment::parse(&text).is_some(),
                    "{text}"
                );
            }
        }
    }
    // Ten years, four of them leap years: 0000, 2000, 2004, 2024.
    assert_eq!((good, all), (10 * 365 + 4, 10 * 14 * 33));
}

#[test]
fn clocks_and_offsets_are_read_as_the_pattern_reads_them() {
    let pattern = Regex::new(PATTERN).unwrap();
    let clocks = [
        "00:00:00",
        "23:59:59",
        "24:00:00",
        "23:60:00",
        "23:59:60",
        "7:48:37",
        "07:48",
        "07:48:3",
        "+7:48:37",
        "07:48:37.",
        "07:48:37.5",
        "07:48:37,5",
        "07:48:37.12345678901",
        "",
    ];
    let offsets = [
        "Z", "z", "", "+00:00", "-00:00", "+23:59", "+24:00", "-08:60", "+0800", "+8:00", " ", "ZZ",
    ];
    for clock in clocks {
        for offset in offsets {
            for separator in ["T", "t", " "] {
                let text = format!("2025-04-10{separator}{clock}{offset}");
                assert_eq!(
                    pattern.is_match(&text),
                    Moment::parse(&text).is_some(),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn the_leap_second_is_refused() {
    assert_eq!(Moment::parse("2016-12-31T23:59:60Z"), None);
}

#[test]
fn days_follow_one_another_without_gaps() {
    let mut last = None;
    for year in 1895..=2105 {
        for month in 1..=12 {
            for day in 1..=31 {
                if let Some(date) = Date::parse(&format!("{year}-{month:02}-{day:02}")) {
                    let number = days(date);
                    assert_eq!(number, last.map_or(number, |last: i64| last + 1), "{date}");
                    last = Some(number);
                }
            }
        }
    }
}

#[test]
fn moments_compare_across_offsets() {
    let parse = |text| Moment::parse(text).unwrap();
    assert_eq!(
        parse("2024-02-29T23:30:00-01:00"),
        parse("2024-03-01T00:30:00Z")
    );
    assert!(parse("2025-04-10T07:48:37+02:00") < parse("2025-04-10T07:48:37Z"));
    assert!(parse("2025-04-10T07:48:37.09Z") < parse("2025-04-10T07:48:37.1Z"));
}
