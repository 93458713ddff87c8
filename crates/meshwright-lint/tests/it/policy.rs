//! The policy file: found, read, and overruled by the command line.

use meshwright_lint::{PolicySource, Settings};
use meshwright_policy::{Date, Level};

use crate::support::{Folder, HEAD, lines, lint_paths, only};

fn bad() -> String {
    format!("{HEAD}  clusterSpec: pro\n")
}

fn policy(spec: &str) -> String {
    format!("apiVersion: policy.meshwright.dev/v1alpha1\nkind: Policy\nspec:\n{spec}")
}

fn nearest() -> Settings {
    Settings {
        policy: PolicySource::Nearest,
        ..only(&["SM0201", "GX0015"])
    }
}

#[test]
fn the_nearest_policy_holds_for_each_file() {
    let folder = Folder::new();
    folder.write("meshwright.yaml", policy("  levels: {SM0201: warn}\n"));
    folder.write("a/mesh.yaml", bad());
    folder.write("b/meshwright.yaml", policy("  levels: {SM0201: audit}\n"));
    folder.write("b/c/mesh.yaml", bad());
    let settings = Settings {
        select: Vec::new(),
        ..nearest()
    };
    let outcome = lint_paths(&settings, &[folder.path()]);
    let levels: Vec<Level> = outcome
        .findings
        .iter()
        .filter(|f| f.code == "SM0201")
        .map(|f| f.level)
        .collect();
    assert_eq!(levels, [Level::Warn, Level::Audit]);
    assert_eq!(outcome.summary.files, 2, "a policy is no manifest");
}

#[test]
fn the_command_line_is_stronger_than_the_policy() {
    let folder = Folder::new();
    folder.write("meshwright.yaml", policy("  levels: {SM0201: 'off'}\n"));
    let file = folder.write("mesh.yaml", bad());
    let settings = Settings {
        levels: vec![("SM0201".to_owned(), Level::Warn)],
        ..nearest()
    };
    assert_eq!(
        lint_paths(&settings, &[&file]).findings[0].level,
        Level::Warn
    );
}

#[test]
fn a_fault_of_the_policy_has_a_place() {
    let folder = Folder::new();
    folder.write("meshwright.yaml", policy("  levles: {SM0201: warn}\n"));
    let file = folder.write("mesh.yaml", bad());
    let settings = nearest();
    let outcome = lint_paths(&settings, &[&file]);
    assert_eq!(outcome.exit_code(&settings), 2);
    let fault = &outcome.faults[0];
    assert_eq!(fault.place, Some((4, 3)), "{fault}");
    assert_eq!(fault.help.as_deref(), Some("write levels"));
}

#[test]
fn an_exemption_holds_until_its_last_day() {
    let folder = Folder::new();
    let exemption = "  exemptions:\n    - rules: [SM0201]\n      paths: [old/**]\n      reason: it goes away in spring\n      expires: \"2027-03-31\"\n";
    folder.write("meshwright.yaml", policy(exemption));
    folder.write("old/mesh.yaml", bad());
    let on = |day| {
        let settings = Settings {
            today: Date::parse(day),
            ..nearest()
        };
        let outcome = lint_paths(&settings, &[folder.path()]);
        (lines(&outcome), outcome.summary.suppressed)
    };
    assert_eq!(on("2027-03-31"), (vec![], 1));
    assert_eq!(on("2027-04-01"), (vec!["SM0201 6".to_owned()], 0));
}

#[test]
fn an_exemption_that_exempts_nothing_is_a_finding_in_the_policy() {
    let folder = Folder::new();
    let exemption = "  exemptions:\n    - rules: [SM0201]\n      names: [legacy]\n      reason: it goes away in spring\n";
    folder.write("meshwright.yaml", policy(exemption));
    let file = folder.write("mesh.yaml", format!("{HEAD}  clusterSpec: Standard\n"));
    let outcome = lint_paths(&nearest(), &[folder.path()]);
    assert_eq!(lines(&outcome), ["GX0015 5"]);
    assert!(outcome.findings[0].file.ends_with("meshwright.yaml"));
    assert!(
        lint_paths(&nearest(), &[&file]).findings.is_empty(),
        "one file proves nothing"
    );
}
