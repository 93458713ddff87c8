//! Disagreements that were found once, made small, and kept: they are judged for ever.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::Case;

/// All of them, in the order of their names.
///
/// # Panics
/// When one cannot be read: the corpus must not grow thin unseen.
pub fn all() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// Keeps a case; the name comes from what it shows.
///
/// # Errors
/// When the file cannot be written.
pub fn keep(name: &str, case: &Case) -> std::io::Result<PathBuf> {
    let word: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).collect();
    let path = free(&words.join("-"));
    fs::create_dir_all(folder())?;
    fs::write(&path, format!("{:#}\n", serde_json::json!(case)))?;
    Ok(path)
}

/// A file that is not there yet: what was kept before stays.
fn free(name: &str) -> PathBuf {
    let plain = folder().join(format!("{name}.json"));
    let numbered = (2..).map(|number| folder().join(format!("{name}-{number}.json")));
    let mut paths = std::iter::once(plain.clone()).chain(numbered);
    paths.find(|path| !path.exists()).unwrap_or(plain)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/differential")
}

fn read(path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("a kept case can be read");
    serde_json::from_str(&text).expect("a kept case is a case")
}
