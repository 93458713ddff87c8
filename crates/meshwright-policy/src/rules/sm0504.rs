use std::collections::BTreeMap;

use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Cel, CelReason, Check, Group, Part, clause, required};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A condition that stands twice, or has no type.
    ///
    /// # What it refuses
    ///
    /// A condition without `type`, and a second condition of the same `type`.
    ///
    /// # Why
    ///
    /// Conditions are a map keyed by their type: a reader asks for one of them by name and takes whichever it
    /// meets first.
    ///
    /// # What to do instead
    ///
    /// Keep the later state and take the other one out.
    SM0504 {
        name: "repeated-condition-type",
        group: Group::Conditions,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::of("W L C P -"),
        because: &[('J', "a JSON Schema cannot compare one member of the items of a list")],
        part: Part::Status,
        schema: &[required("status.conditions[]", &["type"])],
        cel: &[Cel {
            at: "status.conditions",
            rule: "self.all(c, !has(c.type) || self.exists_one(d, has(d.type) && d.type == c.type))",
            message: "each type stands once",
            // The server drops the message, and the code with it, of a FieldValueDuplicate.
            reason: CelReason::FieldValueInvalid,
        }],
        // As the ratchet has it: what stood at that place before may stay.
        clauses: &[
            clause(
                "variables.places.all(i, i >= size(variables.types) || \
                variables.types.indexOf(variables.types[i]) == i || !variables.types[i].hasValue() || \
                (i < size(variables.typesBefore) && variables.typesBefore[i] == variables.types[i] && \
                variables.typesBefore.indexOf(variables.types[i]) == variables.types.indexOf(variables.types[i])))",
                "status.conditions: each type stands once",
            ),
            clause(
                "variables.places.all(i, i >= size(variables.types) || variables.types[i].hasValue() || \
                (i < size(variables.typesBefore) && !variables.typesBefore[i].hasValue()))",
                "status.conditions: each condition needs a type",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let mut seen = BTreeMap::new();
    for (index, condition) in mesh.conditions() {
        let place = path!["status", "conditions", index, "type"];
        if condition.type_.is_absent() {
            faults.add(Fault::required(place, "a condition needs a type").help("name the step it speaks of"));
            continue;
        }
        let Some(written) = condition.type_.get() else { continue };
        if let Some(first) = seen.get(written.as_str()) {
            let message =
                format!("{} stands already in condition {first}", words::quoted(written.as_str()));
            faults.add(Fault::duplicate(place, message).help("keep the later state only"));
        } else {
            seen.insert(written.as_str(), index);
        }
    }
}
