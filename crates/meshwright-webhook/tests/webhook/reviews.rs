//! Questions that can be decided.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::bench::{Bench, UID, mesh, policy, review};

fn create(spec: &Value) -> Value {
    review("CREATE", &mesh(spec), &Value::Null)
}

fn is(response: &Value, golden: &Expect) {
    golden.assert_eq(&format!("{response:#}\n"));
}

#[tokio::test]
async fn a_good_object_is_allowed_with_nothing_but_the_revision() {
    let response = Bench::new()
        .await
        .review("/validate", &create(&json!({"name": "mesh"})))
        .await;
    is(
        &response,
        &expect![[r#"
        {
          "allowed": true,
          "auditAnnotations": {
            "policy-revision": "built-in"
          },
          "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816"
        }
    "#]],
    );
}

#[tokio::test]
async fn a_denial_names_every_cause_and_its_message_stands_alone() {
    let bench = Bench::under(&json!({"region": {"alibaba": "ap-southeast-1"}})).await;
    let mut review = create(&json!({"clusterSpec": "Pro", "name": 7}));
    review["request"]["object"]["metadata"]["annotations"] =
        json!({"operator.istio.alibabacloud.com/deletion-policy": "Keep"});
    let mut response = bench.review("/validate", &review).await;
    response["auditAnnotations"]["policy-revision"] = "<revision>".into();
    is(
        &response,
        &expect![[r#"
        {
          "allowed": false,
          "auditAnnotations": {
            "codes": "GX0011,SM0201,SM0401",
            "policy-revision": "<revision>"
          },
          "status": {
            "code": 422,
            "details": {
              "causes": [
                {
                  "field": "metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]",
                  "message": "SM0401 \"Keep\" is not a deletion policy (write Retain or Delete, or leave the annotation out (Retain))",
                  "reason": "FieldValueNotSupported"
                },
                {
                  "field": "spec.clusterSpec",
                  "message": "SM0201 \"Pro\" is not an edition (write Standard, Enterprise or Ultimate, or leave the field out)",
                  "reason": "FieldValueNotSupported"
                },
                {
                  "field": "spec.name",
                  "message": "GX0011 must be a string, not an integer (write a value of that type)",
                  "reason": "FieldValueTypeInvalid"
                }
              ],
              "group": "istio.alibabacloud.com",
              "kind": "ServiceMesh",
              "name": "mesh"
            },
            "message": "SM0401 metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]: \"Keep\" is not a deletion policy (write Retain or Delete, or leave the annotation out (Retain)); SM0201 spec.clusterSpec: \"Pro\" is not an edition (write Standard, Enterprise or Ultimate, or leave the field out); GX0011 spec.name: must be a string, not an integer (write a value of that type)",
            "reason": "Invalid",
            "status": "Failure"
          },
          "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816"
        }
    "#]],
    );
}

#[tokio::test]
async fn defaults_come_as_the_smallest_patch_and_only_once() {
    let bench = Bench::under(&json!({"region": {"alibaba": "cn-hangzhou"}})).await;
    let mut object = mesh(&json!({"name": "some", "vendor": {"deep": [1]}}));
    object["metadata"]["managedFields"] = json!([{"fieldsV1": {"f:spec": {}}}]);
    let response = bench
        .review("/mutate", &review("CREATE", &object, &Value::Null))
        .await;
    assert_eq!(response["patchType"], "JSONPatch");
    let patch = decoded(&response);
    assert_eq!(
        patch,
        json!([
            {"op": "add", "path": "/spec/clusterSpec", "value": "Standard"},
            {
                "op": "add",
                "path": "/metadata/annotations",
                "value": {"operator.istio.alibabacloud.com/deletion-policy": "Retain"},
            },
        ])
    );
    let patch: json_patch::Patch = serde_json::from_value(patch).unwrap();
    json_patch::patch(&mut object, &patch).unwrap();
    assert_eq!(object["spec"]["vendor"], json!({"deep": [1]}));
    let again = bench
        .review("/mutate", &review("CREATE", &object, &Value::Null))
        .await;
    assert_eq!(again.get("patch"), None);
    assert_eq!(again.get("patchType"), None);
}

#[tokio::test]
async fn the_mutating_path_leaves_refusing_to_the_validating_one() {
    let response = Bench::new()
        .await
        .review("/mutate", &create(&json!({"clusterSpec": "Pro"})))
        .await;
    assert_eq!(
        (&response["allowed"], response.get("patch")),
        (&json!(true), None)
    );
}

#[tokio::test]
async fn an_update_is_ratcheted_and_an_object_under_deletion_passes() {
    let bench = Bench::new().await;
    let old = mesh(&json!({"id": "c1", "clusterSpec": "Pro"}));
    let mut touched = old.clone();
    touched["metadata"]["labels"] = json!({"a": "b"});
    let response = bench
        .review("/validate", &review("UPDATE", &touched, &old))
        .await;
    assert_eq!(response["allowed"], true);
    assert_eq!(response["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(response["auditAnnotations"]["would-deny"], "SM0201");
    let moved = mesh(&json!({"id": "c2", "clusterSpec": "Pro"}));
    let response = bench
        .review("/validate", &review("UPDATE", &moved, &old))
        .await;
    assert_eq!(response["allowed"], false);
    let mut dying = old.clone();
    dying["metadata"]["deletionTimestamp"] = "2026-11-25T00:00:00Z".into();
    let response = bench
        .review("/validate", &review("UPDATE", &moved, &dying))
        .await;
    assert_eq!(response["allowed"], true);
}

#[tokio::test]
async fn a_status_write_a_dry_run_and_a_deletion_are_told_apart() {
    let bench = Bench::new().await;
    let old = mesh(&json!({"id": "c1", "clusterSpec": "Pro"}));
    let mut status = review("UPDATE", &old, &old);
    status["request"]["subResource"] = "status".into();
    status["request"]["dryRun"] = true.into();
    let response = bench.review("/validate", &status).await;
    assert_eq!(response["allowed"], true, "{response}");
    assert_eq!(response["auditAnnotations"]["dry-run"], "true");
    let response = bench
        .review("/validate", &review("DELETE", &Value::Null, &old))
        .await;
    assert_eq!(response["allowed"], true);
    assert!(
        response["warnings"][0]
            .as_str()
            .unwrap()
            .contains("mesh c1 is kept"),
        "{response}"
    );
    let mut scale = status.clone();
    scale["request"]["subResource"] = "scale".into();
    assert_eq!(bench.review("/validate", &scale).await["allowed"], false);
}

#[tokio::test]
async fn the_glass_is_broken_only_by_named_groups_with_a_reason_and_an_early_end() {
    let bench = Bench::under(&json!({"breakGlassGroups": ["platform"]})).await;
    let mut review = create(&json!({"clusterSpec": "Pro"}));
    let mut ask = async |text: &str, group: &str| {
        review["request"]["object"]["metadata"]["annotations"] =
            json!({"meshwright.dev/break-glass": text});
        review["request"]["userInfo"]["groups"] = json!([group]);
        bench.review("/validate", &review).await
    };
    let response = ask("2026-11-26 ticket 4711", "platform").await;
    assert_eq!(response["allowed"], true);
    assert_eq!(
        response["auditAnnotations"]["break-glass"],
        "alice until 2026-11-26: ticket 4711"
    );
    assert_eq!(response["auditAnnotations"]["would-deny"], "SM0201");
    assert_eq!(
        response["warnings"][0],
        "break-glass: let through in spite of SM0201"
    );
    for (text, group, why) in [
        (
            "2026-11-26 ticket",
            "others",
            "none of the break-glass groups",
        ),
        ("2026-11-24 ticket", "platform", "expired"),
        ("2026-12-25 ticket", "platform", "more than 7 days"),
        ("2026-11-26", "platform", "reason is missing"),
        ("tomorrow", "platform", "last day"),
    ] {
        let response = ask(text, group).await;
        assert_eq!(response["allowed"], false, "{text}");
        let message = response["status"]["message"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
    }
}

#[tokio::test]
async fn a_new_policy_is_taken_and_a_bad_one_is_not() {
    let shelf = crate::bench::Folder::new();
    shelf.put("policy.yaml", &policy(&json!({})));
    let path = shelf.path("policy.yaml");
    let bench = Bench::with(|settings| {
        settings.policy = Some(path);
        settings.poll = std::time::Duration::from_millis(200);
    })
    .await;
    let pro = create(&json!({"clusterSpec": "Pro"}));
    assert_eq!(bench.review("/validate", &pro).await["allowed"], false);
    shelf.put(
        "policy.yaml",
        &policy(&json!({"levels": {"SM0201": "warn"}})),
    );
    let health = &bench.running.health;
    let first = bench.running.policies.current().revision.clone();
    until(|| bench.running.policies.current().revision != first).await;
    let response = bench.review("/validate", &pro).await;
    assert_eq!(response["allowed"], true);
    assert_eq!(response["auditAnnotations"]["would-deny"], "SM0201");
    shelf.put(
        "policy.yaml",
        &policy(&json!({"levels": {"SM9999": "warn"}})),
    );
    until(|| health.page().contains("the new one was refused")).await;
    assert!(health.is_ready());
    assert_eq!(bench.review("/validate", &pro).await["allowed"], true);
}

/// Waits until something becomes true; that it does is the test.
pub(crate) async fn until(what: impl Fn() -> bool) {
    let look = async {
        while !what() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(crate::client::PATIENCE, look)
        .await
        .expect("in time");
}

fn decoded(response: &Value) -> Value {
    use base64::Engine as _;
    let patch = response["patch"].as_str().unwrap();
    let patch = base64::engine::general_purpose::STANDARD
        .decode(patch)
        .unwrap();
    serde_json::from_slice(&patch).unwrap()
}

#[tokio::test]
async fn the_uid_comes_back() {
    let response = Bench::new()
        .await
        .review("/validate", &create(&json!({})))
        .await;
    assert_eq!(response["uid"], UID);
}
