//! The day: the only clock of the linter, read here and passed on.

use std::time::{SystemTime, UNIX_EPOCH};

use meshwright_policy::Date;

/// The day in UTC.
pub(crate) fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    date(since.as_secs() / 86_400)
}

/// The day that many days after 1970-01-01, in the Gregorian calendar. Years are counted from March, so
/// that the leap day is the last of its year.
fn date(days: u64) -> Option<Date> {
    // Days since 0000-03-01, cut into eras of 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    Some(Date {
        year: u16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        let known = [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_782, "2026-11-25"),
            (20_818, "2026-12-31"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ];
        for (days, text) in known {
            assert_eq!(date(days), Date::parse(text), "{days}");
        }
    }

    #[test]
    fn no_day_is_left_out_and_none_comes_twice() {
        let dates: Vec<Date> = (0..150_000).filter_map(date).collect();
        assert_eq!(dates.len(), 150_000);
        assert!(dates.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            dates
                .iter()
                .all(|date| Date::parse(&date.to_string()) == Some(*date))
        );
    }
}
