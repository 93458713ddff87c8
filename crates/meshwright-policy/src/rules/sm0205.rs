use meshwright_api::service_mesh::Edition;
use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// An edition without a service-level agreement.
    ///
    /// # What it refuses
    ///
    /// Nothing: it notes `spec.clusterSpec: Standard`.
    ///
    /// # Why
    ///
    /// The Standard edition is free, and nobody promises how available it is.
    ///
    /// # What to do instead
    ///
    /// Nothing for tests and small installations; `Enterprise` or `Ultimate` where people depend on the mesh.
    SM0205 {
        name: "no-service-level-agreement",
        group: Group::Edition,
        category: Category::Style,
        level: Level::Audit,
        points: Points::of("- L - - -"),
        because: &[('W', "advice for whoever writes the file")],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let written = mesh.spec.and(|spec| &spec.cluster_spec);
    if written.is_some_and(|written| written.parse() == Ok(Edition::Standard)) {
        let message = "the Standard edition has no service-level agreement";
        let help = "take Enterprise or Ultimate where people depend on the mesh";
        faults.add(Fault::invalid(path!["spec", "clusterSpec"], message).help(help));
    }
}
