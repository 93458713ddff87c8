use meshwright_api::service_mesh::{DELETION_POLICY, DeletionPolicy};
use meshwright_api::{Edit, Safety, ServiceMesh, TextType, path};

use crate::rule::{Category, Check, Group, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A deletion policy that does not exist.
    ///
    /// # What it refuses
    ///
    /// A value of the annotation `operator.istio.alibabacloud.com/deletion-policy` other than `Retain`
    /// and `Delete`, letter by letter.
    ///
    /// # Why
    ///
    /// A controller reads an unknown value as `Retain`. Whoever wrote `delete` meant the mesh to go, and
    /// would keep paying for it.
    ///
    /// # What to do instead
    ///
    /// Write `Retain` or `Delete`, or leave the annotation out: that means `Retain`.
    SM0401 {
        name: "unknown-deletion-policy",
        group: Group::Annotations,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("W L - P -"),
        because: &[('C', "a CRD cannot look into annotations")],
        fix: Some(Safety::Unsafe),
        clauses: &[
            clause(
                "!('operator.istio.alibabacloud.com/deletion-policy' in variables.annotations) || \
                variables.annotations['operator.istio.alibabacloud.com/deletion-policy'] in \
                ['Retain', 'Delete'] || (oldObject != null && \
                oldObject.metadata.?annotations[?'operator.istio.alibabacloud.com/deletion-policy'] \
                == object.metadata.?annotations[?'operator.istio.alibabacloud.com/deletion-policy'])",
                "the annotation deletion-policy must be Retain or Delete",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.annotation(DELETION_POLICY) else { return };
    if DeletionPolicy::parse(written).is_ok() {
        return;
    }
    let place = path!["metadata", "annotations", DELETION_POLICY];
    let names = DeletionPolicy::TEXT.values;
    let message = format!("{} is not a deletion policy", words::quoted(written));
    let fault = Fault::not_supported(place.clone(), message)
        .help(format!("write {}, or leave the annotation out (Retain)", words::alternatives(names)));
    let meant = names.iter().find(|name| name.eq_ignore_ascii_case(written));
    faults.add(match meant {
        // Never applied without being asked for: `Delete` destroys.
        Some(&name) => fault.fix(Safety::Unsafe, [Edit::set(place, name)]),
        None => fault,
    });
}
