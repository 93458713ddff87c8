use meshwright_api::Oddity;

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Fault, Faults, Level, Noticed, Points};

crate::rule! {
    /// Text that the cluster cannot read.
    ///
    /// # What it refuses
    ///
    /// A document that the reader of the cluster does not parse, be it YAML or JSON. The finding points at the
    /// byte where the reader stopped. The documents after it in the same file are still judged.
    ///
    /// # Why
    ///
    /// What cannot be read cannot be applied. Other parsers read some of these documents and hide the fault.
    ///
    /// # What to do instead
    ///
    /// Mend the text at the place of the finding; the cause often stands a line above.
    GX0010 {
        name: "syntax-error",
        group: Group::Input,
        category: Category::Syntax,
        level: Level::Deny,
        points: Points::of("- L - - -"),
        check: Check::Text(check),
    }
}

fn check(seen: &Noticed<'_>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Oddity::Syntax { message } = &seen.observation.what else {
        return;
    };
    let reason = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = format!("cannot be read here: {}", reason.trim_end_matches('.'));
    let fault = Fault::invalid(seen.observation.path.clone(), message);
    let fault = fault.at(Anchor::Bytes(seen.observation.span.clone()));
    faults.add(fault.help("mend the text here or just above"));
}
