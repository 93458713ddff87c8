//! Break-glass: a write that the rules refuse, let through in an emergency.
//!
//! The annotation [`ANNOTATION`] on the object says until which day and why:
//! `2026-11-26 the region list is wrong, ticket 4711`. It counts only for members of the policy's
//! `breakGlassGroups`, only until that day, and only where that day is near; each use is a warning, an
//! audit annotation, a line of the log and a metric. Whoever is denied all the same is told why.

use meshwright_api::ServiceMesh;
use meshwright_policy::{Context, Date, Decision, Level, Requester};

/// The annotation that asks for it.
pub const ANNOTATION: &str = "meshwright.dev/break-glass";
/// How many days ahead the last day may be.
pub const LONGEST_DAYS: i64 = 7;

/// What became of the glass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Glass {
    /// Nobody asked, or there was no need.
    Untouched,
    /// Somebody asked in vain; why.
    Whole(String),
    /// It was broken: by whom, until when, why.
    Broken(String),
}

/// Looks whether the denial of `mesh` is lifted.
pub fn look(
    mesh: Option<&ServiceMesh>,
    decision: &Decision,
    context: &Context<'_>,
    requester: &Requester,
) -> Glass {
    let asked = mesh.and_then(|mesh| mesh.annotation(ANNOTATION));
    let Some(text) = asked.filter(|_| !decision.allowed && was_judged(decision)) else {
        return Glass::Untouched;
    };
    match plea(text, context, requester) {
        Ok(words) => Glass::Broken(words),
        Err(why) => Glass::Whole(why),
    }
}

/// Lets the write through, and says so.
pub fn open(decision: &mut Decision, words: &str) {
    let denied = decision.report.at(Level::Deny);
    let mut codes: Vec<&str> = denied.map(meshwright_policy::Diagnostic::code).collect();
    codes.dedup();
    let codes = codes.join(",");
    let warning = format!("break-glass: let through in spite of {codes}");
    decision
        .warnings
        .insert(0, warning.chars().take(120).collect());
    decision.audit.insert("break-glass", words.to_owned());
    decision.audit.insert("would-deny", codes);
    decision.allowed = true;
}

/// Whether rules judged a document; what could not be decided is not let through.
fn was_judged(decision: &Decision) -> bool {
    let undecided =
        |fault: &meshwright_policy::Diagnostic| fault.path.is_root() && fault.code() == "GX0011";
    !decision.report.at(Level::Deny).any(undecided)
}

/// Who asks, until when and why, or why that is not taken.
fn plea(text: &str, context: &Context<'_>, requester: &Requester) -> Result<String, String> {
    let allowed = &context.policy.break_glass_groups;
    if !requester.groups.iter().any(|group| allowed.contains(group)) {
        return Err("the user is in none of the break-glass groups of the policy".to_owned());
    }
    let (day, reason) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let day = Date::parse(day)
        .ok_or("write the last day and the reason, such as 2026-11-26 ticket 4711")?;
    if reason.trim().is_empty() {
        return Err("a reason is missing after the day".to_owned());
    }
    let today = context.today.ok_or("the day is not known here")?;
    match number(day) - number(today) {
        left if left < 0 => Err(format!("it expired on {day}")),
        left if left > LONGEST_DAYS => Err(format!("{day} is more than {LONGEST_DAYS} days ahead")),
        _ => Ok(format!(
            "{} until {day}: {}",
            requester.username,
            reason.trim()
        )),
    }
}

/// The number of a day in the Gregorian calendar. Years are counted from March, so that the leap day is
/// the last of its year.
fn number(day: Date) -> i64 {
    let (month, year) = (i64::from(day.month), i64::from(day.year));
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day.day);
    365 * year + year / 4 - year / 100 + year / 400 + of_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_the_ends_of_months_and_years() {
        let day = |text| number(Date::parse(text).unwrap());
        for (earlier, later, days) in [
            ("2026-11-25", "2026-11-26", 1),
            ("2026-11-30", "2026-12-01", 1),
            ("2026-12-31", "2027-01-01", 1),
            ("2027-02-28", "2027-03-01", 1),
            ("2028-02-28", "2028-03-01", 2),
            ("2000-01-01", "2100-01-01", 36_525),
        ] {
            assert_eq!(day(later) - day(earlier), days, "{earlier} {later}");
        }
    }
}
