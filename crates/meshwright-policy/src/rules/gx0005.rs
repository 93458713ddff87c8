use meshwright_api::Oddity;

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Fault, Faults, Level, Noticed, Points};

crate::rule! {
    /// A document that is too large or too deep for the cluster.
    ///
    /// # What it refuses
    ///
    /// A document of more bytes than an API server takes in one request, one that nests deeper than its
    /// readers go, and one whose aliases grow into more values than they agree to make. A document that the
    /// cluster may still read but that is too deep to be judged here is refused too: nobody has looked at it.
    ///
    /// # Why
    ///
    /// The cluster refuses such a document, or its store does, long after the review.
    ///
    /// # What to do instead
    ///
    /// Cut the document down. A real mesh needs a few kilobytes.
    GX0005 {
        name: "too-large-or-deep",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("- L - - -"),
        check: Check::Text(check),
    }
}

fn check(seen: &Noticed<'_>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (message, help) = match &seen.observation.what {
        Oddity::TooDeep { limit } => (
            format!("nested deeper than the {limit} levels that readers follow"),
            "nest less deeply",
        ),
        Oddity::TooLarge { limit } => (
            format!("larger than the {limit} bytes of one request"),
            "make the document smaller",
        ),
        Oddity::AliasBomb { limit } => (
            format!("aliases grow beyond the {limit} values that readers make"),
            "use fewer aliases",
        ),
        _ => return,
    };
    let fault = Fault::invalid(seen.observation.path.clone(), message);
    faults.add(
        fault
            .at(Anchor::Bytes(seen.observation.span.clone()))
            .help(help),
    );
}
