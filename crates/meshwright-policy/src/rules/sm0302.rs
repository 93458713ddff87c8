use meshwright_api::{ServiceMesh, Unchecked, path};

use crate::rule::{Category, Cel, CelReason, Change, Check, Group, Part};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A recorded mesh name that changes.
    ///
    /// # What it refuses
    ///
    /// Any change of `status.serviceMeshName` once it is not empty: another name, taking it away, and taking
    /// the whole status away.
    ///
    /// # Why
    ///
    /// The controller records the name before it first asks for a mesh, and finds the mesh again by it when
    /// an answer is lost. With another name it would create a second mesh, and the first would go on costing
    /// money.
    ///
    /// # What to do instead
    ///
    /// Leave the recorded name alone. To rename the mesh, change `spec.name`.
    SM0302 {
        name: "changed-recorded-name",
        group: Group::Identity,
        category: Category::Transition,
        level: Level::Deny,
        points: Points::of("W - C P -"),
        because: &[('L', "the status is not written in files")],
        part: Part::Status,
        ratchets: false,
        cel: &[Cel {
            at: "",
            rule: "!has(oldSelf.status) || !has(oldSelf.status.serviceMeshName) || \
                   oldSelf.status.serviceMeshName == '' || (has(self.status) && \
                   has(self.status.serviceMeshName) && \
                   self.status.serviceMeshName == oldSelf.status.serviceMeshName)",
            message: "status.serviceMeshName cannot be changed or removed once it is recorded",
            reason: CelReason::FieldValueForbidden,
        }],
        check: Check::ServiceMeshChange(check),
    }
}

fn check(change: &Change<'_, ServiceMesh>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(old) = recorded(change.old) else { return };
    let message = match recorded(change.new) {
        Some(new) if new == old => return,
        Some(new) => {
            format!("the recorded name cannot change from {} to {}", words::quoted(old), words::quoted(new))
        }
        None => format!("the recorded name {} cannot be removed", words::quoted(old)),
    };
    faults.add(
        Fault::forbidden(path!["status", "serviceMeshName"], message)
            .help("keep the recorded name; a mesh is renamed by spec.name"),
    );
}

fn recorded(mesh: &ServiceMesh) -> Option<&str> {
    let name = mesh.status.and(|status| &status.service_mesh_name).map(Unchecked::as_str);
    name.filter(|name| !name.is_empty())
}
