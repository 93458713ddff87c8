use meshwright_api::service_mesh::{DELETION_POLICY, DeletionPolicy};
use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Check, Group, clause};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A mesh that goes with its resource.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where the annotation `operator.istio.alibabacloud.com/deletion-policy` is `Delete`.
    ///
    /// # Why
    ///
    /// Deleting the resource then deletes the mesh in the cloud, for everybody who uses it. The operator
    /// reference adds that deleting the cluster deletes the mesh too; a controller inside that cluster cannot
    /// do so, since it dies with it, one outside can.
    ///
    /// # What to do instead
    ///
    /// Leave the annotation out or write `Retain`, unless the mesh shall go.
    SM0403 {
        name: "mesh-deleted-with-resource",
        group: Group::Annotations,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        because: &[('C', "a CRD cannot look into annotations, nor warn")],
        clauses: &[
            clause(
                "!('operator.istio.alibabacloud.com/deletion-policy' in variables.annotations) || \
                variables.annotations['operator.istio.alibabacloud.com/deletion-policy'] != 'Delete'",
                "deleting the resource will delete the mesh in the cloud too",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    if mesh.deletion_policy() == DeletionPolicy::Delete {
        let place = path!["metadata", "annotations", DELETION_POLICY];
        let message = "deleting the resource will delete the mesh in the cloud too";
        faults.add(Fault::invalid(place, message).help("write Retain unless the mesh shall go with it"));
    }
}
