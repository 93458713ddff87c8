use crate::rule::{Category, Check, Group};
use crate::{Level, Points};

crate::rule! {
    /// More than one document of ours in a file.
    ///
    /// # What it refuses
    ///
    /// The second document of the kinds judged here in one YAML stream. It is said once a file. Documents of
    /// other kinds do not count.
    ///
    /// # Why
    ///
    /// `kubectl` sends every document. An API server or a REST service that gets the file as one body reads
    /// the first and drops the rest without a word.
    ///
    /// # What to do instead
    ///
    /// Keep one to a file, or be sure that the file goes through `kubectl`, and turn the rule off.
    GX0007 {
        name: "several-documents",
        group: Group::Input,
        category: Category::Style,
        level: Level::Warn,
        points: Points::of("- L - - -"),
        check: Check::Elsewhere("the linter, with `input::later_document`"),
    }
}
