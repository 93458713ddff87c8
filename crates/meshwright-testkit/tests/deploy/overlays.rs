//! Every overlay, taken in by a real API server.

use serde_json::{Value, json};

use crate::rendered::{apply, overlays, plane, rendered};

#[test]
fn every_overlay_is_taken_in_without_a_refusal_an_unknown_field_or_a_warning() {
    for overlay in overlays() {
        apply(plane(), &overlay);
    }
}

#[test]
fn the_pod_of_every_overlay_keeps_the_restricted_standard() {
    let sandbox = plane().sandbox();
    let namespace = format!("/api/v1/namespaces/{}", sandbox.namespace());
    let labels = json!({"metadata": {"labels": {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
    }}});
    let admin = plane().admin();
    admin.patch("merge", &namespace, &labels).expect_success();
    let account = json!({"metadata": {"name": "meshwright-webhook"}});
    let accounts = format!("{namespace}/serviceaccounts");
    admin.post(&accounts, &account).expect_success();
    for overlay in overlays() {
        let pod = pod(&plane().objects(&rendered(plane(), &overlay)));
        let answer = admin.post(&format!("{namespace}/pods?dryRun=All"), &pod);
        answer.expect_success();
        assert!(answer.warnings.is_empty(), "{:?}", answer.warnings);
    }
    let mut loose = pod(&plane().objects(&rendered(plane(), "files")));
    loose["spec"]["securityContext"] = json!({});
    let answer = admin.post(&format!("{namespace}/pods?dryRun=All"), &loose);
    assert_eq!(
        answer.code, 403,
        "the standard is enforced here: {}",
        answer.text
    );
}

fn pod(objects: &[Value]) -> Value {
    let deployment = objects
        .iter()
        .find(|object| object["kind"] == "Deployment")
        .expect("every overlay has the webhook");
    let spec = &deployment["spec"]["template"]["spec"];
    json!({"metadata": {"name": "webhook"}, "spec": spec})
}
