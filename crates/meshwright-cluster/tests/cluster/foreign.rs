//! Others who claim the resource: each kind of claim, none in our own installation, and what may not be seen.

use std::path::Path;

use meshwright_cluster::{AskError, Others, others};
use meshwright_testkit::control_plane::{ControlPlane, Options};
use meshwright_testkit::open_definition;
use meshwright_testkit::wait::until;
use serde_json::{Value, json};

use crate::bench::{MESHES, cluster, definition, mesh};

const ADMISSION: &str = "/apis/admissionregistration.k8s.io/v1";
const DEPLOYMENTS: &str = "/apis/apps/v1/namespaces/default/deployments";
const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

async fn look(plane: &ControlPlane, user: &str) -> Others {
    others(&cluster(plane, user).await).await
}

fn told(others: &Others) -> Vec<String> {
    others.claims.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_we_install_is_a_claim_of_another() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    plane.apply(&definition());
    // As somebody does who sets a finalizer by hand, before there is anybody to refuse.
    let mut held = mesh("held", &json!({"clusterSpec": "Enterprise"}));
    held["metadata"]["finalizers"] = json!(["servicemeshoperator.finalizers.alibabacloud.com"]);
    let by_hand = format!("{MESHES}?fieldManager=kubectl-create");
    plane.admin().post(&by_hand, &held).expect_success();
    let overlays = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/overlays");
    for overlay in ["policies-and-defaults", "safe-start", "webhook-only"] {
        let folder = overlays.join(overlay);
        let folder = folder.to_str().expect("a path of this repository");
        let rendered = plane.kubectl(&["kustomize", folder]).run();
        plane.apply(&rendered.expect_success().stdout);
    }
    let found = look(&plane, "admin").await;
    assert_eq!(told(&found), [""; 0]);
    assert!(found.unseen.is_empty(), "{:?}", found.unseen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_claim_is_found_and_what_may_not_be_seen_is_told() {
    let plane = ControlPlane::start(&Options::new().user("nobody", &[])).unwrap();
    let post = |path: &str, body: &Value| plane.admin().post(path, body).expect_success();
    claim(&post);
    write_as_an_operator_does(&plane);
    let found = look(&plane, "admin").await;
    assert_eq!(
        told(&found),
        [
            "definition \"servicemesh.istio.alibabacloud.com\": it has none of our rules; written by vendor",
            "validating webhook configuration \"guard\": its webhook \"guard.vendor.example\" is asked about servicemesh.istio.alibabacloud.com",
            "mutating webhook configuration \"fill\": its webhook \"fill.vendor.example\" is asked about servicemesh.istio.alibabacloud.com",
            "validating admission policy \"vendor\": it matches servicemesh.istio.alibabacloud.com",
            "mutating admission policy \"vendor\": it matches servicemesh.istio.alibabacloud.com",
            "deployment \"default/by-argument\": it runs with \"--leader-election-id=servicemesh-operator\"",
            "deployment \"default/by-image\": it runs the image registry.example:5000/acs/servicemesh-operator:v1.2",
            "deployment \"default/by-label\": its label app is servicemesh-operator",
            "deployment \"default/servicemesh-operator\": it is called as the operator is",
            "field manager \"manager\": it writes status or finalizers of ServiceMesh \"one\" and 1 more",
        ]
    );
    assert!(found.claims.iter().all(|claim| !claim.way_out.is_empty()));
    assert!(found.unseen.is_empty(), "{:?}", found.unseen);

    let found = look(&plane, "nobody").await;
    assert_eq!(told(&found), [""; 0]);
    let unseen: Vec<&str> = found.unseen.iter().map(|it| it.resource).collect();
    assert_eq!(
        unseen,
        [
            "customresourcedefinitions",
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "mutatingadmissionpolicies",
            "deployments",
            "servicemesh",
        ]
    );
    for unseen in &found.unseen {
        assert!(matches!(unseen.why, AskError::Forbidden(_)), "{unseen}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_without_the_resource_is_claimed_by_nobody() {
    // Before the mutating policies, too: what is not served is not there.
    let plane = ControlPlane::start(&Options::new().emulating(33)).unwrap();
    let found = look(&plane, "admin").await;
    assert_eq!(told(&found), [""; 0]);
    assert!(found.unseen.is_empty(), "{:?}", found.unseen);
}

/// One of each, beside one of each that concerns us not.
fn claim(post: &impl Fn(&str, &Value) -> Value) {
    let rule = |group: &str, resource: &str| json!({"apiGroups": [group], "apiVersions": ["*"], "resources": [resource], "operations": ["UPDATE"]});
    let ours = rule("istio.alibabacloud.com", "servicemesh/status");
    let engine = rule("*", "*");
    let other = rule("istio.alibabacloud.com", "elsewhere");
    for (kind, name, rules) in [
        ("validatingwebhookconfigurations", "guard", [&other, &ours]),
        (
            "validatingwebhookconfigurations",
            "engine",
            [&engine, &other],
        ),
        ("mutatingwebhookconfigurations", "fill", [&ours, &other]),
    ] {
        let webhook = json!({
            "name": format!("{name}.vendor.example"),
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "failurePolicy": "Ignore",
            "timeoutSeconds": 1,
            "clientConfig": {"url": "https://127.0.0.1:1/"},
            "rules": rules,
        });
        let body = json!({"metadata": {"name": name}, "webhooks": [webhook]});
        post(&format!("{ADMISSION}/{kind}"), &body);
    }
    let constraints = json!({"resourceRules": [rule("istio.alibabacloud.com", "*")]});
    let engine = json!({"resourceRules": [engine]});
    let validations = json!([{"expression": "true"}]);
    for (name, constraints) in [("vendor", &constraints), ("engine", &engine)] {
        let body = json!({"metadata": {"name": name}, "spec": {"matchConstraints": constraints, "validations": validations}});
        post(&format!("{ADMISSION}/validatingadmissionpolicies"), &body);
    }
    let mutation = json!({"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": "Object{}"}});
    let spec = json!({"matchConstraints": constraints, "mutations": [mutation], "reinvocationPolicy": "Never"});
    let body = json!({"metadata": {"name": "vendor"}, "spec": spec});
    post(&format!("{ADMISSION}/mutatingadmissionpolicies"), &body);
    let digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    for (name, label, image, args) in [
        ("servicemesh-operator", "a", "a", json!([])),
        ("by-label", "servicemesh-operator", "a", json!([])),
        (
            "by-image",
            "b",
            "registry.example:5000/acs/servicemesh-operator:v1.2",
            json!([]),
        ),
        (
            "by-argument",
            "c",
            "a",
            json!(["--leader-election-id=servicemesh-operator"]),
        ),
        (
            "innocent",
            "d",
            &format!("registry.example/operators@{digest}"),
            json!(["run"]),
        ),
    ] {
        let pod = json!({
            "metadata": {"labels": {"app": label}},
            "spec": {"containers": [{"name": "main", "image": image, "args": args}]},
        });
        let spec = json!({"selector": {"matchLabels": {"app": label}}, "template": pod});
        post(
            DEPLOYMENTS,
            &json!({"metadata": {"name": name}, "spec": spec}),
        );
    }
}

/// Another's definition, and objects with a status by a controller.
fn write_as_an_operator_does(plane: &ControlPlane) {
    let admin = plane.admin();
    let vendor = format!("{DEFINITIONS}?fieldManager=vendor");
    admin.post(&vendor, &open_definition()).expect_success();
    until("the definition to be served", || {
        admin.get(MESHES).is_success().then_some(())
    });
    for name in ["one", "two"] {
        admin.post(MESHES, &mesh(name, &json!({}))).expect_success();
        let status = json!({"status": {"serviceMeshId": "c1"}});
        let path = format!("{MESHES}/{name}/status?fieldManager=manager");
        admin.patch("merge", &path, &status).expect_success();
    }
}
