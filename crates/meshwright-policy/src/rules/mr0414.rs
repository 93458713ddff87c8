use meshwright_api::{Edit, Mesh, Safety};

use crate::rule::{Category, Check, Group, json, required};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// A selector operator other than `In`.
    ///
    /// # What it refuses
    ///
    /// A selector whose `operator` is absent or anything but `In`, letter by letter: `in`, `NotIn` and
    /// `Exists` are refused.
    ///
    /// # Why
    ///
    /// `In` is the only operator of the mesh API reference (Table 11).
    ///
    /// # What to do instead
    ///
    /// Write `In` and list the values to select.
    MR0414 {
        name: "selector-operator-not-in",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &[
            "spec.extendParams.clusters[].installation.nodes.fieldSelector.operator",
            "spec.extendParams.clusters[].injection.namespaces.fieldSelector.operator",
        ],
        fix: Some(Safety::Safe),
        schema: &[
            required("spec.extendParams.clusters[].installation.nodes.fieldSelector", &["operator"]),
            json(
                "spec.extendParams.clusters[].installation.nodes.fieldSelector.operator",
                r#"{"enum": ["In"]}"#,
            ),
            required("spec.extendParams.clusters[].injection.namespaces.fieldSelector", &["operator"]),
            json(
                "spec.extendParams.clusters[].injection.namespaces.fieldSelector.operator",
                r#"{"enum": ["In"]}"#,
            ),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, _, selector) in mesh.selectors() {
        let Some(field) = selector.field_selector.get() else { continue };
        let place = at.join("fieldSelector").join("operator");
        let help = "write In, the only operator";
        let Some(operator) = presence::require(&field.operator, place.clone(), help, faults) else {
            continue;
        };
        if operator.as_str() != "In" {
            let message = format!("{} is not an operator here", words::quoted(operator.as_str()));
            let fault = Fault::not_supported(place.clone(), message).help(help);
            let meant = operator.as_str().eq_ignore_ascii_case("in");
            faults.add(if meant { fault.fix(Safety::Safe, [Edit::set(place, "In")]) } else { fault });
        }
    }
}
