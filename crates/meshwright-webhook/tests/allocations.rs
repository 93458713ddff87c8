//! What an answer that allows asks of the allocator. A binary of its own: one test, nothing beside it.

#![cfg(test)]

use std::alloc::System;

use meshwright_webhook::{Core, Door, Loaded, Policies, Verdict};
use serde_json::{Map, Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn review(operation: &str, object: &Value, old: &Value) -> Vec<u8> {
    let kind =
        json!({"group": "istio.alibabacloud.com", "version": "v1beta1", "kind": "ServiceMesh"});
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816",
            "kind": kind,
            "name": "mesh",
            "operation": operation,
            "userInfo": {"username": "alice", "groups": ["a", "b", "c", "system:authenticated"]},
            "object": object,
            "oldObject": old,
            "dryRun": false,
        },
    })
    .to_string()
    .into_bytes()
}

fn mesh(managed: usize) -> Value {
    let fields: Map<String, Value> = (0..managed)
        .map(|n| (format!("f:{n}"), json!({})))
        .collect();
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {
            "name": "mesh",
            "uid": "9b6f2b66-0d6f-4a4f-9e0e-0f7c2f1d7a11",
            "annotations": {"operator.istio.alibabacloud.com/deletion-policy": "Retain"},
            "managedFields": [{"manager": "kubectl", "operation": "Apply", "fieldsV1": fields}],
        },
        "spec": {"name": "some-mesh", "clusterSpec": "Enterprise"},
    })
}

/// Allocations of an answer, once everything is warm.
fn allocations(core: &Core, body: &[u8]) -> usize {
    let count = || {
        let region = Region::new(COUNTED);
        let answer = core.answer(Door::Validate, body).unwrap();
        let stats = region.change();
        assert_eq!(answer.verdict, Verdict::Allowed);
        stats.allocations + stats.reallocations
    };
    // The harness may allocate meanwhile: the least is ours.
    (0..20).map(|_| count()).min().unwrap()
}

#[test]
fn an_answer_that_allows_builds_no_tree() {
    let core = Core::new(Policies::new(Loaded::built_in()), || None);
    let create = |managed| allocations(&core, &review("CREATE", &mesh(managed), &Value::Null));
    let update = |managed| allocations(&core, &review("UPDATE", &mesh(managed), &mesh(managed)));
    // Managed fields are most of a body and cost nothing.
    assert_eq!(create(0), create(400));
    assert_eq!(update(0), update(400));
    // 25 and 35 when this was written: the object, its texts, the policy's verdict, the answer.
    let (create, update) = (create(400), update(400));
    assert!(create <= 30, "{create}");
    assert!(update <= 40, "{update}");
}
