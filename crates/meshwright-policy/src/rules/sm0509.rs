use meshwright_api::service_mesh::{Condition, ConditionStatus};
use meshwright_api::{Field, ServiceMesh, path};

use super::sm0501::{Kinship, kinship};
use crate::rule::{Category, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A failing condition without a message.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where one of the six conditions of the operator, or `Ready`, is `False` or `Unknown`
    /// and its `message` is absent or empty.
    ///
    /// # Why
    ///
    /// The operator reference sends people to the message to learn what went wrong.
    ///
    /// # What to do instead
    ///
    /// Say what failed or what is waited for. A condition that is `True` needs no message.
    SM0509 {
        name: "failing-without-message",
        group: Group::Conditions,
        category: Category::Style,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        part: Part::Status,
        clauses: &[
            clause(
                "variables.conditions.all(c, !(c.?type.orValue('') in ['Ready', 'PreChecked', \
                'ServiceMeshAvailable', 'ClusterEnrolled', 'MeshConfigApplied', 'Retried', \
                'ServiceMeshDeleted']) || !(c.?status.orValue('') in ['False', 'Unknown']) || \
                c.?message.orValue('') != '')",
                "status.conditions: a condition that is not met needs a message",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, condition) in mesh.conditions().filter(|(_, condition)| fails(condition)) {
        let place = path!["status", "conditions", index, "message"];
        let fault = match &condition.message {
            Field::Absent => Fault::required(place, "a condition that is not met needs a message"),
            Field::Is(message) if message.as_str().is_empty() => {
                Fault::invalid(place, "the message of a condition that is not met is empty")
            }
            Field::Is(_) | Field::Wrong(_) => continue,
        };
        faults.add(fault.help("say what failed, or what is waited for"));
    }
}

/// `Reconciling`, `Stalled` and `Paused` are well when they are `False`.
fn fails(condition: &Condition) -> bool {
    let status = condition.status.get().and_then(|status| status.parse().ok());
    let is_ready = || condition.type_.get().is_some_and(|written| written.as_str() == "Ready");
    let tells = matches!(kinship(condition), Kinship::Operator(_)) || is_ready();
    tells && matches!(status, Some(ConditionStatus::False | ConditionStatus::Unknown))
}
