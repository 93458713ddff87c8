//! From the arguments to the texts to read.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::files;
use crate::outcome::Fault;
use crate::settings::{Input, Settings};

/// A text to read.
#[derive(Debug)]
pub(crate) struct Source<'s> {
    /// Its name in output.
    pub(crate) name: String,
    /// Its path below the folder it was found in; the name for a file that was named.
    pub(crate) relative: String,
    /// Where its bytes are.
    pub(crate) place: Place<'s>,
}

/// Where the bytes of a text are.
#[derive(Debug)]
pub(crate) enum Place<'s> {
    /// In a file.
    File(PathBuf),
    /// With the caller.
    Text(Cow<'s, [u8]>),
    /// At standard input, to be read once.
    Stdin,
}

/// Finds the texts, in the order of the inputs; each file once.
pub(crate) fn sources<'s>(settings: &'s Settings, faults: &mut Vec<Fault>) -> Vec<Source<'s>> {
    let mut sources = Vec::new();
    for input in &settings.inputs {
        match input {
            Input::Text { name, bytes } => sources.push(Source {
                name: name.clone(),
                relative: name.clone(),
                place: Place::Text(Cow::Borrowed(bytes)),
            }),
            Input::Stdin { name } => sources.extend(stdin(name, settings, faults)),
            Input::Path(path) if files::is_folder(path) => {
                folder(path, &settings.exclude, &mut sources, faults);
            }
            Input::Path(path) => sources.push(file(path, None)),
        }
    }
    if settings.inputs.len() < 2 {
        return sources; // one walk finds no file twice
    }
    let mut seen = BTreeSet::new();
    sources.retain(|source| {
        !matches!(source.place, Place::File(_)) || seen.insert(source.name.clone())
    });
    sources
}

fn folder(root: &Path, exclude: &[String], sources: &mut Vec<Source<'_>>, faults: &mut Vec<Fault>) {
    let excludes = match files::excludes(root, exclude) {
        Ok(excludes) => excludes,
        Err(error) => {
            faults.push(Fault::configuration(format!(
                "a glob to exclude is malformed: {error}"
            )));
            return;
        }
    };
    let (found, errors) = files::walk(root, excludes);
    sources.extend(found.iter().map(|path| file(path, Some(root))));
    faults.extend(
        errors
            .iter()
            .map(|error| Fault::unreadable(shown(root), error)),
    );
}

/// Standard input; read right here where documents are compared before they are judged.
fn stdin<'s>(name: &str, settings: &Settings, faults: &mut Vec<Fault>) -> Option<Source<'s>> {
    let mut place = Place::Stdin;
    if !settings.same_cluster.is_empty() {
        let mut bytes = Vec::new();
        if let Err(error) = files::standard_input().read_to_end(&mut bytes) {
            faults.push(Fault::unreadable(name.to_owned(), &error));
            return None;
        }
        place = Place::Text(Cow::Owned(bytes));
    }
    Some(Source {
        name: name.to_owned(),
        relative: name.to_owned(),
        place,
    })
}

fn file(path: &Path, root: Option<&Path>) -> Source<'static> {
    let below = root.and_then(|root| path.strip_prefix(root).ok());
    Source {
        name: shown(path),
        relative: shown(below.unwrap_or(path)),
        place: Place::File(path.to_owned()),
    }
}

/// A path as it stands in output: with `/` between its parts, without `./` in front.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if std::path::MAIN_SEPARATOR == '/' {
        text
    } else {
        Cow::Owned(text.replace(std::path::MAIN_SEPARATOR, "/"))
    };
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text.into_owned(),
    }
}
