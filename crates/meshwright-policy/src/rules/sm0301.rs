use meshwright_api::{Field, ServiceMesh, Unchecked, path};

use crate::rule::{Category, Cel, CelReason, Change, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A mesh id that changes.
    ///
    /// # What it refuses
    ///
    /// Any change of `spec.id`: another id, taking it away, and adding one where there was none.
    ///
    /// # Why
    ///
    /// The id binds this cluster to one mesh. Another id would bind it to another mesh while the
    /// workloads still run in the first.
    ///
    /// # What to do instead
    ///
    /// Leave the id as it is. To join another mesh, delete the resource and create it again.
    /// `readings.idFromStatus` lets an absent id be set to the id that the status already shows.
    SM0301 {
        name: "changed-mesh-id",
        group: Group::Identity,
        category: Category::Transition,
        level: Level::Deny,
        points: Points::of("W L C P -"),
        ratchets: false,
        cel: &[Cel {
            at: "",
            rule: "(has(self.spec) && has(self.spec.id)) == (has(oldSelf.spec) && has(oldSelf.spec.id)) && \
                   (!has(self.spec) || !has(self.spec.id) || self.spec.id == oldSelf.spec.id)",
            message: "spec.id cannot be changed, removed or added later",
            reason: CelReason::FieldValueForbidden,
        }],
        check: Check::ServiceMeshChange(check),
    }
}

fn check(change: &Change<'_, ServiceMesh>, context: &Context<'_>, faults: &mut Faults<'_>) {
    let (Some(old), Some(new)) = (id(change.old), id(change.new)) else { return };
    if old == new {
        return;
    }
    let message = match (old, new) {
        (None, Some(_)) if context.policy.readings.id_from_status && new == recorded(change.old) => {
            return;
        }
        (None, Some(new)) => format!("the id cannot be added later, here as {}", words::quoted(new)),
        (Some(old), None) => format!("the id cannot be removed, it is {}", words::quoted(old)),
        (old, new) => format!(
            "the id cannot change from {} to {}",
            words::quoted(old.unwrap_or_default()),
            words::quoted(new.unwrap_or_default()),
        ),
    };
    faults.add(
        Fault::forbidden(path!["spec", "id"], message)
            .help("keep the id; to join another mesh, delete the resource and create it again"),
    );
}

/// The id, absent where it is absent; nothing at all where it is no text (another rule speaks then).
#[expect(clippy::option_option, reason = "absent and unreadable are two things")]
fn id(mesh: &ServiceMesh) -> Option<Option<&str>> {
    match mesh.spec.get().map(|spec| &spec.id) {
        None | Some(Field::Absent) => Some(None),
        Some(Field::Is(id)) => Some(Some(id.as_str())),
        Some(Field::Wrong(_)) => None,
    }
}

fn recorded(mesh: &ServiceMesh) -> Option<&str> {
    mesh.status.and(|status| &status.service_mesh_id).map(Unchecked::as_str)
}
