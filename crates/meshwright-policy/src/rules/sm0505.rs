use meshwright_api::service_mesh::ConditionType;
use meshwright_api::{ServiceMesh, path};

use super::sm0501::{Kinship, kinship};
use crate::rule::{Category, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A step out of its order.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where a condition stands after one that follows it in `PreChecked`,
    /// `ServiceMeshAvailable`, `ClusterEnrolled`, `MeshConfigApplied`. Other conditions may stand anywhere.
    ///
    /// # Why
    ///
    /// The operator reference calls the conditions an ordered list of steps, and people read it as one.
    ///
    /// # What to do instead
    ///
    /// Write the steps in their order.
    SM0505 {
        name: "unordered-conditions",
        group: Group::Conditions,
        category: Category::Style,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        part: Part::Status,
        clauses: &[
            clause(
                "variables.conditions.filter(c, c.?type.orValue('') in ['PreChecked', \
                'ServiceMeshAvailable', 'ClusterEnrolled', 'MeshConfigApplied']).map(c, \
                {'PreChecked': 1, 'ServiceMeshAvailable': 2, 'ClusterEnrolled': 3, \
                'MeshConfigApplied': 4}[c.type]).isSorted()",
                "status.conditions: the steps stand out of their order",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let mut latest = None;
    for (index, condition) in mesh.conditions() {
        let Kinship::Operator(step) = kinship(condition) else { continue };
        // The names stand in the order of the steps; the last two are no steps.
        if step > ConditionType::MeshConfigApplied {
            continue;
        }
        match latest {
            Some(before) if step < before => {
                let message = format!("{step} comes before {before}");
                let place = path!["status", "conditions", index, "type"];
                faults.add(Fault::invalid(place, message).help("write the steps in their order"));
            }
            _ => latest = Some(step),
        }
    }
}
