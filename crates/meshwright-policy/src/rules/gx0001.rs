use meshwright_api::{Edit, Oddity, Safety};

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Fault, Faults, Level, Noticed, Points, words};

crate::rule! {
    /// A key that stands twice in one object.
    ///
    /// # What it refuses
    ///
    /// A key that already stood in the same object, in YAML and in JSON, at any depth. The finding points at
    /// the later key.
    ///
    /// # Why
    ///
    /// An API server takes the last value, with a warning at best; a strict one refuses the document, and
    /// other readers take the first value. Nobody can tell which of them was meant.
    ///
    /// # What to do instead
    ///
    /// Keep one of them. `--unsafe-fixes` keeps the last, which is what the cluster takes.
    GX0001 {
        name: "duplicate-key",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("- L - - -"),
        fix: Some(Safety::Unsafe),
        check: Check::Text(check),
    }
}

fn check(seen: &Noticed<'_>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Oddity::DuplicateKey { key, first: _ } = &seen.observation.what else {
        return;
    };
    let place = seen.observation.path.clone();
    let message = format!(
        "the key {} already stands in this object",
        words::quoted(key)
    );
    let fault = Fault::duplicate(place.clone(), message)
        .at(Anchor::Bytes(seen.observation.span.clone()))
        .help("keep one of them; the cluster takes the last")
        .fix(Safety::Unsafe, [Edit::KeepLast { path: place }]);
    faults.add(fault);
}
