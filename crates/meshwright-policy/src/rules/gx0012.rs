use meshwright_api::Safety;
use meshwright_api::shape::ObjectShape;

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Document, Fault, Faults, Level, Points, unknown, words};

/// So many fields are named in a help; more would hide the message.
const LISTED: usize = 8;

crate::rule! {
    /// A field that does not exist.
    ///
    /// # What it refuses
    ///
    /// Every key that its object does not know, in `ServiceMesh` and in `Mesh`, at any depth. It warns; with
    /// `readings.strictFields` it refuses. A key that is only in the wrong letter case is left to GX0008.
    ///
    /// # Why
    ///
    /// The cluster drops an unknown field before admission, and what was written there never takes effect.
    /// The service behind a `Mesh` may add fields of its own, so a warning is all by default.
    ///
    /// # What to do instead
    ///
    /// Take the field out, or write the name that was meant; `--unsafe-fixes` writes the nearest one.
    GX0012 {
        name: "unknown-field",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::of("- L - - J").and_api(),
        because: &[
            ('W', "the server drops unknown fields before admission"),
            ('C', "the server drops unknown fields before it validates"),
            ('P', "the server drops unknown fields before admission"),
            ('J', "the strict schema, which allows no unknown field"),
        ],
        fix: Some(Safety::Unsafe),
        check: Check::Every(check),
    }
}

fn check(document: &Document, _: &Context<'_>, faults: &mut Faults<'_>) {
    for stray in unknown::strays(document)
        .iter()
        .filter(|stray| stray.cased.is_none())
    {
        let message = format!(
            "{} is not a field, the cluster drops it",
            words::quoted(&stray.key)
        );
        let fault = Fault::not_supported(stray.path.clone(), message)
            .at(Anchor::Key)
            .help(help(stray.meant(), stray.object));
        faults.add(match stray.rename() {
            Some(rename) => fault.fix(Safety::Unsafe, [rename]),
            None => fault,
        });
    }
}

fn help(meant: Option<&str>, object: &ObjectShape) -> String {
    let names: Vec<&str> = object.fields.iter().map(|field| field.name).collect();
    match meant {
        Some(name) => format!(
            "write {} if that is meant, or take it out",
            words::quoted(name)
        ),
        None if names.len() <= LISTED => {
            format!("take it out; the fields here are {}", names.join(", "))
        }
        None => "take it out".to_owned(),
    }
}
