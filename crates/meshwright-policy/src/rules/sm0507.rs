use meshwright_api::service_mesh::Condition;
use meshwright_api::{FieldPath, ServiceMesh, path};

use crate::rfc3339::{Moment, moment};
use crate::rule::{Category, Cel, CelReason, Check, Group, Part};
use crate::{Context, Fault, Faults, Level, Points, words};

/// Texts of times that every reader can compare: an API server's expressions end with the years 1 and 9999
/// in UTC, so both ends of the calendar are left alone.
const COMPARABLE: std::ops::Range<&str> = "0001-01-02".."9999-12-31";

const FORM: &str = concat!("self.matches(", moment!(), ")");

/// For each pair of conditions of one type whose times can be read and compared.
const TRANSITION: &str = concat!(
    "!has(self.status) || !has(self.status.conditions) || ",
    "!has(oldSelf.status) || !has(oldSelf.status.conditions) || ",
    "self.status.conditions.all(c, oldSelf.status.conditions.all(o, ",
    "!has(c.type) || !has(o.type) || c.type != o.type || !has(c.status) || !has(o.status) || ",
    "!has(c.lastTransitionTime) || !has(o.lastTransitionTime) || ",
    "!c.lastTransitionTime.matches(",
    moment!(),
    ") || !o.lastTransitionTime.matches(",
    moment!(),
    ") || !(c.lastTransitionTime >= '0001-01-02' && c.lastTransitionTime < '9999-12-31') || ",
    "!(o.lastTransitionTime >= '0001-01-02' && o.lastTransitionTime < '9999-12-31') || (timestamp(c.lastTransitionTime) >= timestamp(o.lastTransitionTime) && ",
    "(c.status == o.status) == (timestamp(c.lastTransitionTime) == timestamp(o.lastTransitionTime)))))",
);

crate::rule! {
    /// A transition time that does not tell of a transition.
    ///
    /// # What it refuses
    ///
    /// A `lastTransitionTime` that is no moment in RFC 3339 (`:60` seconds are refused, as by an API server).
    /// In a change: a time that changes while the `status` of the condition stays, one that stays while the
    /// `status` changes, and one that goes back.
    ///
    /// # Why
    ///
    /// The field says since when the condition has been as it is. People and alerts measure outages by it.
    ///
    /// # What to do instead
    ///
    /// Write the time together with the status, and leave it alone otherwise.
    SM0507 {
        name: "bad-transition-time",
        group: Group::Conditions,
        category: Category::Transition,
        level: Level::Deny,
        points: Points::of("W L C P -"),
        because: &[('J', "a JSON Schema knows no old object")],
        part: Part::Status,
        cel: &[
            Cel {
                at: "status.conditions[].lastTransitionTime",
                rule: FORM,
                message: "must be a moment in RFC 3339",
                reason: CelReason::FieldValueInvalid,
            },
            Cel {
                at: "",
                rule: TRANSITION,
                message: "a transition time changes together with its status, and never goes back",
                reason: CelReason::FieldValueInvalid,
            },
        ],
        check: Check::ServiceMeshHistory(check),
    }
}

fn check(mesh: &ServiceMesh, old: Option<&ServiceMesh>, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, condition) in mesh.conditions() {
        let place = path!["status", "conditions", index, "lastTransitionTime"];
        let Some(written) = condition.last_transition_time.get() else { continue };
        let Some(moment) = Moment::parse(written.as_str()) else {
            let message = format!("{} is no moment in RFC 3339", words::quoted(written.as_str()));
            faults.add(Fault::invalid(place, message).help("write a moment such as 2026-01-09T02:25:12Z"));
            continue;
        };
        let before = old.and_then(|old| of_same_type(old, condition));
        if let Some(before) = before {
            compare(before, condition, moment, place, faults);
        }
    }
}

/// Holds the time of a condition against the one it had; times that cannot be read are silent here.
fn compare(old: &Condition, new: &Condition, moment: Moment, place: FieldPath, faults: &mut Faults<'_>) {
    let (Some(was), Some(is)) = (old.status.get(), new.status.get()) else { return };
    let (Some(now), Some(then)) = (new.last_transition_time.get(), old.last_transition_time.get()) else { return };
    let comparable = COMPARABLE.contains(&now.as_str()) && COMPARABLE.contains(&then.as_str());
    let Some(before) = Moment::parse(then.as_str()).filter(|_| comparable) else { return };
    let (message, help) = if moment < before {
        ("the transition time goes back", "write the time of the change")
    } else if was == is && moment != before {
        ("the transition time changes, and the status does not", "leave the time as it was")
    } else if was != is && moment == before {
        ("the status changes, and the transition time does not", "write the time of the change")
    } else {
        return;
    };
    faults.add(Fault::invalid(place, message).help(help));
}

fn of_same_type<'a>(old: &'a ServiceMesh, condition: &Condition) -> Option<&'a Condition> {
    let type_ = condition.type_.get()?;
    old.conditions().map(|(_, old)| old).find(|old| old.type_.get() == Some(type_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expression_holds_the_pattern_of_moments() {
        assert_eq!(FORM, format!("self.matches(r'{}')", crate::rfc3339::PATTERN));
    }
}
