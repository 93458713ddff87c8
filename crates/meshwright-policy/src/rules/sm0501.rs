use meshwright_api::service_mesh::{Condition, ConditionType};
use meshwright_api::{ServiceMesh, TextType, path};

use crate::rule::{Category, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

/// Our own conditions, which tools that watch resources look for.
const OWN: [&str; 4] = ["Ready", "Reconciling", "Stalled", "Paused"];

crate::rule! {
    /// A condition that does not exist.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns of a condition whose `type` is none of `PreChecked`, `ServiceMeshAvailable`,
    /// `ClusterEnrolled`, `MeshConfigApplied`, `Retried` and `ServiceMeshDeleted`, nor one of our own: `Ready`,
    /// `Reconciling`, `Stalled` and `Paused`.
    ///
    /// # Why
    ///
    /// The operator reference lists the six. A later release may bring more, so the level is a warning and
    /// the CRD does not look.
    ///
    /// # What to do instead
    ///
    /// Mend the name; set the rule to `deny` to hold a controller to the list.
    SM0501 {
        name: "unknown-condition-type",
        group: Group::Conditions,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        because: &[('C', "a later release of the operator must go on working")],
        part: Part::Status,
        clauses: &[
            clause(
                "variables.conditions.all(c, !has(c.type) || c.type in ['PreChecked', \
                'ServiceMeshAvailable', 'ClusterEnrolled', 'MeshConfigApplied', 'Retried', \
                'ServiceMeshDeleted'] || c.type in ['Ready', 'Reconciling', 'Stalled', 'Paused'])",
                "status.conditions: a type is not a condition of a mesh",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, condition) in mesh.conditions() {
        let (Kinship::Unknown, Some(written)) = (kinship(condition), condition.type_.get()) else { continue };
        let names = ConditionType::TEXT.values.iter().copied().chain(OWN);
        let help = match words::nearest(written.as_str(), names) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("the operator reports {}", words::alternatives(ConditionType::TEXT.values)),
        };
        let message = format!("{} is not a condition of a mesh", words::quoted(written.as_str()));
        let place = path!["status", "conditions", index, "type"];
        faults.add(Fault::not_supported(place, message).help(help));
    }
}

/// Where the type of a condition comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// The operator reference.
    Operator(ConditionType),
    /// This project.
    Own,
    /// Neither, or not there.
    Unknown,
}

/// Where the type of `condition` comes from.
pub(crate) fn kinship(condition: &Condition) -> Kinship {
    let Some(written) = condition.type_.get() else { return Kinship::Unknown };
    match ConditionType::parse(written.as_str()) {
        Ok(of_operator) => Kinship::Operator(of_operator),
        Err(_) if OWN.contains(&written.as_str()) => Kinship::Own,
        Err(_) => Kinship::Unknown,
    }
}
