use meshwright_api::service_mesh::ServiceMesh;
use serde_json::{Value, json};

use super::*;
use crate::{Context, Document, Subject, Surface, validate};

const KEY: &str = "operator.istio.alibabacloud.com/deletion-policy";

fn policy(region: Option<&str>) -> Policy {
    let mut policy = Policy::default();
    policy.region.alibaba = region.map(str::to_owned);
    policy
}

fn mesh(value: &Value) -> ServiceMesh {
    serde_json::from_value(value.clone()).unwrap()
}

/// The document with its defaults, by the patch that admission would send.
fn defaulted(new: &Value, old: Option<&Value>, operation: Operation, policy: &Policy) -> Value {
    let old = old.map(mesh);
    let mut document = new.clone();
    for default in defaults(&mesh(new), old.as_ref(), operation, policy) {
        let Some(edit) = default.edit else { continue };
        let patch: json_patch::Patch =
            serde_json::from_value(Value::from(edit.json_patch(&document))).unwrap();
        json_patch::patch(&mut document, &patch).unwrap();
    }
    document
}

fn created(new: &Value, region: Option<&str>) -> Value {
    defaulted(new, None, Operation::Create, &policy(region))
}

fn updated(new: &Value, old: &Value, region: &str) -> Value {
    defaulted(new, Some(old), Operation::Update, &policy(Some(region)))
}

fn whys(new: &Value, region: Option<&str>) -> Vec<(&'static str, bool, String)> {
    defaults(&mesh(new), None, Operation::Create, &policy(region))
        .into_iter()
        .map(|default| (default.rule.code, default.edit.is_some(), default.why))
        .collect()
}

#[test]
fn a_new_mesh_gets_the_edition_of_its_region() {
    let edition =
        |region| created(&json!({"spec": {}}), Some(region))["spec"]["clusterSpec"].clone();
    assert_eq!(edition("cn-hangzhou"), "Standard");
    assert_eq!(edition("ap-southeast-1"), "Enterprise");
    assert_eq!(edition("cn-hongkong"), "Enterprise");
    assert_eq!(edition("cn-shanghai-finance-1"), "Enterprise");
}

#[test]
fn without_a_known_region_a_note_stands_for_the_edition() {
    for region in [None, Some("cn-atlantis")] {
        let found = whys(&json!({"spec": {"name": "m"}}), region);
        let (code, written, why) = &found[0];
        assert_eq!((*code, *written), ("SM0202", false));
        assert!(why.contains("no edition is written"), "{why}");
        assert_eq!(created(&json!({"spec": {}}), region)["spec"], json!({}));
    }
}

#[test]
fn a_mesh_that_is_joined_keeps_its_own_edition() {
    let joined = json!({"spec": {"id": "c6490deb776cc458c82c4c22a69315bae"}});
    assert_eq!(
        created(&joined, Some("cn-hangzhou"))["spec"],
        joined["spec"]
    );
    assert_eq!(
        whys(&joined, Some("cn-hangzhou")).len(),
        2,
        "no name is reported beside an id"
    );
}

#[test]
fn a_change_keeps_the_edition_whatever_the_region() {
    let new = json!({"spec": {}});
    let asked = json!({"spec": {"clusterSpec": "Ultimate"}, "status": {"clusterSpec": "Standard"}});
    let made = json!({"spec": {}, "status": {"clusterSpec": "Standard"}});
    let neither = json!({"spec": {}});
    let odd = json!({"spec": {"clusterSpec": "Pro"}});
    for region in ["cn-hangzhou", "ap-southeast-1"] {
        assert_eq!(
            updated(&new, &asked, region)["spec"]["clusterSpec"],
            "Ultimate"
        );
        assert_eq!(
            updated(&new, &made, region)["spec"]["clusterSpec"],
            "Standard"
        );
        assert_eq!(updated(&new, &neither, region)["spec"], json!({}));
        assert_eq!(updated(&new, &odd, region)["spec"], json!({}));
    }
}

#[test]
fn missing_parents_are_added() {
    let expected = json!({
        "metadata": {"annotations": {KEY: "Retain"}},
        "spec": {"clusterSpec": "Standard"},
    });
    for bare in [
        json!({}),
        json!({"spec": null}),
        json!({"metadata": {}}),
        json!({"metadata": {"annotations": null}}),
    ] {
        assert_eq!(created(&bare, Some("cn-hangzhou")), expected, "{bare}");
    }
    let other =
        json!({"metadata": {"name": "m", "annotations": {"a": "b", KEY: null}}, "spec": {"x": 1}});
    assert_eq!(
        created(&other, Some("cn-hangzhou")),
        json!({
            "metadata": {"name": "m", "annotations": {"a": "b", KEY: "Retain"}},
            "spec": {"x": 1, "clusterSpec": "Standard"},
        })
    );
}

