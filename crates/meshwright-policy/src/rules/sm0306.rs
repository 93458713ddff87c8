use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Change, Check, Group, Part, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A status written by somebody else than the controller.
    ///
    /// # What it refuses
    ///
    /// A change of `status` by anybody who is not named in `controllers` of the policy. While nobody is named
    /// there the rule is off: another vendor's operator may be in charge.
    ///
    /// # Why
    ///
    /// The status is the memory of the controller. A hand-written one makes it create a second mesh, or take
    /// a mesh for deleted that still costs money.
    ///
    /// # What to do instead
    ///
    /// Ask the controller for what you want through the spec and the annotations.
    SM0306 {
        name: "foreign-status-writer",
        group: Group::Lifecycle,
        category: Category::Transition,
        level: Level::Deny,
        points: Points::of("W - - P -"),
        because: &[
            ('L', "a file does not say who applies it"),
            ('C', "a CRD does not know who asks"),
        ],
        part: Part::Status,
        ratchets: false,
        clauses: &[
            clause(
                "!variables.stranger || !variables.statusChanged",
                "status: only the controllers that the parameters name write it",
            ),
        ],
        check: Check::ServiceMeshChange(check),
    }
}

fn check(change: &Change<'_, ServiceMesh>, context: &Context<'_>, faults: &mut Faults<'_>) {
    if !context.is_stranger() || change.old.status == change.new.status {
        return;
    }
    let who = context.requester.map_or("", |who| who.username.as_str());
    let message = format!("{} is not a controller of this policy", words::quoted(who));
    faults.add(
        Fault::forbidden(path!["status"], message)
            .help("leave the status to the controller, or name the identity in controllers of the policy"),
    );
}
