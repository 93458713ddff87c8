use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Check, Group, clause, json};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A mesh id of an unusual shape.
    ///
    /// # What it refuses
    ///
    /// Nothing: it notes a `spec.id` that is not `c` and 32 or 33 lower-case hexadecimal digits.
    ///
    /// # Why
    ///
    /// The ids in the operator reference look like that, but no document promises it. An id of another shape
    /// may be a name in the wrong field.
    ///
    /// # What to do instead
    ///
    /// Compare the id with the one in the console of the mesh service.
    SM0106 {
        name: "odd-mesh-id",
        group: Group::Identity,
        category: Category::Style,
        level: Level::Audit,
        points: Points::of("W L - P J"),
        schema: &[json("spec.id", r#"{"pattern": "^c[0-9a-f]{32,33}$"}"#)],
        clauses: &[
            clause(
                "!has(object.spec) || !has(object.spec.id) || \
                object.spec.id.matches('^c[0-9a-f]{32,33}$')",
                "spec.id does not look like the id of a mesh",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(id) = mesh.spec.and(|spec| &spec.id) else { return };
    if is_usual(id.as_str()) {
        return;
    }
    let message = format!("{} does not look like the id of a mesh", words::quoted(id.as_str()));
    faults.add(
        Fault::invalid(path!["spec", "id"], message)
            .help("compare it with the id in the console; a name belongs into spec.name"),
    );
}

fn is_usual(id: &str) -> bool {
    let digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    id.strip_prefix('c').is_some_and(|rest| matches!(rest.len(), 32 | 33) && rest.bytes().all(digit))
}
