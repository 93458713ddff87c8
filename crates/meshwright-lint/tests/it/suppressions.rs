//! Suppressions by comment.

use crate::support::{HEAD, lines, lint_text, only};

fn lint(text: &str) -> Vec<String> {
    lines(&lint_text(
        &only(&["SM0201", "GX0015", "GX0016"]),
        "mesh.yaml",
        text,
    ))
}

#[test]
fn a_trailing_comment_silences_its_line() {
    assert!(
        lint(&format!(
            "{HEAD}  clusterSpec: pro # meshwright: ignore[SM0201] a trial\n"
        ))
        .is_empty()
    );
}

#[test]
fn a_comment_on_a_line_of_its_own_silences_the_next_line() {
    let text = format!(
        "{HEAD}  # meshwright: ignore[SM0201] a trial\n\n  # more to say\n  clusterSpec: pro\n"
    );
    assert!(lint(&text).is_empty());
}

#[test]
fn a_suppressed_finding_is_counted() {
    let text = format!("{HEAD}  clusterSpec: pro # meshwright: ignore[SM0201] a trial\n");
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text);
    assert_eq!((outcome.summary.suppressed, outcome.summary.deny), (1, 0));
}

#[test]
fn a_comment_does_not_reach_further_than_a_line() {
    let text = format!("# meshwright: ignore[SM0201] a trial\n{HEAD}  clusterSpec: pro\n");
    assert_eq!(lint(&text), ["GX0015 1", "SM0201 7"]);
}

#[test]
fn a_comment_for_the_file_holds_for_all_of_it() {
    let text = format!(
        "# meshwright: ignore-file[SM0201] a trial\n---\n{HEAD}  clusterSpec: pro\n---\n{HEAD}  clusterSpec: pro\n"
    );
    assert!(lint(&text).is_empty());
}

#[test]
fn a_region_ends_where_it_says() {
    let text = format!(
        "# meshwright: ignore-start[SM0201] a trial\n{HEAD}  clusterSpec: pro\n---\n# meshwright: ignore-end[SM0201]\n{HEAD}  clusterSpec: pro\n"
    );
    assert_eq!(lint(&text), ["SM0201 15"]);
}

#[test]
fn a_name_of_a_rule_is_as_good_as_its_code() {
    let name = meshwright_policy::rules::find("SM0201").unwrap().name;
    assert!(
        lint(&format!(
            "{HEAD}  clusterSpec: pro # meshwright: ignore[{name}] a trial\n"
        ))
        .is_empty()
    );
}

#[test]
fn a_suppression_without_a_reason_is_a_finding() {
    assert_eq!(
        lint(&format!(
            "{HEAD}  clusterSpec: pro # meshwright: ignore[SM0201]\n"
        )),
        ["GX0016 6"]
    );
}

#[test]
fn an_unused_suppression_is_a_finding_at_its_code() {
    let text = format!("{HEAD}  clusterSpec: Standard # meshwright: ignore[SM0201] a trial\n");
    let outcome = lint_text(&only(&["SM0201", "GX0015"]), "mesh.yaml", text.clone());
    assert_eq!(lines(&outcome), ["GX0015 6"]);
    let finding = &outcome.findings[0];
    assert_eq!(text.get(finding.offset..finding.end_offset), Some("SM0201"));
}

#[test]
fn of_two_codes_the_unused_one_is_told() {
    let text = format!("{HEAD}  clusterSpec: pro # meshwright: ignore[SM0201, SM0401] a trial\n");
    let outcome = lint_text(
        &only(&["SM0201", "SM0401", "GX0015"]),
        "mesh.yaml",
        text.clone(),
    );
    assert_eq!(lines(&outcome), ["GX0015 6"]);
    assert_eq!(outcome.findings[0].offset, text.find("SM0401").unwrap());
}

#[test]
fn a_rule_that_does_not_look_makes_no_suppression_unused() {
    let text = format!("{HEAD}  clusterSpec: Standard # meshwright: ignore[SM0201] a trial\n");
    assert!(lines(&lint_text(&only(&["SM0401", "GX0015"]), "mesh.yaml", text)).is_empty());
}

#[test]
fn a_code_of_no_rule_is_a_finding() {
    let text = format!("{HEAD}  clusterSpec: Standard # meshwright: ignore[SM0291] a trial\n");
    let outcome = lint_text(&only(&["SM0201", "GX0015"]), "mesh.yaml", text);
    assert_eq!(lines(&outcome), ["GX0015 6"]);
    assert!(
        outcome.findings[0]
            .help
            .as_ref()
            .unwrap()
            .contains("SM0201")
    );
}

#[test]
fn a_comment_that_names_no_rule_silences_nothing() {
    let text = format!("{HEAD}  clusterSpec: pro # meshwright: ignore a trial\n");
    assert_eq!(lint(&text), ["SM0201 6", "GX0015 6"]);
}

#[test]
fn a_text_that_looks_like_a_comment_is_none() {
    let text = format!("{HEAD}  clusterSpec: \"pro # meshwright: ignore[SM0201] a trial\"\n");
    assert_eq!(lint(&text), ["SM0201 6"]);
}
