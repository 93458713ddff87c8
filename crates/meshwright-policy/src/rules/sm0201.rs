use meshwright_api::service_mesh::Edition;
use meshwright_api::{Edit, Safety, ServiceMesh, TextType, path};

use crate::rule::{Category, Cel, CelReason, Check, Group, text};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// An edition that does not exist.
    ///
    /// # What it refuses
    ///
    /// A `spec.clusterSpec` that is none of `Standard`, `Enterprise` and `Ultimate`, letter by letter:
    /// `standard` and the empty text are refused too.
    ///
    /// # Why
    ///
    /// The operator knows these three names only, and the edition decides what the mesh costs.
    ///
    /// # What to do instead
    ///
    /// Write one of the three names, or leave the field out to get the default of your region.
    SM0201 {
        name: "unknown-edition",
        group: Group::Edition,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("W L C P J"),
        fix: Some(Safety::Safe),
        schema: &[text("spec.clusterSpec", &Edition::TEXT)],
        cel: &[Cel {
            at: "spec.clusterSpec",
            rule: "self in ['Standard', 'Enterprise', 'Ultimate']",
            message: "must be Standard, Enterprise or Ultimate",
            reason: CelReason::FieldValueInvalid,
        }],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.spec.and(|spec| &spec.cluster_spec) else { return };
    if written.parse().is_ok() {
        return;
    }
    let names = Edition::TEXT.values;
    let place = path!["spec", "clusterSpec"];
    let message = format!("{} is not an edition", words::quoted(written.as_str()));
    let fault = Fault::not_supported(place.clone(), message)
        .help(format!("write {}, or leave the field out", words::alternatives(names)));
    let meant = names.iter().find(|name| name.eq_ignore_ascii_case(written.as_str()));
    faults.add(match meant {
        Some(&name) => fault.fix(Safety::Safe, [Edit::set(place, name)]),
        None => fault,
    });
}
