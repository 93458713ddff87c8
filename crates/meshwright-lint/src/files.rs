//! The file system: the one place where files are read, written and walked.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

/// The endings of files that are looked into when a folder is walked.
const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "ndjson", "jsonl"];
/// The name under which a policy is found.
pub(crate) const POLICY_FILE: &str = "meshwright.yaml";

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Opens a file.
pub(crate) fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// Standard input.
pub(crate) fn standard_input() -> io::Stdin {
    io::stdin()
}

pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The path from the root of the file system.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The path with every link in it followed.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Replaces the contents of a file at one stroke: whoever reads it sees the old text or the new one.
/// Permissions are kept, a link stays a link.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = write_new(&new, &path, bytes).and_then(|()| fs::rename(&new, &path));
    if written.is_err() {
        // What is left over would be in the way of the next attempt; that it cannot be removed adds
        // nothing to the error at hand.
        drop(fs::remove_file(&new));
    }
    written
}

fn write_new(new: &Path, like: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(new)?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(like) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// The globs of `--exclude`, as folders are walked from `root`.
///
/// # Errors
/// When a glob is malformed.
pub(crate) fn excludes(root: &Path, globs: &[String]) -> Result<Override, ignore::Error> {
    let mut builder = OverrideBuilder::new(root);
    for glob in globs {
        builder.add(&format!("!{glob}"))?;
    }
    builder.build()
}

/// The files below a folder that may hold documents, in the order of their paths; hidden ones and those
/// that git ignores are left out. The folders that cannot be read come back as errors.
pub(crate) fn walk(root: &Path, excludes: Override) -> (Vec<PathBuf>, Vec<ignore::Error>) {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    let walk = WalkBuilder::new(root)
        .overrides(excludes)
        .require_git(false)
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file())
                    || entry.path_is_symlink() && entry.path().is_file();
                if is_file && is_manifest(entry.path()) {
                    files.push(entry.into_path());
                }
            }
            Err(error) => errors.push(error),
        }
    }
    // One sort of all paths is much cheaper than one of each folder by its entries' names.
    files.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    errors.sort_by_cached_key(ToString::to_string);
    (files, errors)
}

/// Whether a file found in a folder is looked into.
pub(crate) fn is_manifest(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let known = ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    known && path.file_name().is_none_or(|name| name != POLICY_FILE)
}
