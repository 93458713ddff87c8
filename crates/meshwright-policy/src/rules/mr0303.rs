use meshwright_api::mesh::VersionText;
use meshwright_api::{Edit, Mesh, Safety, TextType, path};

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A version of an unusual form.
    ///
    /// # What it refuses
    ///
    /// A `spec.version` that is not of the form `MAJOR.MINOR[.PATCH][-rN]`: `latest`, `1.15.0.1`. A leading
    /// `v` is understood by every rule that reads the version, and reported here.
    ///
    /// # Why
    ///
    /// The mesh API reference shows this form in its examples and calls the field a text, so this is a
    /// warning. Rules that compare versions refuse what they cannot read.
    ///
    /// # What to do instead
    ///
    /// Write numbers, such as `1.18.7-r5`. `--fix` drops a leading `v`.
    MR0303 {
        name: "unusual-version",
        group: Group::Clusters,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P J"),
        fix: Some(Safety::Safe),
        // The empty text is left to MR0302.
        schema: &[json(
            "spec.version",
            r#"{"pattern": "^([0-9]+\\.[0-9]+(\\.[0-9]+)?(-r[0-9]+)?)?$", "maxLength": 64}"#,
        )],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.version() else { return };
    if written.is_empty() || VersionText::parse(written).is_ok() {
        return;
    }
    let place = path!["spec", "version"];
    let bare = written.strip_prefix('v').filter(|bare| VersionText::parse(bare).is_ok());
    faults.add(if let Some(bare) = bare {
        Fault::invalid(place.clone(), format!("{} has a leading v", words::quoted(written)))
            .help(format!("write {bare}"))
            .fix(Safety::Safe, [Edit::set(place, bare)])
    } else {
        let message = format!("{} is not of the form MAJOR.MINOR[.PATCH][-rN]", words::quoted(written));
        let example = VersionText::TEXT.example;
        Fault::invalid(place, message).help(format!("write a version such as {example}"))
    });
}
