use meshwright_api::{ServiceMesh, Unchecked, path};

use crate::rule::{Category, Change, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A recorded mesh id that changes.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where `status.serviceMeshId` goes from one id to another.
    ///
    /// # Why
    ///
    /// One resource stands for one mesh. Another id means that a second mesh was created, or that somebody
    /// edited the status.
    ///
    /// # What to do instead
    ///
    /// Look for the mesh of the old id in the console of the mesh service before you go on.
    SM0303 {
        name: "changed-recorded-id",
        group: Group::Identity,
        category: Category::Transition,
        level: Level::Warn,
        points: Points::of("W - - P -"),
        because: &[('L', "the status is not written in files")],
        part: Part::Status,
        ratchets: false,
        clauses: &[
            clause(
                "oldObject == null || oldObject.?status.?serviceMeshId.orValue('') == '' || \
                object.?status.?serviceMeshId.orValue('') == '' || object.status.serviceMeshId == \
                oldObject.status.serviceMeshId",
                "status.serviceMeshId: the recorded id changes, look for a second mesh",
            ),
        ],
        check: Check::ServiceMeshChange(check),
    }
}

fn check(change: &Change<'_, ServiceMesh>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (Some(old), Some(new)) = (recorded(change.old), recorded(change.new)) else { return };
    if old != new {
        let message =
            format!("the recorded id changes from {} to {}", words::quoted(old), words::quoted(new));
        faults.add(
            Fault::forbidden(path!["status", "serviceMeshId"], message)
                .help("look for a second mesh in the console before you go on"),
        );
    }
}

fn recorded(mesh: &ServiceMesh) -> Option<&str> {
    let id = mesh.status.and(|status| &status.service_mesh_id).map(Unchecked::as_str);
    id.filter(|id| !id.is_empty())
}
