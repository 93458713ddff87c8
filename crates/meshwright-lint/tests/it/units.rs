//! What is recognised as an object of ours, and where objects hide.

use meshwright_lint::{Outcome, Settings};

use crate::support::{Folder, HEAD, lines, lint_paths, lint_text, only};

const BAD: &str = "{apiVersion: istio.alibabacloud.com/v1beta1, kind: ServiceMesh, metadata: {name: a}, spec: {clusterSpec: pro}}";

fn lint(text: &str) -> Outcome {
    lint_text(&only(&["SM0201", "MR0201"]), "mesh.yaml", text)
}

fn counts(outcome: &Outcome) -> (usize, usize, usize) {
    let summary = outcome.summary;
    (summary.documents, summary.checked, summary.skipped)
}

#[test]
fn other_kinds_are_skipped_and_counted() {
    let outcome = lint(
        "kind: ConfigMap\napiVersion: v1\n---\nkind: ServiceMesh\napiVersion: maistra.io/v1\n",
    );
    assert_eq!(counts(&outcome), (2, 0, 2));
    assert!(outcome.findings.is_empty());
}

#[test]
fn the_elements_of_a_list_are_objects() {
    let outcome = lint(&format!(
        "kind: List\napiVersion: v1\nitems:\n- {BAD}\n- kind: Secret\n- {BAD}\n"
    ));
    assert_eq!(lines(&outcome), ["SM0201 4", "SM0201 6"]);
    assert_eq!(counts(&outcome), (3, 2, 1));
    assert_eq!(outcome.findings[0].pointer, "/items/0/spec/clusterSpec");
    assert_eq!(outcome.findings[0].field, "spec.clusterSpec");
    assert_eq!(outcome.findings[0].resource.name.as_deref(), Some("a"));
}

#[test]
fn lists_in_lists_are_followed() {
    let outcome = lint(&format!(
        "kind: List\nitems:\n- kind: List\n  items:\n  - {BAD}\n- - {BAD}\n"
    ));
    assert_eq!(lines(&outcome), ["SM0201 5", "SM0201 6"]);
}

#[test]
fn a_list_at_the_top_is_a_list_of_objects() {
    let outcome = lint_text(
        &only(&["SM0201"]),
        "mesh.json",
        "[{\"kind\":\"Pod\"},\n{\"apiVersion\":\"istio.alibabacloud.com/v1beta1\",\"kind\":\"ServiceMesh\",\"spec\":{\"clusterSpec\":\"pro\"}}]",
    );
    assert_eq!(lines(&outcome), ["SM0201 2"]);
    assert_eq!(outcome.findings[0].pointer, "/1/spec/clusterSpec");
}

#[test]
fn elements_of_a_list_of_one_kind_need_no_head() {
    let outcome = lint("apiVersion: v1\nkind: MeshList\nitems:\n- metadata: {uid: a}\n");
    assert_eq!(lines(&outcome), ["MR0201 4"]);
}

#[test]
fn a_broken_document_leaves_the_others_alone() {
    let outcome = lint(&format!("a: [\n---\n{HEAD}  clusterSpec: pro\n"));
    assert!(
        lines(&outcome).contains(&"SM0201 8".to_owned()),
        "{:?}",
        lines(&outcome)
    );
}

#[test]
fn the_template_of_helm_output_is_named() {
    let text = format!("---\n# Source: chart/templates/mesh.yaml\n{HEAD}  clusterSpec: pro\n");
    let outcome = lint(&text);
    assert_eq!(
        outcome.findings[0].source.as_deref(),
        Some("chart/templates/mesh.yaml")
    );
    assert_eq!(
        (outcome.findings[0].file.as_str(), outcome.findings[0].line),
        ("mesh.yaml", 8)
    );
}

#[test]
fn the_origin_that_kustomize_writes_is_named() {
    let text = "apiVersion: istio.alibabacloud.com/v1beta1\nkind: ServiceMesh\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: base/mesh.yaml\nspec:\n  clusterSpec: pro\n";
    assert_eq!(
        lint(text).findings[0].source.as_deref(),
        Some("base/mesh.yaml")
    );
}

#[test]
fn nothing_of_ours_is_exit_code_5_unless_that_is_fine() {
    let settings = only(&["SM0201"]);
    let outcome = lint_text(&settings, "a.yaml", "kind: Pod\n");
    assert_eq!(outcome.exit_code(&settings), 5);
    let lenient = Settings {
        allow_empty: true,
        ..settings
    };
    assert_eq!(outcome.exit_code(&lenient), 0);
}

#[test]
fn a_long_stream_counts_its_documents_and_lines_to_the_end() {
    let text = format!("{HEAD}  clusterSpec: pro\n---\n# empty\n---\n").repeat(500);
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text);
    assert_eq!(
        (outcome.findings.len(), outcome.summary.documents),
        (500, 500)
    );
    for (index, finding) in outcome.findings.iter().enumerate() {
        assert_eq!(
            (finding.document, finding.line),
            (2 * index + 1, 9 * index + 6)
        );
    }
}

#[test]
fn files_that_go_to_one_cluster_are_compared() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        let text = HEAD.replace("name: mesh", &format!("name: {name}"));
        folder.write(
            &format!("{name}.yaml"),
            format!("{text}  clusterSpec: Standard\n"),
        );
    }
    let apart = only(&["SM0101"]);
    assert!(lint_paths(&apart, &[folder.path()]).findings.is_empty());
    let together = Settings {
        same_cluster: vec!["**/*.yaml".to_owned()],
        ..apart
    };
    let outcome = lint_paths(&together, &[folder.path()]);
    assert_eq!(lines(&outcome), ["SM0101 4", "SM0101 4"]);
    assert_eq!(outcome.summary.deny, 2);
}

#[test]
fn a_second_document_of_ours_is_told_once() {
    let text = format!("{HEAD}---\nkind: Pod\n---\n{HEAD}---\n{HEAD}");
    let outcome = lint_text(&only(&["GX0007"]), "mesh.yaml", text);
    assert_eq!(lines(&outcome), ["GX0007 9"]);
    assert_eq!(outcome.findings[0].document, 3);
}

#[test]
fn what_stands_between_the_objects_of_a_list_is_judged_too() {
    let text = format!("kind: List\nmetadata: {{}}\nmetadata: {{}}\nitems:\n- {BAD}\n");
    let outcome = lint_text(&only(&["GX0001", "SM0201"]), "mesh.yaml", text);
    assert_eq!(lines(&outcome), ["GX0001 3", "SM0201 5"]);
    let foreign = "kind: List\nmetadata: {}\nmetadata: {}\nitems:\n- kind: Pod\n";
    assert!(
        lint_text(&only(&["GX0001"]), "mesh.yaml", foreign)
            .findings
            .is_empty()
    );
}

#[test]
fn what_is_noticed_in_an_element_is_told_once_and_of_the_element() {
    let item = BAD.replace("pro", "no");
    let text = format!("kind: List\nitems:\n- {item}\n- {item}\n");
    let outcome = lint_text(&only(&["GX0002"]), "mesh.yaml", text);
    assert_eq!(lines(&outcome), ["GX0002 3", "GX0002 4"]);
    assert_eq!(outcome.findings[1].field, "spec.clusterSpec");
}
