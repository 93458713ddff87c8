use meshwright_api::service_mesh::ConditionReason;
use meshwright_api::{ServiceMesh, TextType, Unchecked, path};

use super::sm0501::{Kinship, kinship};
use crate::rule::{Category, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A reason that does not exist.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns of a `reason` that is none of `Reconciling`, `Succeeded`, `Failed`, `Available`,
    /// `Unavailable`, `Passed`, `WaitSteady` and `Retried` in one of the six conditions of the operator. Our own
    /// conditions take any reason in CamelCase.
    ///
    /// # Why
    ///
    /// The operator reference lists the eight, and programs read them. A later release may bring more, so the
    /// level is a warning.
    ///
    /// # What to do instead
    ///
    /// Write one of the eight and put the rest into `message`.
    SM0502 {
        name: "unknown-condition-reason",
        group: Group::Conditions,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        because: &[('C', "a later release of the operator must go on working")],
        part: Part::Status,
        clauses: &[
            clause(
                "variables.conditions.all(c, !has(c.type) || !has(c.reason) || (c.type in \
                ['PreChecked', 'ServiceMeshAvailable', 'ClusterEnrolled', 'MeshConfigApplied', \
                'Retried', 'ServiceMeshDeleted'] ? c.reason in ['Reconciling', 'Succeeded', \
                'Failed', 'Available', 'Unavailable', 'Passed', 'WaitSteady', 'Retried'] : !(c.type \
                in ['Ready', 'Reconciling', 'Stalled', 'Paused']) || \
                c.reason.matches('^[A-Z][0-9A-Za-z]*$')))",
                "status.conditions: a reason is not one of its condition",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, condition) in mesh.conditions() {
        let Some(written) = condition.reason.get().map(Unchecked::as_str) else { continue };
        let (good, help): (bool, fn(&str) -> String) = match kinship(condition) {
            Kinship::Operator(_) => (ConditionReason::TEXT.values.contains(&written), meant),
            Kinship::Own => (is_camel_case(written), |_| "write one word in CamelCase".to_owned()),
            // Nobody knows the reasons of an unknown condition.
            Kinship::Unknown => continue,
        };
        if !good {
            let message = format!("{} is not a reason of this condition", words::quoted(written));
            let place = path!["status", "conditions", index, "reason"];
            faults.add(Fault::not_supported(place, message).help(help(written)));
        }
    }
}

fn meant(written: &str) -> String {
    let known = ConditionReason::TEXT.values;
    let near = words::nearest(written, known.iter().copied());
    near.map_or_else(|| format!("write {}", words::alternatives(known)), |near| format!("did you mean {near}?"))
}

fn is_camel_case(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
