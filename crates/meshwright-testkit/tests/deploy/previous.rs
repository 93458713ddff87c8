//! Versions one apart: `previous/` holds the definition, policies and a `Policy` as they once were, or
//! nearly so; each says in its head how it came about.
//!
//! There is no previous binary to run here: nothing has been released yet. A newer `Policy` is today's
//! with a field that nobody knows.

use meshwright_runtime::State;
use meshwright_testkit::control_plane::ControlPlane;
use meshwright_testkit::wait;
use meshwright_webhook::{StartError, policies};
use serde_json::{Value, json};

use crate::cluster::{self, MESHES, mesh, until_answered};
use crate::daemon::Daemon;
use crate::rendered::{deploy, rendered_at};

pub(crate) const DEFINITION: &str = include_str!("previous/definition.yaml");
const POLICIES: &str = include_str!("previous/policies.yaml");
const POLICY: &str = include_str!("previous/policy.yaml");
const STATUS: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh/old/status";
const OLD: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh/old";

#[test]
fn todays_webhook_and_the_previous_policy_judge_over_either_definition() {
    let plane = cluster::start();
    plane.apply(DEFINITION);
    store_an_old_one(&plane);
    let daemon = Daemon::start(POLICY).expect("the previous policy is read");
    daemon.register(&plane);
    judges(&plane);
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    judges(&plane);
}

#[test]
fn an_upgrade_of_the_definition_in_place_keeps_old_objects_readable_and_writable() {
    let plane = cluster::start();
    plane.apply(DEFINITION);
    store_an_old_one(&plane);
    let output = plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    assert_eq!(output.stderr, "", "without a warning");
    refuses_new_faults(&plane);
    let stored = plane.admin().get(OLD).expect_success();
    assert_eq!(stored["status"]["clusterSpec"], "Pro");
    keeps_going(&plane);
}

#[test]
fn todays_policies_judge_over_the_previous_definition_and_take_the_place_of_the_previous_ones() {
    let plane = cluster::start();
    plane.apply(DEFINITION);
    store_an_old_one(&plane);
    let namespace = json!({"metadata": {"name": "meshwright-system"}});
    let namespaces = "/api/v1/namespaces";
    plane.admin().post(namespaces, &namespace).expect_success();
    let quietly = |manifest: &str| assert_eq!(plane.apply(manifest).stderr, "", "no warning");
    quietly(POLICIES);
    // At first beside the parameters of the previous `Policy`.
    for file in ["validating/policies.yaml", "mutating/policies.yaml"] {
        let file = deploy().join("policies").join(file);
        quietly(&std::fs::read_to_string(file).expect("the policies are committed"));
    }
    refuses_new_faults(&plane);
    until_answered(&plane, "the defaults", |answer| {
        answer.is_success() && answer.json()["spec"]["clusterSpec"] == "Standard"
    });
    keeps_going(&plane);
    quietly(&rendered_at(&plane, &deploy().join("policies/mutating")));
    until_answered(&plane, "parameters without a region", |answer| {
        answer.is_success() && answer.json()["spec"]["clusterSpec"].is_null()
    });
    refuses_new_faults(&plane);
    keeps_going(&plane);
}

#[test]
fn a_policy_of_a_newer_version_is_refused_by_the_name_of_its_field_and_the_old_one_stays() {
    let newer =
        "{apiVersion: policy.meshwright.dev/v1alpha1, kind: Policy, spec: {quotas: {meshes: 1}}}";
    let daemon = Daemon::start(POLICY).expect("the previous policy is read");
    let running = &daemon.running;
    let revision = running.policies.current().revision.clone();
    daemon.rewrite(newer);
    let words = wait::until("the refusal", || match running.health.get(policies::PART) {
        Some(State::Degraded(words)) => Some(words),
        _ => None,
    });
    assert!(words.contains("spec.quotas"), "{words}");
    assert!(
        words.contains(&format!("revision {revision} stays")),
        "{words}"
    );
    assert_eq!(running.policies.current().revision, revision);
    assert!(running.health.is_ready(), "it goes on by the old policy");
    // Nobody starts by it, since there is no old one to go by.
    let refused = Daemon::start(newer).expect_err("a policy from the future");
    assert!(matches!(refused, StartError::Policy(_)), "{refused}");
}

/// An object with faults that the previous definition did not see.
fn store_an_old_one(plane: &ControlPlane) {
    let old = mesh(
        "old",
        &json!({"name": "some-mesh", "clusterSpec": "Standard"}),
    );
    plane.admin().post(MESHES, &old).expect_success();
    let faulty = json!({"status": {
        "clusterSpec": "Pro",
        "serviceMeshId": "mesh-1",
        "conditions": [{"type": "ServiceMeshCreated", "status": "Maybe"}],
    }});
    plane
        .admin()
        .patch("merge", STATUS, &faulty)
        .expect_success();
}

/// The webhook decides: by the region of the previous policy, and by rules that the definition lacks.
fn judges(plane: &ControlPlane) {
    let new = mesh("new", &json!({"name": "new-mesh"}));
    let made = plane
        .admin()
        .post(&format!("{MESHES}?dryRun=All"), &new)
        .expect_success();
    assert_eq!(made["spec"]["clusterSpec"], "Standard", "of that region");
    let stranger = plane.admin().patch(
        "merge",
        STATUS,
        &json!({"status": {"serviceMeshId": "mesh-2"}}),
    );
    assert_eq!(
        stranger.code, 422,
        "only the controller writes it: {}",
        stranger.text
    );
    refuses_new_faults(plane);
    keeps_going(plane);
}

/// Whoever judges: what was good becomes no fault any more.
fn refuses_new_faults(plane: &ControlPlane) {
    let worse = json!({"status": {"clusterSpec": "Tiny"}});
    let answer = wait::until("the rules about the status", || {
        let path = format!("{STATUS}?dryRun=All");
        let answer = controller(plane).patch("merge", &path, &worse);
        (!answer.is_success()).then_some(answer)
    });
    assert_eq!(answer.code, 422, "{}", answer.text);
    assert!(answer.text.contains("SM0510"), "{}", answer.text);
}

/// Faults that were there before stop nobody: neither who writes the rest of the status, nor who writes
/// the spec.
fn keeps_going(plane: &ControlPlane) {
    let id: Value = json!({"status": {"observedGeneration": 1}});
    controller(plane)
        .patch("merge", STATUS, &id)
        .expect_success();
    for edition in ["Enterprise", "Standard"] {
        let edition = json!({"spec": {"clusterSpec": edition}});
        plane.admin().patch("merge", OLD, &edition).expect_success();
    }
}

/// Whom the previous policy names as the controller.
fn controller(plane: &ControlPlane) -> meshwright_testkit::Client {
    let name = "system:serviceaccount:mesh:controller";
    plane.admin().acting_as(name, &["system:masters"])
}
