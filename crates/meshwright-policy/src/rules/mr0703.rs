use meshwright_api::mesh::Phase;
use meshwright_api::{Mesh, path};

use crate::rule::{Category, Change, Check, Group, Part};
use crate::{Context, Fault, Faults, Level, Points, phases, words};

crate::rule! {
    /// A phase that does not follow from the one before.
    ///
    /// # What it refuses
    ///
    /// A change of `status.phase` outside the graph. `Creating` goes to `Running`, `CreateFailed` or
    /// `Deleting`; `Running` to `Upgrading` or `Deleting`; `Upgrading` to `Running` or `UpgradeFailed`;
    /// `RollingBack` to `Running` or `RollbackFailed`; `Deleting` to `DeleteFailed`. A failed phase goes to
    /// a retry or to `Deleting`.
    ///
    /// # Why
    ///
    /// The mesh API reference names the phases and leaves their order to the reader, so this is a warning.
    /// A client that sees `Creating` after `Running` cannot know whether its mesh is the same one.
    ///
    /// # What to do instead
    ///
    /// Compare answers about the same mesh, in the order they came.
    MR0703 {
        name: "unexpected-phase-change",
        group: Group::Response,
        category: Category::Transition,
        level: Level::Warn,
        points: Points::mesh("- L - P -"),
        because: &[
            ('W', "the service alone writes the status"),
            ('A', "the service alone writes the status"),
        ],
        part: Part::Status,
        ratchets: false,
        check: Check::MeshChange(check),
    }
}

fn check(change: &Change<'_, Mesh>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (Some(old), Some(new)) = (phase(change.old), phase(change.new)) else { return };
    let next = phases::after(old);
    if old != new && !next.contains(&new) {
        let names: Vec<&str> = next.iter().map(|phase| phase.as_str()).collect();
        let message = format!("{new} does not follow {old}");
        let fault = Fault::invalid(path!["status", "phase"], message);
        faults.add(fault.help(format!("after {old} comes {}", words::alternatives(&names))));
    }
}

fn phase(mesh: &Mesh) -> Option<Phase> {
    mesh.status.and(|status| &status.phase)?.parse().ok()
}
