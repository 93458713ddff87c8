use meshwright_api::service_mesh::Edition;
use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// More pods than the Standard edition carries.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where `spec.clusterSpec` is `Standard` and the cluster runs more pods with a
    /// sidecar than `limits.standardPods` (50). Where nobody has counted, it is silent.
    ///
    /// # Why
    ///
    /// The Standard edition carries up to 50 pods. The count changes after the resource was accepted, so the
    /// controller watches it and shows it as a condition.
    ///
    /// # What to do instead
    ///
    /// Write `Enterprise` or `Ultimate`, or run fewer pods in the mesh.
    SM0204 {
        name: "too-many-pods-for-standard",
        group: Group::Edition,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("w - - - -"),
        because: &[
            ('W', "the webhook knows the count only where the cluster was asked for it"),
            ('L', "a file does not know the pods of a cluster"),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let edition = mesh.spec.and(|spec| &spec.cluster_spec).and_then(|written| written.parse().ok());
    let (Some(Edition::Standard), Some(pods)) = (edition, context.pods) else { return };
    let most = context.policy.limits.standard_pods;
    if pods > most {
        let message = format!("the Standard edition carries {most} pods, and the cluster runs {pods} in the mesh");
        faults.add(
            Fault::invalid(path!["spec", "clusterSpec"], message)
                .help("write Enterprise or Ultimate, or run fewer pods in the mesh"),
        );
    }
}
