use meshwright_api::mesh::Phase;
use meshwright_api::{Mesh, TextType, path};

use crate::rule::{Category, Check, Group, Part, text};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// A phase that does not exist.
    ///
    /// # What it refuses
    ///
    /// A `status.phase` that is none of the nine phases, letter by letter, or no text.
    ///
    /// # Why
    ///
    /// The mesh API reference lists the phases (Table 29), and clients wait for them by name. Mind the
    /// spelling: `RollingBack`, but `RollbackFailed`.
    ///
    /// # What to do instead
    ///
    /// Write `Running`, `Creating`, `CreateFailed`, `Deleting`, `DeleteFailed`, `Upgrading`,
    /// `UpgradeFailed`, `RollingBack` or `RollbackFailed`.
    MR0701 {
        name: "unknown-phase",
        group: Group::Response,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("- L C P J"),
        because: &[
            ('W', "the service alone writes the status"),
            ('A', "the service alone writes the status"),
        ],
        part: Part::Status,
        types: &["status.phase"],
        schema: &[text("status.phase", &Phase::TEXT)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(status) = mesh.status.get() else { return };
    let (place, names) = (path!["status", "phase"], Phase::TEXT.values);
    presence::wrong_type(&status.phase, place.clone(), "write the name of a phase", faults);
    let Some(written) = status.phase.get() else { return };
    if written.parse().is_err() {
        let help = match words::nearest(written.as_str(), names.iter().copied()) {
            Some(meant) => format!("write {meant}"),
            None => format!("write {}", words::alternatives(names)),
        };
        let message = format!("{} is not a phase of a mesh", words::quoted(written.as_str()));
        faults.add(Fault::not_supported(place, message).help(help));
    }
}
