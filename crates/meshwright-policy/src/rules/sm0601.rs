use meshwright_api::service_mesh::{ConditionReason, ConditionStatus, ConditionType};
use meshwright_api::{ServiceMesh, TextType, Unchecked, path};

use super::sm0501::{Kinship, kinship};
use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A deletion while the mesh is in use.
    ///
    /// # What it refuses
    ///
    /// Nothing by default: it warns of the deletion of a resource whose status says that gateways, sidecars or
    /// other resources of the mesh are in use (`ServiceMeshDeleted` is `False` with the reason `Failed`). Set
    /// to `deny`, it refuses the deletion.
    ///
    /// # Why
    ///
    /// The removal of the cluster fails while anything uses the mesh, and the resource hangs in deletion until
    /// it is gone. The webhook does not count pods itself: it repeats what the controller last wrote.
    ///
    /// # What to do instead
    ///
    /// Take the gateways away and restart the workloads without sidecars, then delete.
    SM0601 {
        name: "deleted-while-in-use",
        group: Group::Lifecycle,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("w - - - -"),
        because: &[('W', "the status may be older than what runs now; the controller holds the finalizer")],
        check: Check::ServiceMeshDelete(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let deleted = Kinship::Operator(ConditionType::ServiceMeshDeleted);
    let Some((index, condition)) = mesh.conditions().find(|(_, condition)| kinship(condition) == deleted) else {
        return;
    };
    let status = condition.status.get().and_then(|status| status.parse().ok());
    let reason = condition.reason.get().map(Unchecked::as_str).map(ConditionReason::parse);
    if status != Some(ConditionStatus::False) || reason != Some(Ok(ConditionReason::Failed)) {
        return;
    }
    let blockers = condition.message.get().map(Unchecked::as_str).filter(|message| !message.is_empty());
    let message = match blockers {
        Some(blockers) => format!("the mesh is in use: {}", words::quoted(blockers)),
        None => "the mesh is in use".to_owned(),
    };
    faults.add(
        Fault::forbidden(path!["status", "conditions", index], message)
            .help("take gateways and sidecars away first; until then the resource hangs in deletion"),
    );
}
