//! Manners of texts: what a guide names exists, and nothing names a machine.

use std::collections::BTreeSet;
use std::path::Path;

use super::File;
use crate::run;

/// Top-level folders: a word in backticks that starts with one of them is a path.
const FOLDERS: &[&str] = &[
    "crates/",
    "deploy/",
    "docs/",
    "examples/",
    "schemas/",
    "tests/",
    "xtask/",
    ".ci/",
    ".cargo/",
];

/// Everything that is wrong with the texts.
pub(super) fn check(files: &[File], crates: &BTreeSet<String>) -> Vec<String> {
    let mut wrong: Vec<String> = files.iter().flat_map(machine_words).collect();
    for guide in files.iter().filter(|file| is_guide(file)) {
        wrong.extend(missing_paths(guide));
        wrong.extend(missing_links(guide));
        wrong.extend(missing_crates(guide, crates));
    }
    wrong
}

/// Guides speak of what is; decisions may speak of what was, and pages are generated.
fn is_guide(file: &File) -> bool {
    let old = ["docs/rules/", "docs/design/", "CHANGELOG.md"];
    file.is("md") && !old.iter().any(|prefix| file.path.starts_with(prefix))
}

/// Words that belong to one machine, or to somebody's registry. Written in parts, so that this file is
/// tidy itself.
fn machine_words(file: &File) -> Vec<String> {
    let slash = |parts: &[&str]| format!("/{}/", parts.join("/"));
    let host = |parts: &[&str]| parts.join(".");
    let words = [
        slash(&["work"]),
        slash(&["root"]),
        slash(&["tmp", "target"]).trim_end_matches('/').to_owned(),
        ["..", "shared"].join("/"),
        host(&["crates", "io"]),
        host(&["proxy", "golang", "org"]),
        host(&["pypi", "org"]),
        host(&["registry", "npmjs", "org"]),
        host(&["deb", "debian", "org"]),
    ];
    // Cargo writes where a crate comes from into its lock file.
    if file.path.ends_with("Cargo.lock") {
        return Vec::new();
    }
    let found = words
        .iter()
        .filter(|word| file.text.contains(word.as_str()));
    found
        .map(|word| format!("{}: it names {word}", file.path))
        .collect()
}

/// The words in backticks.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Words that are paths, or a path and the name of a test in it (`path::name`).
fn missing_paths(guide: &File) -> Vec<String> {
    let is_path = |word: &&str| {
        FOLDERS.iter().any(|folder| word.starts_with(folder))
            && !word.contains(['<', '*', '{', ' ', '…', '$'])
    };
    let words = code_words(&guide.text).filter(is_path);
    words
        .filter(|word| !exists(word))
        .map(|word| format!("{}: {word} does not exist", guide.path))
        .collect()
}

fn exists(word: &str) -> bool {
    let Some((path, test)) = word.split_once("::") else {
        return run::root().join(word).exists();
    };
    let text = std::fs::read_to_string(run::root().join(path)).unwrap_or_default();
    text.contains(&format!("fn {test}("))
}

fn missing_links(guide: &File) -> Vec<String> {
    let folder = Path::new(&guide.path).parent().unwrap_or(Path::new(""));
    let targets = guide
        .text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains("://") && !target.starts_with('#'))
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !run::root().join(folder).join(target).exists())
        .map(|target| format!("{}: the link to {target} leads nowhere", guide.path))
        .collect()
}

fn missing_crates(guide: &File, crates: &BTreeSet<String>) -> Vec<String> {
    let is_crate = |word: &&str| {
        let rest = word.strip_prefix("meshwright-");
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_lowercase()))
    };
    code_words(&guide.text)
        .filter(is_crate)
        .filter(|word| !crates.contains(*word))
        .map(|word| format!("{}: there is no crate {word}", guide.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_guide_names_what_exists() {
        let guide = file(
            "README.md",
            "See `crates/nowhere` and `xtask/src/main.rs`, [x](xtask/no.md).",
        );
        let crates = BTreeSet::from(["meshwright-api".to_owned()]);
        let wrong = check(&[guide], &crates);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }

    #[test]
    fn a_guide_names_tests_that_exist() {
        let here = "xtask/src/tidy/texts.rs";
        let text = format!("`{here}::a_guide_names_tests_that_exist` and `{here}::nobody`");
        let wrong = missing_paths(&file("a.md", &text));
        assert_eq!(wrong, [format!("a.md: {here}::nobody does not exist")]);
    }

    #[test]
    fn a_crate_that_is_none_is_named() {
        let crates = BTreeSet::from(["meshwright-api".to_owned()]);
        let wrong = missing_crates(
            &file("a.md", "`meshwright-api`, `meshwright-none`"),
            &crates,
        );
        assert_eq!(wrong, ["a.md: there is no crate meshwright-none"]);
    }

    #[test]
    fn no_text_names_a_machine() {
        let path = ["", "root", "x"].join("/");
        assert_eq!(machine_words(&file("a.rs", &path)).len(), 1);
        assert!(machine_words(&file("a.rs", "the roots of a tree")).is_empty());
    }
}
