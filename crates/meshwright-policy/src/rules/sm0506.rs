use meshwright_api::service_mesh::{Condition, ConditionReason, ConditionStatus, ConditionType};
use meshwright_api::{ServiceMesh, TextType, path};

use super::sm0501::{Kinship, kinship};
use crate::rule::{Category, Check, Group, Part, clause, json};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A step that is met for another reason than its own.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where a condition is `True` with a reason other than the one of a healthy mesh:
    /// `PreChecked` with `Passed`, `ServiceMeshAvailable` with `Available`, `ClusterEnrolled` and
    /// `MeshConfigApplied` with `Succeeded`. A reason that does not exist is SM0502's.
    ///
    /// # Why
    ///
    /// The operator reference pairs them so, and programs wait for the pair.
    ///
    /// # What to do instead
    ///
    /// Write the reason that belongs to the step.
    SM0506 {
        name: "unexpected-condition-reason",
        group: Group::Conditions,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("W L - P J"),
        part: Part::Status,
        schema: &[json("status.conditions[]", SCHEMA)],
        clauses: &[
            clause(
                "variables.conditions.all(c, c.?status.orValue('') != 'True' || !(c.?type.orValue('') \
                in ['PreChecked', 'ServiceMeshAvailable', 'ClusterEnrolled', 'MeshConfigApplied']) \
                || !(c.?reason.orValue('') in ['Reconciling', 'Succeeded', 'Failed', 'Available', \
                'Unavailable', 'Passed', 'WaitSteady', 'Retried']) || c.reason == {'PreChecked': \
                'Passed', 'ServiceMeshAvailable': 'Available', 'ClusterEnrolled': 'Succeeded', \
                'MeshConfigApplied': 'Succeeded'}[c.type])",
                "status.conditions: a step is met for a reason that belongs to another",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

/// For each step that is met: none of the other reasons.
const SCHEMA: &str = r#"{
    "allOf": [
        {
            "if": {
                "properties": {"type": {"const": "PreChecked"}, "status": {"const": "True"}},
                "required": ["type", "status"]
            },
            "then": {"properties": {"reason": {"not": {"enum": [
                "Reconciling", "Succeeded", "Failed", "Available", "Unavailable", "WaitSteady", "Retried"
            ]}}}}
        },
        {
            "if": {
                "properties": {"type": {"const": "ServiceMeshAvailable"}, "status": {"const": "True"}},
                "required": ["type", "status"]
            },
            "then": {"properties": {"reason": {"not": {"enum": [
                "Reconciling", "Succeeded", "Failed", "Unavailable", "Passed", "WaitSteady", "Retried"
            ]}}}}
        },
        {
            "if": {
                "properties": {
                    "type": {"enum": ["ClusterEnrolled", "MeshConfigApplied"]}, "status": {"const": "True"}
                },
                "required": ["type", "status"]
            },
            "then": {"properties": {"reason": {"not": {"enum": [
                "Reconciling", "Failed", "Available", "Unavailable", "Passed", "WaitSteady", "Retried"
            ]}}}}
        }
    ]
}"#;

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (index, condition) in mesh.conditions() {
        let Some((step, expected)) = met(condition) else { continue };
        let written = condition.reason.get();
        let Some(reason) = written.and_then(|reason| ConditionReason::parse(reason.as_str()).ok()) else {
            continue;
        };
        if reason != expected {
            let message = format!("{step} is met for the reason {expected}, not {reason}");
            let place = path!["status", "conditions", index, "reason"];
            faults.add(Fault::invalid(place, message).help(format!("write {expected}")));
        }
    }
}

/// The step of a condition that is met, and the reason that belongs to it.
fn met(condition: &Condition) -> Option<(ConditionType, ConditionReason)> {
    let status = condition.status.get()?.parse();
    let (Ok(ConditionStatus::True), Kinship::Operator(step)) = (status, kinship(condition)) else {
        return None;
    };
    let expected = match step {
        ConditionType::PreChecked => ConditionReason::Passed,
        ConditionType::ServiceMeshAvailable => ConditionReason::Available,
        ConditionType::ClusterEnrolled | ConditionType::MeshConfigApplied => ConditionReason::Succeeded,
        ConditionType::Retried | ConditionType::ServiceMeshDeleted => return None,
    };
    Some((step, expected))
}
