//! What is generated is committed: a stale file fails here.

#![cfg(test)]

use std::path::{Path, PathBuf};

use meshwright_policy::Rule;
use meshwright_schema::{Example, artefacts};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn examples(rule: &Rule) -> Vec<Example> {
    let Ok(entries) = std::fs::read_dir(root().join("tests/rules").join(rule.code)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    let example = |path: &PathBuf| Example {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned(),
    };
    paths.iter().map(example).collect()
}

#[test]
fn every_generated_file_is_fresh() {
    let stale = artefacts(examples).into_iter().filter(|file| {
        std::fs::read_to_string(root().join(&file.path))
            .ok()
            .as_ref()
            != Some(&file.text)
    });
    let stale: Vec<String> = stale.map(|file| file.path).collect();
    assert!(
        stale.is_empty(),
        "run `cargo xtask codegen`, stale: {}",
        stale.join(", ")
    );
}

#[test]
fn everything_generated_says_so_at_its_top() {
    for file in artefacts(examples) {
        let top: Vec<&str> = file.text.lines().take(2).collect();
        assert!(top.join(" ").contains("Generated"), "{}", file.path);
    }
}
