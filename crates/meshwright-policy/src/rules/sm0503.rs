use meshwright_api::service_mesh::ConditionStatus;
use meshwright_api::{ServiceMesh, TextType, path};

use crate::rule::{Category, Cel, CelReason, Check, Group, Part, text};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// A condition status that does not exist.
    ///
    /// # What it refuses
    ///
    /// A condition whose `status` is none of the texts `True`, `False` and `Unknown`, letter by letter. An
    /// unquoted `True` in YAML is a boolean and refused too.
    ///
    /// # Why
    ///
    /// The operator reference and every reader of conditions know these three texts only.
    ///
    /// # What to do instead
    ///
    /// Write `"True"`, `"False"` or `"Unknown"`, with the quotes.
    SM0503 {
        name: "unknown-condition-status",
        group: Group::Conditions,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("W L C P J"),
        part: Part::Status,
        types: &["status.conditions[].status"],
        schema: &[text("status.conditions[].status", &ConditionStatus::TEXT)],
        cel: &[Cel {
            at: "status.conditions[].status",
            rule: "self in ['True', 'False', 'Unknown']",
            message: "must be True, False or Unknown",
            reason: CelReason::FieldValueInvalid,
        }],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let help = r#"write "True", "False" or "Unknown", with the quotes"#;
    for (index, condition) in mesh.conditions() {
        let place = path!["status", "conditions", index, "status"];
        presence::wrong_type(&condition.status, place.clone(), help, faults);
        if let Some(written) = condition.status.get().filter(|written| written.parse().is_err()) {
            let message = format!("{} is not a status of a condition", words::quoted(written.as_str()));
            faults.add(Fault::not_supported(place, message).help(help));
        }
    }
}
