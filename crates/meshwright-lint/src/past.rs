//! Fetches the old state that `--against` names.

use std::path::{Path, PathBuf};

use crate::against::Archive;
use crate::discover::{Place, Source, shown};
use crate::files;
use crate::git;
use crate::outcome::Fault;
use crate::settings::Against;
use crate::text::Text;

/// The old state, and the path under which each text of the run stands in it.
#[derive(Debug)]
pub(crate) struct Past {
    pub(crate) archive: Archive,
    paths: Vec<String>,
}

impl Past {
    /// The path of a text of the run in the old state.
    pub(crate) fn path_of(&self, index: usize) -> &str {
        self.paths.get(index).map_or("", String::as_str)
    }
}

/// Reads the old state.
///
/// # Errors
/// When it is not there: that is a usage error.
pub(crate) fn load(against: &Against, sources: &[Source<'_>]) -> Result<Past, Fault> {
    match against {
        Against::Path(path) => folder(path, sources),
        Against::Git(revision) => repository(revision, sources),
    }
}

fn folder(path: &Path, sources: &[Source<'_>]) -> Result<Past, Fault> {
    let wrong = |error: &dyn std::fmt::Display| {
        Fault::configuration(format!("the old state could not be read: {error}"))
            .in_file(shown(path))
    };
    let mut archive = Archive::default();
    let mut take = |file: &Path, name: &str| {
        let bytes = files::read(file).map_err(|error| wrong(&error))?;
        archive.take(name, &Text::new(name, &bytes));
        Ok(())
    };
    if files::is_folder(path) {
        let everything = files::excludes(path, &[]).map_err(|error| wrong(&error))?;
        let (found, errors) = files::walk(path, everything);
        if let Some(error) = errors.first() {
            return Err(wrong(error));
        }
        for file in found {
            let below = file.strip_prefix(path).map(shown).unwrap_or_default();
            take(&file, &below)?;
        }
    } else {
        take(path, &shown(path))?;
    }
    let paths = sources
        .iter()
        .map(|source| source.relative.clone())
        .collect();
    Ok(Past { archive, paths })
}

fn repository(revision: &str, sources: &[Source<'_>]) -> Result<Past, Fault> {
    let mut past = Past {
        archive: Archive::default(),
        paths: Vec::new(),
    };
    let mut root: Option<PathBuf> = None;
    for source in sources {
        let path = match &source.place {
            Place::File(path) => files::real(path).unwrap_or_else(|_| files::absolute(path)),
            Place::Text(_) | Place::Stdin => files::absolute(Path::new(&source.name)),
        };
        let known = root.as_ref().is_some_and(|root| path.starts_with(root));
        if !known {
            let folder = path.parent().unwrap_or(Path::new("/"));
            let found = open(folder, revision, &mut past.archive).map_err(|error| {
                Fault::configuration(error.to_string())
                    .help("git:REF needs git, a repository and a revision in it")
            })?;
            root = Some(found);
        }
        let below = root.as_ref().and_then(|root| path.strip_prefix(root).ok());
        past.paths.push(below.map(shown).unwrap_or_default());
    }
    Ok(past)
}

/// Takes a repository's manifests at a revision in, and gives its root.
fn open(folder: &Path, revision: &str, archive: &mut Archive) -> Result<PathBuf, git::GitError> {
    let root = git::repository(folder)?;
    let commit = git::commit(&root, revision)?;
    for (path, bytes) in git::manifests(&root, &commit)? {
        archive.take(&path, &Text::new(&path, &bytes));
    }
    Ok(root)
}
