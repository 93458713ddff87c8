//! The schema of the `Policy` document held against its reader.

#![cfg(test)]

use std::sync::LazyLock;

use meshwright_policy::Policy;
use serde_json::{Value, json};

fn document(spec: &Value) -> Value {
    json!({"apiVersion": "policy.meshwright.dev/v1alpha1", "kind": "Policy", "spec": spec})
}

fn schema_takes(document: &Value) -> bool {
    static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let schema = meshwright_schema::find("policy").unwrap().schema();
        jsonschema::draft202012::new(&schema).unwrap()
    });
    VALIDATOR.is_valid(document)
}

fn reader_takes(document: &Value) -> bool {
    Policy::from_document(document).is_ok()
}

#[test]
fn what_the_reader_takes_the_schema_takes() {
    for spec in [
        json!(null),
        json!({}),
        json!({"levels": {"SM0201": "warn", "identity": "off", "GX0012": null}}),
        json!({"levels": null, "region": {"alibaba": "cn-hangzhou", "huawei": null}}),
        json!({"regions": {"apm": ["a-1"]}, "limits": {"clusters": 5, "meshTypes": ["InCluster"]}}),
        json!({"readings": {"apm118": "allow", "strictFields": true}}),
        json!({"exemptions": [{"rules": ["SM0203"], "reason": "a trial", "expires": "2027-03-31"}]}),
        json!({"overrides": [{"paths": ["eu/**"], "levels": {"SM0201": "audit"}}]}),
    ] {
        let document = document(&spec);
        assert!(reader_takes(&document), "{spec}");
        assert!(schema_takes(&document), "{spec}");
    }
}

#[test]
fn what_a_schema_can_see_it_refuses_as_the_reader_does() {
    for spec in [
        json!([]),
        json!({"reading": {}}),
        json!({"levels": {"SM0201": "Warn"}}),
        json!({"levels": {"SM9999": "warn"}}),
        json!({"levels": {"editon": "warn"}}),
        json!({"limits": {"clusters": 0}}),
        json!({"limits": {"clusters": "5"}}),
        json!({"limits": {"meshTypes": []}}),
        json!({"region": {"alibaba": "EU West"}}),
        json!({"readings": {"apm118": "off"}}),
        json!({"exemptions": [{"rules": ["SM0201"]}]}),
        json!({"exemptions": [{"rules": [], "reason": "r"}]}),
        json!({"exemptions": [{"rules": ["SM0201"], "reason": "r", "expires": "soon"}]}),
        json!({"overrides": [{"region": {}}]}),
    ] {
        let document = document(&spec);
        assert!(!reader_takes(&document), "{spec}");
        assert!(!schema_takes(&document), "{spec}");
    }
}

#[test]
fn a_document_needs_its_head() {
    for head in [
        json!({}),
        json!({"apiVersion": "v1", "kind": "Policy"}),
        json!({"kind": "Policy"}),
    ] {
        assert!(!reader_takes(&head), "{head}");
        assert!(!schema_takes(&head), "{head}");
    }
}
