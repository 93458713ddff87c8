use meshwright_api::Oddity;

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Fault, Faults, Level, Noticed, Points};

crate::rule! {
    /// Text that does not arrive as it was written.
    ///
    /// # What it refuses
    ///
    /// Bytes that are no UTF-8, half a surrogate pair in an escape, a NUL character, and a byte order mark in
    /// front of JSON. A line break that only Unicode knows (NEL, LS, PS) gets a warning.
    ///
    /// # Why
    ///
    /// The cluster puts U+FFFD in the place of the first two and stores that. It refuses the byte order mark.
    /// NUL passes, and breaks tools further on. The odd line breaks end a line for the cluster and are a
    /// letter for others.
    ///
    /// # What to do instead
    ///
    /// Save the file as UTF-8 without a byte order mark, and take the odd characters out.
    GX0006 {
        name: "broken-text",
        group: Group::Input,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::of("- L - - -"),
        check: Check::Text(check),
    }
}

fn check(seen: &Noticed<'_>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (level, message, help) = match &seen.observation.what {
        Oddity::InvalidUtf8 => (
            Level::Deny,
            "these bytes are no UTF-8, the cluster stores U+FFFD",
            "save the file as UTF-8",
        ),
        Oddity::LoneSurrogate => (
            Level::Deny,
            "half a surrogate pair, the cluster stores U+FFFD",
            "write the character itself",
        ),
        Oddity::Nul => (Level::Deny, "a NUL character in a text", "take it out"),
        Oddity::ByteOrderMark { refused: true } => (
            Level::Deny,
            "a JSON reader refuses the byte order mark",
            "save the file without it",
        ),
        Oddity::UnicodeLineBreak => (
            Level::Warn,
            "this character ends the line for the cluster only",
            "use a plain line feed",
        ),
        _ => return,
    };
    let fault = Fault::invalid(seen.observation.path.clone(), message).only(level);
    faults.add(
        fault
            .at(Anchor::Bytes(seen.observation.span.clone()))
            .help(help),
    );
}
