//! What the vectors do not say of the rules about a `Mesh`: levels, places, fixes.

#![cfg(test)]

use meshwright_api::{Edit, Safety, path};
use meshwright_policy::{
    Anchor, Context, Diagnostic, Document, Level, Policy, Subject, Surface, validate,
};
use serde_json::{Value, json};

/// The findings in the base document with one value changed.
fn found_at(surface: Surface, pointer: &str, value: Value) -> Vec<Diagnostic> {
    let base = include_str!("../../../tests/vectors/base/mesh.json");
    let mut mesh: Value = serde_json::from_str(base).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match mesh.pointer_mut(parent).unwrap() {
        Value::Object(members) => members.insert(key.to_owned(), value),
        other => panic!("{parent} is no object: {other}"),
    };
    let document = Document::Mesh(serde_json::from_value(mesh).unwrap());
    let policy = Policy::default();
    let context = Context::new(&policy, surface);
    validate(&Subject::new(&document), &context).into_diagnostics()
}

fn found(pointer: &str, value: Value) -> Vec<Diagnostic> {
    found_at(Surface::Lint, pointer, value)
}

/// Codes and levels.
fn levels(found: &[Diagnostic]) -> Vec<(&str, Level)> {
    found
        .iter()
        .map(|fault| (fault.code(), fault.level))
        .collect()
}

/// The one safe edit of the one finding.
fn safe_edit(found: &[Diagnostic]) -> Option<&Edit> {
    match found {
        [fault] => match fault.fix.as_ref()?.edits.as_slice() {
            [edit] if fault.fix.as_ref()?.safety == Safety::Safe => Some(edit),
            edits => panic!("not one safe edit: {edits:?}"),
        },
        found => panic!("not one finding: {found:?}"),
    }
}

const NODES: &str = "/spec/extendParams/clusters/0/installation/nodes/fieldSelector/values";
const NAMESPACES: &str = "/spec/extendParams/clusters/0/injection/namespaces/fieldSelector/values";

#[test]
fn no_node_is_refused_and_no_namespace_is_warned_about() {
    assert_eq!(levels(&found(NODES, json!([]))), [("MR0416", Level::Deny)]);
    assert_eq!(
        levels(&found(NAMESPACES, json!([]))),
        [("MR0416", Level::Warn)]
    );
}

#[test]
fn a_second_cluster_is_a_warning_in_a_file_and_refused_by_the_service() {
    let cluster = |id: &str| {
        let selector = json!({"fieldSelector": {"key": "UID", "operator": "In", "values": ["u"]}});
        json!({"clusterID": id, "installation": {"nodes": selector}})
    };
    let two = json!([
        cluster("cb0ef541-a1b2-c3d4-e5f6-0255ac1001b7"),
        cluster("5b7ae213-a1b2-c3d4-e5f6-0255ac1001b8"),
    ]);
    let at = |surface| found_at(surface, "/spec/extendParams/clusters", two.clone());
    assert_eq!(levels(&at(Surface::Lint)), [("MR0420", Level::Warn)]);
    assert_eq!(levels(&at(Surface::Rest)), [("MR0420", Level::Deny)]);
}

#[test]
fn an_odd_cluster_id_is_for_the_record_only() {
    let found = found("/spec/extendParams/clusters/0/clusterID", json!("c1"));
    assert_eq!(levels(&found), [("MR0405", Level::Audit)]);
}

#[test]
fn a_field_of_the_service_is_warned_about_at_its_key() {
    let found = found("/metadata/uid", json!("mine"));
    assert_eq!(levels(&found), [("MR0106", Level::Warn)]);
    assert_eq!(
        (&found[0].anchor, &found[0].path),
        (&Anchor::Key, &path!["metadata", "uid"])
    );
}

#[test]
fn a_missing_field_is_named_by_its_own_path() {
    let found = found("/spec/type", Value::Null);
    assert_eq!(
        (&found[0].anchor, &found[0].path),
        (&Anchor::Missing, &path!["spec", "type"])
    );
}

#[test]
fn an_empty_version_stands_where_it_is_written() {
    let found = found("/spec/version", json!(""));
    let fault = found.iter().find(|fault| fault.code() == "MR0302").unwrap();
    assert_eq!(fault.anchor, Anchor::Value);
}

#[test]
fn a_kind_is_mended_where_only_letter_case_or_blanks_differ() {
    let mended = Edit::set(path!["kind"], "Mesh");
    for kind in ["MESH", "mesh ", " mEsh"] {
        assert_eq!(
            safe_edit(&found("/kind", json!(kind))),
            Some(&mended),
            "{kind}"
        );
    }
    assert_eq!(safe_edit(&found("/kind", json!("Meshes"))), None);
}

#[test]
fn a_leading_v_is_dropped_and_nothing_else_of_a_version() {
    let mended = Edit::set(path!["spec", "version"], "1.18.7-r5");
    assert_eq!(
        safe_edit(&found("/spec/version", json!("v1.18.7-r5"))),
        Some(&mended)
    );
    let odd = found("/spec/version", json!("v1.18.x"));
    assert!(odd.iter().all(|fault| fault.fix.is_none()), "{odd:?}");
}

#[test]
fn an_operator_is_mended_where_only_letter_case_differs() {
    let pointer = NODES.replace("values", "operator");
    let edit = found(&pointer, json!("IN"));
    let Some(Edit::Set { value, .. }) = safe_edit(&edit) else {
        panic!("{edit:?}")
    };
    assert_eq!(value, "In");
    assert_eq!(safe_edit(&found(&pointer, json!("NotIn"))), None);
}

#[test]
fn the_later_of_two_equal_values_is_taken_out() {
    let found = found(NAMESPACES, json!(["a", "b", "a"]));
    let place = found[0].path.clone();
    assert!(place.pointer().ends_with("/values/2"), "{place}");
    assert_eq!(safe_edit(&found), Some(&Edit::Remove { path: place }));
}

#[test]
fn a_misspelt_phase_names_the_one_that_was_meant() {
    let found = found("/status", json!({"phase": "RollBack"}));
    assert_eq!(found[0].help.as_deref(), Some("write RollingBack"));
}
