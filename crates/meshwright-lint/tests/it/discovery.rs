//! Files and folders.

use meshwright_lint::{FaultKind, Outcome, Settings};

use crate::support::{Folder, HEAD, lint_paths, only};

fn bad() -> String {
    format!("{HEAD}  clusterSpec: pro\n")
}

/// The names of the files with findings, from the folder on.
fn files(folder: &Folder, outcome: &Outcome) -> Vec<String> {
    let root = format!("{}/", folder.path().display());
    outcome
        .findings
        .iter()
        .map(|finding| finding.file.replace(&root, ""))
        .collect()
}

#[test]
fn a_folder_is_walked_in_the_order_of_its_paths() {
    let folder = Folder::new();
    for name in ["b.yaml", "a/z.yml", "a/y.json.txt", "c.yaml.bak"] {
        folder.write(name, bad());
    }
    folder.write("d.ndjson", "{}\n");
    folder.write("e.json", "{\"kind\": \"Pod\"}");
    let outcome = lint_paths(&only(&["SM0201"]), &[folder.path()]);
    assert_eq!(files(&folder, &outcome), ["a/z.yml", "b.yaml"]);
    assert_eq!(outcome.summary.files, 4);
}

#[test]
fn what_git_ignores_and_what_is_excluded_is_left_out() {
    let folder = Folder::new();
    folder.write(".gitignore", "gone.yaml\n");
    for name in [
        "gone.yaml",
        "kept.yaml",
        "out/a.yaml",
        "in/b.yaml",
        ".hidden/c.yaml",
    ] {
        folder.write(name, bad());
    }
    let settings = Settings {
        exclude: vec!["out/**".to_owned()],
        ..only(&["SM0201"])
    };
    assert_eq!(
        files(&folder, &lint_paths(&settings, &[folder.path()])),
        ["in/b.yaml", "kept.yaml"]
    );
}

#[test]
fn a_file_that_is_named_is_read_whatever_its_ending() {
    let folder = Folder::new();
    let file = folder.write("mesh.txt", bad());
    assert_eq!(lint_paths(&only(&["SM0201"]), &[&file]).findings.len(), 1);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = Folder::new();
    let file = folder.write("mesh.yaml", bad());
    assert_eq!(
        lint_paths(&only(&["SM0201"]), &[&file, folder.path(), &file])
            .findings
            .len(),
        1
    );
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault_and_the_run_goes_on() {
    let folder = Folder::new();
    let file = folder.write("mesh.yaml", bad());
    let settings = only(&["SM0201"]);
    let outcome = lint_paths(&settings, &[&folder.path().join("none.yaml"), &file]);
    assert_eq!(outcome.faults[0].kind, FaultKind::Unreadable);
    assert_eq!(
        (outcome.findings.len(), outcome.exit_code(&settings)),
        (1, 3)
    );
}

#[test]
fn a_glob_that_is_none_is_a_usage_error() {
    let folder = Folder::new();
    let settings = Settings {
        exclude: vec!["a[".to_owned()],
        ..only(&["SM0201"])
    };
    assert_eq!(
        lint_paths(&settings, &[folder.path()]).exit_code(&settings),
        2
    );
}

#[test]
fn an_unknown_rule_is_a_usage_error_with_a_suggestion() {
    let folder = Folder::new();
    let settings = only(&["SM02O1"]);
    let outcome = lint_paths(&settings, &[folder.path()]);
    assert_eq!(outcome.exit_code(&settings), 2);
    assert_eq!(outcome.faults[0].help.as_deref(), Some("SM0201 is nearest"));
}

#[test]
fn the_outcome_is_the_same_for_any_number_of_threads() {
    let folder = Folder::new();
    for index in 0..40 {
        folder.write(
            &format!("{}/{index}.yaml", index % 7),
            format!("{}---\n{}", bad(), bad()).repeat(3),
        );
    }
    let with = |threads| {
        let settings = Settings {
            threads: Some(threads),
            ..only(&["SM0201"])
        };
        let outcome = lint_paths(&settings, &[folder.path()]);
        serde_json::to_string(&(outcome.findings, outcome.summary)).unwrap()
    };
    let alone = with(1);
    assert!(alone.len() > 10_000);
    assert_eq!(alone, with(2));
    assert_eq!(alone, with(7));
}