#[test]
fn nothing_is_written_over_what_is_there() {
    for full in [
        json!({"metadata": {"annotations": {KEY: "Delete"}}, "spec": {"clusterSpec": "Ultimate"}}),
        json!({"metadata": {"annotations": {KEY: ""}}, "spec": {"clusterSpec": ""}}),
        json!({"metadata": {"annotations": {KEY: 1}}, "spec": {"clusterSpec": ["x"]}}),
        json!({"metadata": {"annotations": []}, "spec": "x"}),
        json!({"metadata": 7, "spec": []}),
    ] {
        assert_eq!(created(&full, Some("cn-hangzhou")), full);
    }
}

#[test]
fn the_name_is_reported_and_never_written() {
    for spec in [json!({}), json!({"name": ""}), json!({"name": null})] {
        let found = whys(&json!({"spec": spec}), Some("cn-hangzhou"));
        let last = found.last().unwrap();
        assert_eq!(
            last,
            &(
                "SM0104",
                false,
                "the mesh will be called mesh-for-<cluster id>".to_owned()
            )
        );
    }
    assert!(
        whys(&json!({"spec": {"name": "m"}}), None)
            .iter()
            .all(|(code, ..)| *code != "SM0104")
    );
}

/// Every document made of these parts.
fn documents() -> Vec<Value> {
    let metadata = [
        json!(null),
        json!({"name": "m"}),
        json!({"name": "m", "annotations": {}}),
        json!({"name": "m", "annotations": {KEY: "Delete", "x": "y"}}),
        json!({"name": "m", "annotations": {KEY: "Orphan"}}),
        json!({"name": "m", "annotations": {KEY: null}}),
        json!([]),
    ];
    let specs = [
        json!(null),
        json!({}),
        json!({"name": "some-mesh", "unknown": [1]}),
        json!({"id": "c6490deb776cc458c82c4c22a69315bae"}),
        json!({"clusterSpec": "Standard"}),
        json!({"clusterSpec": "Pro"}),
        json!({"clusterSpec": null}),
        json!("x"),
    ];
    let mut documents = Vec::new();
    for metadata in &metadata {
        for spec in &specs {
            let mut document = json!({"kind": "ServiceMesh"});
            if !metadata.is_null() {
                document["metadata"] = metadata.clone();
            }
            if !spec.is_null() {
                document["spec"] = spec.clone();
            }
            documents.push(document);
        }
    }
    documents
}

fn codes(value: &Value, policy: &Policy) -> Vec<&'static str> {
    let document = Document::ServiceMesh(Box::new(mesh(value)));
    let report = validate(
        &Subject::new(&document),
        &Context::new(policy, Surface::Admission),
    );
    report.codes()
}

#[test]
fn defaults_are_idempotent_and_minimal_and_add_no_fault() {
    for region in [
        None,
        Some("cn-hangzhou"),
        Some("ap-southeast-1"),
        Some("cn-atlantis"),
    ] {
        let policy = policy(region);
        for document in documents() {
            let once = created(&document, region);
            assert_eq!(created(&once, region), once, "idempotent: {document}");
            assert_eq!(
                updated(&once, &document, "eu-west-1"),
                once,
                "final: {document}"
            );
            let faults = codes(&once, &policy);
            assert!(
                faults
                    .iter()
                    .all(|code| codes(&document, &policy).contains(code)),
                "no fault: {document}: {faults:?}"
            );
        }
    }
}

#[test]
fn the_patch_is_the_one_that_json_patch_would_make() {
    for document in documents() {
        let mesh = mesh(&document);
        let edits = defaults(&mesh, None, Operation::Create, &policy(Some("cn-hangzhou")));
        // The edits lie apart from one another: each is right against the document as it came.
        let ours: Vec<Value> = edits
            .iter()
            .filter_map(|one| one.edit.as_ref())
            .flat_map(|edit| edit.json_patch(&document))
            .collect();
        let after = created(&document, Some("cn-hangzhou"));
        let theirs = serde_json::to_value(json_patch::diff(&document, &after)).unwrap();
        let theirs = theirs.as_array().unwrap();
        let place = |operation: &Value| operation["path"].as_str().unwrap().to_owned();
        let sorted = |operations: &[Value]| {
            let mut all: Vec<(String, Value)> = operations
                .iter()
                .map(|one| (place(one), one["value"].clone()))
                .collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all
        };
        assert_eq!(sorted(&ours), sorted(theirs), "{document}");
    }
}

#[test]
fn a_deletion_has_no_defaults() {
    assert!(
        defaults(
            &ServiceMesh::default(),
            None,
            Operation::Delete,
            &policy(Some("cn-hangzhou"))
        )
        .is_empty()
    );
}
