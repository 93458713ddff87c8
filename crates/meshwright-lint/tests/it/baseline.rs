//! The file of known findings.

use std::path::Path;

use meshwright_lint::{Outcome, Settings};

use crate::support::{Folder, HEAD, lines, lint_text, only};

fn lint(baseline: &Path, write: bool, text: &str) -> Outcome {
    let settings = Settings {
        baseline: Some(baseline.to_owned()),
        write_baseline: write,
        ..only(&["SM0201", "SM0401", "GX0015"])
    };
    lint_text(&settings, "mesh.yaml", text)
}

fn bad(name: &str) -> String {
    format!(
        "{}  clusterSpec: pro\n",
        HEAD.replace("name: mesh", &format!("name: {name}"))
    )
}

#[test]
fn a_known_finding_is_not_told_wherever_its_line_moves() {
    let folder = Folder::new();
    let file = folder.path().join("known.json");
    assert_eq!(lint(&file, true, &bad("mesh")).summary.suppressed, 1);
    let outcome = lint(&file, false, &format!("# a new line\n\n{}", bad("mesh")));
    assert_eq!((lines(&outcome), outcome.summary.suppressed), (vec![], 1));
}

#[test]
fn another_value_is_another_finding() {
    let folder = Folder::new();
    let file = folder.path().join("known.json");
    lint(&file, true, &bad("mesh"));
    let outcome = lint(&file, false, &bad("mesh").replace("pro", "max"));
    assert_eq!(
        outcome.findings.iter().map(|f| f.code).collect::<Vec<_>>(),
        ["SM0201", "GX0015"]
    );
}

#[test]
fn an_entry_knows_one_finding() {
    let folder = Folder::new();
    let file = folder.path().join("known.json");
    lint(&file, true, &bad("mesh"));
    let outcome = lint(
        &file,
        false,
        &format!("{}---\n{}", bad("mesh"), bad("mesh")),
    );
    assert_eq!(lines(&outcome), ["SM0201 13"]);
}

#[test]
fn an_entry_that_matches_nothing_is_a_finding_in_the_baseline() {
    let folder = Folder::new();
    let file = folder.path().join("known.json");
    lint(&file, true, &bad("mesh"));
    let outcome = lint(&file, false, &format!("{HEAD}  clusterSpec: Standard\n"));
    assert_eq!(lines(&outcome), ["GX0015 4"]);
    assert!(outcome.findings[0].file.ends_with("known.json"));
}

#[test]
fn writing_again_shrinks_and_never_grows() {
    let folder = Folder::new();
    let file = folder.path().join("known.json");
    lint(&file, true, &format!("{}---\n{}", bad("a"), bad("b")));
    let outcome = lint(&file, true, &format!("{}---\n{}", bad("b"), bad("c")));
    assert_eq!(lines(&outcome), ["SM0201 13"], "the new finding is told");
    let written = folder.read("known.json");
    assert_eq!(written.matches("\"code\"").count(), 1, "{written}");
    assert!(written.contains("/b\""), "{written}");
}

#[test]
fn a_baseline_that_does_not_read_is_a_fault() {
    let folder = Folder::new();
    let file = folder.write("known.json", "{\"version\": 9, \"entries\": []}");
    let settings = only(&["SM0201"]);
    assert_eq!(lint(&file, false, "a: 1\n").exit_code(&settings), 2);
    assert_eq!(
        lint(&folder.path().join("none.json"), false, "a: 1\n").exit_code(&settings),
        2
    );
}
