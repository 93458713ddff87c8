//! `cargo xtask codegen`: writes what is generated from the rule table, or tells what is stale.
//!
//! What is written comes from `meshwright-schema`; here is only the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use meshwright_policy::Rule;
use meshwright_schema::{Artefact, Example, FOLDERS, artefacts};

use crate::{run, say};

/// What this task is called.
pub(crate) const NAME: &str = "codegen";

/// Writes the artefacts and removes what is no longer one; with `--check` only looks.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [] => write(),
        [flag] if flag == "--check" => check(),
        _ => bail!("usage: cargo xtask codegen [--check]"),
    }
}

/// Fails, naming every file, when one is stale, missing or left over.
pub(crate) fn check() -> anyhow::Result<()> {
    let made = all()?;
    let stale = made
        .iter()
        .filter(|file| is_stale(file))
        .map(|file| file.path.clone());
    let mut wrong: Vec<String> = stale.collect();
    wrong.extend(left_over(&made)?);
    if wrong.is_empty() {
        say::line(&format!("{} generated files are fresh", made.len()));
        return Ok(());
    }
    bail!("stale, run `cargo xtask codegen`: {}", wrong.join(", "));
}

fn write() -> anyhow::Result<()> {
    let made = all()?;
    for file in made.iter().filter(|file| is_stale(file)) {
        let path = run::root().join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| file.path.clone())?;
        }
        fs::write(&path, &file.text).with_context(|| file.path.clone())?;
        say::line(&format!("wrote {}", file.path));
    }
    for path in left_over(&made)? {
        fs::remove_file(run::root().join(&path)).with_context(|| path.clone())?;
        say::line(&format!("removed {path}"));
    }
    Ok(())
}

fn is_stale(file: &Artefact) -> bool {
    fs::read_to_string(run::root().join(&file.path))
        .ok()
        .as_ref()
        != Some(&file.text)
}

fn all() -> anyhow::Result<Vec<Artefact>> {
    // Read first: the renderer itself cannot fail.
    let mut missing = None;
    let made = artefacts(|rule| {
        examples(rule).unwrap_or_else(|error| {
            missing = Some(error);
            Vec::new()
        })
    });
    missing.map_or(Ok(made), Err)
}

/// The documents of a rule's folder, in the order of their names.
fn examples(rule: &Rule) -> anyhow::Result<Vec<Example>> {
    let folder = run::root().join("tests/rules").join(rule.code);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = files(&folder)?;
    paths.sort();
    paths.iter().map(|path| example(path)).collect()
}

fn example(path: &Path) -> anyhow::Result<Example> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let bytes = fs::read(path).with_context(|| name.clone())?;
    Ok(Example {
        name,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<_>>()?;
    Ok(paths.into_iter().filter(|path| path.is_file()).collect())
}

/// Files in the artefacts' folders that nothing makes any more.
fn left_over(made: &[Artefact]) -> anyhow::Result<Vec<String>> {
    let made: BTreeSet<&str> = made.iter().map(|file| file.path.as_str()).collect();
    let mut left = Vec::new();
    for folder in FOLDERS
        .into_iter()
        .filter(|folder| run::root().join(folder).is_dir())
    {
        for path in files(&run::root().join(folder))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = format!("{folder}/{name}");
            if !made.contains(path.as_str()) {
                left.push(path);
            }
        }
    }
    Ok(left)
}
