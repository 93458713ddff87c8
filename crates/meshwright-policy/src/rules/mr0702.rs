use meshwright_api::{Mesh, path};

use crate::rfc3339::{self, Moment};
use crate::rule::{Category, Check, Group, text};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A timestamp that is no moment in time.
    ///
    /// # What it refuses
    ///
    /// A `metadata.creationTimestamp` or `status.updateTimestamp` that is not of the form of RFC 3339, or
    /// names a day or a second that does not exist. The leap second `:60` is refused too.
    ///
    /// # Why
    ///
    /// Clients parse these fields. RFC 3339 allows the leap second, an API server does not.
    ///
    /// # What to do instead
    ///
    /// Write a time such as `2025-04-10T07:48:37Z`.
    MR0702 {
        name: "bad-timestamp",
        group: Group::Response,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("- L C P J"),
        because: &[
            ('W', "the service alone writes these fields"),
            ('A', "the service alone writes these fields"),
        ],
        schema: &[
            text("metadata.creationTimestamp", &rfc3339::TEXT),
            text("status.updateTimestamp", &rfc3339::TEXT),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let created = mesh.metadata.and(|metadata| &metadata.creation_timestamp);
    let updated = mesh.status.and(|status| &status.update_timestamp);
    let places = [path!["metadata", "creationTimestamp"], path!["status", "updateTimestamp"]];
    for (place, written) in places.into_iter().zip([created, updated]) {
        let Some(written) = written else { continue };
        if Moment::parse(written.as_str()).is_none() {
            let message = format!("{} is not a time of RFC 3339", words::quoted(written.as_str()));
            faults.add(Fault::invalid(place, message).help("write a time such as 2025-04-10T07:48:37Z"));
        }
    }
}
