use meshwright_api::{FieldPath, Mesh, path};

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Fault, Faults, Level, Points, Surface, mesh};

crate::rule! {
    /// A field in a request that only the service writes.
    ///
    /// # What it refuses
    ///
    /// `metadata.uid`, `metadata.creationTimestamp` and `status` in a request. In a response they are at
    /// home: a document with a `status.phase`, or with an id together with a creation time, is one.
    ///
    /// # Why
    ///
    /// The service makes these values itself, and what a client sends there has no effect (mesh API
    /// reference, Table 19).
    ///
    /// # What to do instead
    ///
    /// Leave the field out of the request.
    MR0106 {
        name: "server-owned-field",
        group: Group::Envelope,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("w L - w -"),
        because: &[
            ('W', "an API server overwrites these fields before a webhook sees them"),
            ('P', "an API server overwrites these fields before a policy sees them"),
            ('J', "a request and a response have the same fields"),
        ],
        requests_only: true,
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    if context.surface == Surface::Admission || !mesh::is_request(mesh, context) {
        return;
    }
    let metadata = mesh.metadata.get();
    if metadata.is_some_and(|metadata| metadata.uid.get().is_some()) {
        faults.add(no_effect(path!["metadata", "uid"], "the service gives the id"));
    }
    if metadata.is_some_and(|metadata| metadata.creation_timestamp.get().is_some()) {
        let place = path!["metadata", "creationTimestamp"];
        faults.add(no_effect(place, "the service sets the time of creation"));
    }
    if mesh.status.get().is_some() {
        faults.add(no_effect(path!["status"], "the service writes the status"));
    }
}

fn no_effect(place: FieldPath, who: &str) -> Fault {
    Fault::forbidden(place, format!("{who}, a value in a request has no effect"))
        .at(Anchor::Key)
        .help("leave this field out")
}
