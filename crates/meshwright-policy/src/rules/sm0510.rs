use meshwright_api::service_mesh::Edition;
use meshwright_api::{ServiceMesh, TextType, path};

use crate::rule::{Category, Cel, CelReason, Check, Group, Part, text};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A recorded edition that does not exist.
    ///
    /// # What it refuses
    ///
    /// A `status.clusterSpec` that is none of `Standard`, `Enterprise` and `Ultimate`, letter by letter.
    ///
    /// # Why
    ///
    /// The status says which edition was made, and there are these three only. The cloud spells them in lower
    /// case; a controller that copies its word is caught here.
    ///
    /// # What to do instead
    ///
    /// Write the edition as `spec.clusterSpec` spells it.
    SM0510 {
        name: "unknown-recorded-edition",
        group: Group::Conditions,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("W - C P J"),
        because: &[('L', "the status is not written in files")],
        part: Part::Status,
        schema: &[text("status.clusterSpec", &Edition::TEXT)],
        cel: &[Cel {
            at: "status.clusterSpec",
            rule: "self in ['Standard', 'Enterprise', 'Ultimate']",
            message: "must be Standard, Enterprise or Ultimate",
            reason: CelReason::FieldValueInvalid,
        }],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.status.and(|status| &status.cluster_spec) else { return };
    if written.parse().is_err() {
        let message = format!("{} is not an edition that a mesh can have", words::quoted(written.as_str()));
        faults.add(
            Fault::not_supported(path!["status", "clusterSpec"], message)
                .help(format!("write {}", words::alternatives(Edition::TEXT.values))),
        );
    }
}
