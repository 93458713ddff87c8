use meshwright_api::service_mesh::Edition;
use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Change, Check, Group, clause};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A change to a smaller edition.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where `spec.clusterSpec` goes from `Ultimate` to `Enterprise` or `Standard`, or from
    /// `Enterprise` to `Standard`. Where the old field was absent, the edition in the status counts.
    ///
    /// # Why
    ///
    /// The edition may change in any direction, but a smaller one carries fewer pods (10,000, 1,000, 50) and
    /// Standard comes without a service-level agreement.
    ///
    /// # What to do instead
    ///
    /// Make sure that the mesh fits into the smaller edition, and go on.
    SM0206 {
        name: "smaller-edition",
        group: Group::Edition,
        category: Category::Transition,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        ratchets: false,
        clauses: &[
            clause(
                "!(variables.editionBefore == 'Ultimate' && variables.edition in ['Standard', \
                'Enterprise']) && !(variables.editionBefore == 'Enterprise' && variables.edition == \
                'Standard')",
                "spec.clusterSpec: the mesh goes down to a smaller edition",
            ),
        ],
        check: Check::ServiceMeshChange(check),
    }
}

fn check(change: &Change<'_, ServiceMesh>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let wanted = change.new.spec.and(|spec| &spec.cluster_spec).and_then(|written| written.parse().ok());
    let (Some(old), Some(new)) = (edition(change.old), wanted) else { return };
    // The names stand in the order of their size.
    if new < old {
        let message = format!("the mesh goes from {old} down to {new}");
        faults.add(
            Fault::invalid(path!["spec", "clusterSpec"], message)
                .help("make sure that pods and service level fit into the smaller edition"),
        );
    }
}

/// The edition a mesh has: the one that was asked for, else the one in the status.
pub(crate) fn edition(mesh: &ServiceMesh) -> Option<Edition> {
    let asked = mesh.spec.and(|spec| &spec.cluster_spec);
    let made = || mesh.status.and(|status| &status.cluster_spec);
    asked.or_else(made)?.parse().ok()
}
