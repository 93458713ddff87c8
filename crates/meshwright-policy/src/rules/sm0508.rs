use meshwright_api::{FieldPath, ServiceMesh, path};

use crate::rule::{Category, Check, Group, Part, clause, json};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A status that speaks of a generation that never was.
    ///
    /// # What it refuses
    ///
    /// Nothing, and nobody may refuse an `observedGeneration`, in the status or in a condition: it stands in
    /// the sample of the operator reference and not in its table. It warns where the number is negative or
    /// greater than `metadata.generation`.
    ///
    /// # Why
    ///
    /// Tools compare the two numbers to tell whether a status is up to date. A number ahead of the
    /// generation makes every later change look as if it were done already.
    ///
    /// # What to do instead
    ///
    /// Write the generation of the spec that was looked at.
    SM0508 {
        name: "impossible-observed-generation",
        group: Group::Conditions,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("W L - P j"),
        because: &[
            ('C', "a CRD cannot warn, and must not refuse the field"),
            ('J', "a JSON Schema cannot compare two fields; it knows the lower bound"),
        ],
        part: Part::Status,
        schema: &[
            json("status.observedGeneration", r#"{"minimum": 0}"#),
            json("status.conditions[].observedGeneration", r#"{"minimum": 0}"#),
        ],
        clauses: &[
            clause(
                "object.?status.?observedGeneration.optMap(g, g >= 0 && g <= \
                object.metadata.?generation.orValue(g)).orValue(true) && variables.conditions.all(c, \
                c.?observedGeneration.optMap(g, g >= 0 && g <= \
                object.metadata.?generation.orValue(g)).orValue(true))",
                "observedGeneration: that generation was not there to be observed",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let newest = mesh.metadata.and(|metadata| &metadata.generation).copied();
    let status = mesh.status.and(|status| &status.observed_generation).copied();
    judge(status, newest, path!["status", "observedGeneration"], faults);
    for (index, condition) in mesh.conditions() {
        let seen = condition.observed_generation.get().copied();
        judge(seen, newest, path!["status", "conditions", index, "observedGeneration"], faults);
    }
}

fn judge(seen: Option<i64>, newest: Option<i64>, place: FieldPath, faults: &mut Faults<'_>) {
    let message = match (seen, newest) {
        (Some(seen), _) if seen < 0 => format!("{seen} is no generation: they count from 1"),
        (Some(seen), Some(newest)) if seen > newest => {
            format!("generation {seen} was not there to be observed, the resource is at {newest}")
        }
        _ => return,
    };
    faults.add(Fault::invalid(place, message).help("write the generation of the spec that was looked at"));
}
