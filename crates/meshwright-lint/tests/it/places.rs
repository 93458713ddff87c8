//! The place of every finding: lines, columns, bytes.

use crate::support::{HEAD, lint_text, only, places};

/// The places of edition faults in a text.
fn editions(text: &str) -> Vec<String> {
    places(&lint_text(&only(&["SM0201"]), "mesh.yaml", text))
}

#[test]
fn a_bad_value_is_placed_at_its_first_character() {
    assert_eq!(
        editions(&format!("{HEAD}  clusterSpec: standard\n")),
        ["SM0201 6:16-6:24"]
    );
}

#[test]
fn quotes_belong_to_a_value() {
    assert_eq!(
        editions(&format!("{HEAD}  clusterSpec: \"standard\"\n")),
        ["SM0201 6:16-6:26"]
    );
    assert_eq!(
        editions(&format!("{HEAD}  clusterSpec: 'pro' # why\n")),
        ["SM0201 6:16-6:21"]
    );
}

#[test]
fn a_block_scalar_is_placed_at_its_indicator() {
    let found = editions(&format!("{HEAD}  clusterSpec: |-\n    standard\n"));
    assert_eq!(found, ["SM0201 6:16-7:13"]);
}

#[test]
fn a_value_in_flow_style_has_its_own_place() {
    let text = "{apiVersion: istio.alibabacloud.com/v1beta1, kind: ServiceMesh, spec: {clusterSpec: pro}}\n";
    assert_eq!(editions(text), ["SM0201 1:85-1:88"]);
}

#[test]
fn documents_count_and_lines_go_on() {
    let text = format!("{HEAD}  clusterSpec: Standard\n---\n{HEAD}  clusterSpec: pro\n");
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text);
    assert_eq!(places(&outcome), ["SM0201 13:16-13:19"]);
    assert_eq!(outcome.findings[0].document, 2);
}

#[test]
fn a_document_of_comments_counts_too() {
    let text = format!("---\n# nothing\n---\n{HEAD}  clusterSpec: pro\n");
    assert_eq!(
        lint_text(&only(&["SM0201"]), "mesh.yaml", text).findings[0].document,
        2
    );
}

#[test]
fn carriage_returns_are_no_columns() {
    let text = format!("{HEAD}  clusterSpec: pro\n").replace('\n', "\r\n");
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text.clone());
    assert_eq!(places(&outcome), ["SM0201 6:16-6:19"]);
    assert_eq!(outcome.findings[0].offset, text.find("pro").unwrap());
}

#[test]
fn a_byte_order_mark_counts_in_offsets_alone() {
    let text = "\u{feff}{apiVersion: istio.alibabacloud.com/v1beta1, kind: ServiceMesh, spec: {clusterSpec: pro}}\n";
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text);
    assert_eq!(places(&outcome), ["SM0201 1:85-1:88"]);
    assert_eq!(outcome.findings[0].offset, 84 + 3);
}

#[test]
fn columns_count_characters() {
    let text = "{kind: ServiceMesh, note: \"日本語 🦀\", apiVersion: istio.alibabacloud.com/v1beta1, spec: {clusterSpec: pro}}\n";
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text);
    let before = text.split("pro}").next().unwrap();
    assert_eq!(outcome.findings[0].column, before.chars().count() + 1);
    assert_eq!(outcome.findings[0].offset, before.len());
}

#[test]
fn a_tab_is_one_column() {
    let text = format!("{HEAD}  clusterSpec:\tpro\t# tabbed\n");
    assert_eq!(editions(&text), ["SM0201 6:16-6:19"]);
}

#[test]
fn an_alias_is_placed_where_it_is_used() {
    let text = format!("{HEAD}  name: &e pro\n  clusterSpec: *e\n");
    assert_eq!(editions(&text), ["SM0201 7:16-7:18"]);
}

#[test]
fn a_merged_value_is_placed_where_it_is_merged() {
    let text = "defaults: &d\n  clusterSpec: pro\napiVersion: istio.alibabacloud.com/v1beta1\nkind: ServiceMesh\nspec:\n  <<: *d\n";
    assert_eq!(editions(text), ["SM0201 6:7-6:9"]);
}

#[test]
fn a_missing_field_is_placed_at_the_key_that_should_hold_it() {
    let text = "apiVersion: v1\nkind: Mesh\nmetadata:\n  uid: a\n";
    let outcome = lint_text(&only(&["MR0201"]), "mesh.yaml", text);
    assert_eq!(places(&outcome), ["MR0201 3:1-3:9"]);
    assert_eq!(outcome.findings[0].field, "metadata.name");
    assert_eq!(outcome.findings[0].pointer, "/metadata/name");
}

#[test]
fn a_missing_field_of_a_mapping_in_flow_style_is_placed_at_its_key() {
    let text = "apiVersion: v1\nkind: Mesh\nspec:\n  extendParams:\n    clusters:\n      - clusterID: a\n        installation: {nodes: {fieldSelector: {values: [a]}}}\n";
    let outcome = lint_text(&only(&["MR0414"]), "mesh.yaml", text);
    assert_eq!(places(&outcome), ["MR0414 7:32-7:45"]);
}

#[test]
fn a_json_document_has_places_too() {
    let text = "{\n  \"apiVersion\": \"istio.alibabacloud.com/v1beta1\",\n  \"kind\": \"ServiceMesh\",\n  \"spec\": {\"clusterSpec\": \"pro\"}\n}\n";
    let outcome = lint_text(&only(&["SM0201"]), "mesh.json", text);
    assert_eq!(places(&outcome), ["SM0201 4:27-4:32"]);
}

#[test]
fn every_line_of_a_json_stream_is_a_document() {
    let mesh = |edition: &str| {
        format!(
            "{{\"apiVersion\":\"istio.alibabacloud.com/v1beta1\",\"kind\":\"ServiceMesh\",\"spec\":{{\"clusterSpec\":\"{edition}\"}}}}\n"
        )
    };
    let text = format!("{}{}", mesh("Standard"), mesh("pro"));
    let outcome = lint_text(&only(&["SM0201"]), "mesh.ndjson", text);
    assert_eq!(
        (outcome.findings[0].document, outcome.findings[0].line),
        (2, 2)
    );
}

#[test]
fn an_excerpt_holds_the_lines_of_the_finding() {
    let text = format!("{HEAD}  clusterSpec: standard # a comment\n");
    let outcome = lint_text(&only(&["SM0201"]), "mesh.yaml", text);
    let excerpt = &outcome.findings[0].excerpt;
    assert_eq!(
        (excerpt.line, excerpt.text.as_str()),
        (6, "  clusterSpec: standard # a comment")
    );
    assert_eq!(
        excerpt.text.get(excerpt.mark.0..excerpt.mark.1),
        Some("standard")
    );
}

#[test]
fn a_missing_field_of_a_list_element_is_placed_at_its_first_key() {
    let text = "apiVersion: v1\nkind: Mesh\nspec:\n  extendParams:\n    clusters:\n      - installation: {}\n        injection: {}\n";
    let outcome = lint_text(&only(&["MR0403"]), "mesh.yaml", text);
    assert_eq!(places(&outcome), ["MR0403 6:9-6:21"]);
}
