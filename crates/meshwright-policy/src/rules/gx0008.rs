use meshwright_api::Safety;

use crate::rule::{Category, Check, Group, Surface};
use crate::{Anchor, Context, Document, Fault, Faults, Level, Points, unknown, words};

crate::rule! {
    /// A known key in the wrong letter case.
    ///
    /// # What it refuses
    ///
    /// A key that its object knows in another letter case only: `Spec`, `ClusterSpec`, `clusterId`. In the
    /// REST service it is a warning unless `readings.strictFields` is set.
    ///
    /// # Why
    ///
    /// Keys are compared letter by letter. The cluster drops a key it does not know, with a warning at best,
    /// and what was written there never takes effect.
    ///
    /// # What to do instead
    ///
    /// Write the key as the message says; `--fix` does.
    GX0008 {
        name: "miscased-key",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Deny,
        level_at: &[(Surface::Rest, Level::Warn)],
        points: Points::of("- L - - -").and_api(),
        because: &[
            ('W', "the server drops unknown fields before admission"),
            ('C', "the server drops unknown fields before it validates"),
            ('P', "the server drops unknown fields before admission"),
            ('J', "the strict schema refuses every unknown field, this one too"),
        ],
        fix: Some(Safety::Safe),
        check: Check::Every(check),
    }
}

fn check(document: &Document, _: &Context<'_>, faults: &mut Faults<'_>) {
    for stray in unknown::strays(document) {
        let Some(known) = stray.cased else { continue };
        let message = format!(
            "{} is not a field; keys are case-sensitive",
            words::quoted(&stray.key)
        );
        let fault = Fault::not_supported(stray.path.clone(), message)
            .at(Anchor::Key)
            .help(format!("write {}", words::quoted(known)));
        faults.add(match stray.rename() {
            Some(rename) => fault.fix(Safety::Safe, [rename]),
            None => fault,
        });
    }
}
