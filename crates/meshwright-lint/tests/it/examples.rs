//! The examples on the rules' pages: each finding stands where the example says, and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

use meshwright_lint::{Against, PolicySource, Settings};
use meshwright_policy::Level;

use crate::admitted::is_left_to_admission;
use crate::support::{lint_paths, project};

/// `# expect: CODE, CODE` at the end of a line speaks of that line, on a line of its own of the next one.
pub(crate) fn expected(text: &str) -> Vec<(String, usize)> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((before, codes)) = line.split_once("# expect:") else {
            continue;
        };
        let at = if before.trim().is_empty() {
            index + 2
        } else {
            index + 1
        };
        expected.extend(codes.split(',').map(|code| (code.trim().to_owned(), at)));
    }
    expected.sort();
    expected
}

pub(crate) fn sorted(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// What is wrong with an example, if anything.
fn judge(code: &str, path: &Path) -> Option<String> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let old = path.with_file_name("old.yaml");
    let settings = Settings {
        policy: PolicySource::Nearest,
        against: (old.exists() && path != old).then_some(Against::Path(old)),
        ..Settings::default()
    };
    let outcome = lint_paths(&settings, &[path]);
    let bytes = fs::read(path).expect("an example reads");
    let wanted = expected(&String::from_utf8_lossy(&bytes));
    let speaks = |found: &&meshwright_lint::Finding| {
        found.code == code || wanted.iter().any(|(wanted, _)| wanted == found.code)
    };
    if name.starts_with("valid") {
        let bad = outcome
            .findings
            .iter()
            .find(|found| found.code == code && found.level >= Level::Warn);
        return bad.map(|found| {
            format!(
                "{code}/{name}:{}: {} {}",
                found.line, found.code, found.message
            )
        });
    }
    let mut found: Vec<(String, usize)> = outcome
        .findings
        .iter()
        .filter(speaks)
        .map(|found| (found.code.to_owned(), found.line))
        .collect();
    found.sort();
    let good = found == wanted
        && (wanted.iter().any(|(wanted, _)| wanted == code) || !name.starts_with("invalid"));
    (!good).then(|| format!("{code}/{name}: expected {wanted:?}, found {found:?}"))
}

#[test]
fn every_example_says_what_is_found_in_it() {
    let mut wrong = Vec::new();
    for folder in sorted(&project().join("tests/rules")) {
        let code = folder.file_name().unwrap().to_string_lossy().into_owned();
        if is_left_to_admission(&code) {
            continue;
        }
        let examples = sorted(&folder);
        let is_example = |path: &&PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("valid") || name.starts_with("invalid")
        };
        wrong.extend(
            examples
                .iter()
                .filter(is_example)
                .filter_map(|path| judge(&code, path)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
