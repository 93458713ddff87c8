use meshwright_api::service_mesh::FINALIZER;
use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Change, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A finalizer taken away by somebody else than the controller.
    ///
    /// # What it refuses
    ///
    /// A change that takes the finalizer `servicemeshoperator.finalizers.alibabacloud.com` away, by anybody
    /// who is neither named in `controllers` of the policy nor in one of its `breakGlassGroups`. While
    /// nobody is named in `controllers` the rule is off: another vendor's operator may be in charge.
    ///
    /// # Why
    ///
    /// The finalizer holds the resource until the cluster has left the mesh. Without it the resource is gone,
    /// and the mesh goes on with the cluster in it, costing money, known to nobody here.
    ///
    /// # What to do instead
    ///
    /// Look into `status.conditions` for what holds the deletion, and mend that. In an emergency a member of a
    /// break-glass group may take the finalizer away; the audit log then says so.
    SM0602 {
        name: "foreign-finalizer-removal",
        group: Group::Lifecycle,
        category: Category::Transition,
        level: Level::Deny,
        points: Points::of("W - - P -"),
        because: &[
            ('L', "a file does not say who applies it"),
            ('C', "a CRD does not know who asks"),
        ],
        part: Part::Finalizers,
        ratchets: false,
        clauses: &[
            clause(
                "!variables.stranger || variables.breaksGlass || oldObject == null || \
                !('servicemeshoperator.finalizers.alibabacloud.com' in \
                oldObject.metadata.?finalizers.orValue([])) || \
                'servicemeshoperator.finalizers.alibabacloud.com' in \
                object.metadata.?finalizers.orValue([])",
                "metadata.finalizers: only the controllers that the parameters name take the finalizer away",
            ),
        ],
        check: Check::ServiceMeshChange(check),
    }
}

fn check(change: &Change<'_, ServiceMesh>, context: &Context<'_>, faults: &mut Faults<'_>) {
    if !takes_away(change) || !context.is_stranger() || context.breaks_glass() {
        return;
    }
    let who = context.requester.map_or("", |who| who.username.as_str());
    let message = format!("{} may not take the finalizer of the operator away", words::quoted(who));
    faults.add(
        Fault::forbidden(path!["metadata", "finalizers"], message)
            .help("mend what status.conditions says is holding the deletion"),
    );
}

/// Whether a change takes the finalizer of the operator away.
pub(crate) fn takes_away(change: &Change<'_, ServiceMesh>) -> bool {
    holds(change.old) && !holds(change.new)
}

fn holds(mesh: &ServiceMesh) -> bool {
    let finalizers = mesh.metadata.and(|metadata| &metadata.finalizers);
    finalizers.is_some_and(|list| list.iter().any(|(_, finalizer)| finalizer.as_str() == FINALIZER))
}
