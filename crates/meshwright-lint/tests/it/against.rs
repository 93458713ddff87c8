//! The old state: transition rules offline.

use std::path::Path;
use std::process::Command;

use meshwright_lint::{Against, Outcome, Settings};

use crate::support::{Folder, HEAD, lines, lint_paths, only};

fn mesh(id: &str) -> String {
    format!("{HEAD}  id: {id}\n  clusterSpec: pro\n")
}

fn against(old: Against, path: &Path) -> Outcome {
    let settings = Settings {
        against: Some(old),
        ..only(&["SM0301", "SM0201"])
    };
    lint_paths(&settings, &[path])
}

#[test]
fn an_old_file_is_the_old_state() {
    let folder = Folder::new();
    let old = folder.write("old.yaml", mesh("a1"));
    let new = folder.write("new.yaml", mesh("b2"));
    assert_eq!(
        lines(&against(Against::Path(old), &new)),
        ["SM0301 6", "SM0201 7"]
    );
}

#[test]
fn a_fault_that_already_stood_there_only_warns() {
    let folder = Folder::new();
    let old = folder.write("old.yaml", mesh("a1"));
    let new = folder.write("new.yaml", mesh("a1"));
    let outcome = against(Against::Path(old), &new);
    assert_eq!((outcome.summary.deny, outcome.summary.warn), (0, 1));
}

#[test]
fn an_old_folder_answers_by_path_first_and_by_name_then() {
    let folder = Folder::new();
    folder.write("old/a.yaml", mesh("a1"));
    folder.write("old/b.yaml", mesh("b1"));
    folder.write("new/b.yaml", mesh("b1"));
    folder.write("new/moved.yaml", mesh("a1"));
    let outcome = against(
        Against::Path(folder.path().join("old")),
        &folder.path().join("new"),
    );
    assert!(
        !lines(&outcome).contains(&"SM0301 6".to_owned()),
        "{:?}",
        lines(&outcome)
    );
}

#[test]
fn an_old_state_that_is_not_there_is_a_usage_error() {
    let folder = Folder::new();
    let new = folder.write("new.yaml", mesh("a1"));
    let settings = only(&["SM0301"]);
    let outcome = against(Against::Path(folder.path().join("none")), &new);
    assert_eq!(outcome.exit_code(&settings), 2);
}

fn git(folder: &Folder, arguments: &[&str]) {
    let done = Command::new("git")
        .arg("-C")
        .arg(folder.path())
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .output()
        .expect("git is installed");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn a_revision_of_git_is_the_old_state() {
    let folder = Folder::new();
    git(&folder, &["init", "-q"]);
    folder.write("deploy/mesh.yaml", mesh("a1"));
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-qm", "old"]);
    let new = folder.write("deploy/mesh.yaml", mesh("b2"));
    let outcome = against(Against::Git("HEAD".to_owned()), &new);
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    assert_eq!(lines(&outcome), ["SM0301 6", "SM0201 7"]);
}

#[test]
fn a_revision_that_is_not_there_is_a_usage_error() {
    let folder = Folder::new();
    git(&folder, &["init", "-q"]);
    let new = folder.write("mesh.yaml", mesh("a1"));
    for revision in ["nowhere", "--help", "HEAD"] {
        let outcome = against(Against::Git(revision.to_owned()), &new);
        assert_eq!(outcome.exit_code(&only(&["SM0301"])), 2, "{revision}");
    }
}
