//! The chart as a release: installed, upgraded, uninstalled and installed again by the real helm.

use std::collections::BTreeSet;
use std::path::Path;

use meshwright_testkit::control_plane::{ControlPlane, Output};
use meshwright_webhook::registration::SAFE_START;
use serde_json::{Value, json};

use crate::cluster::{self, MESHES, mesh, ours};
use crate::previous::DEFINITION;
use crate::rendered::{chart, deploy};

const CRD: &str =
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/servicemesh.istio.alibabacloud.com";
const GATE: &str =
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/meshwright";

#[test]
fn an_upgrade_brings_the_definition_up_to_date_and_an_uninstall_leaves_it() {
    let plane = cluster::start();
    let previous = previous_chart(plane.folder());
    // Open, since nobody answers here and the mesh below has to get in.
    let open = ["--set", "webhook.failurePolicy=Ignore"];
    helm(&plane, "install", &previous, &open);
    assert_eq!(schema(&plane), defined(&plane, DEFINITION));
    let stored = plane
        .admin()
        .post(MESHES, &mesh("kept", &json!({"name": "some-mesh"})));
    let (stored, crd) = (stored.expect_success(), uid(&plane));

    helm(&plane, "upgrade", &chart(), &open);
    let today = deploy().join("crds/servicemesh.istio.alibabacloud.com.yaml");
    let today = std::fs::read_to_string(today).expect("the definition is committed");
    assert_eq!(schema(&plane), defined(&plane, &today));

    let output = helm(&plane, "uninstall", "", &[]);
    assert!(
        output.stdout.contains("kept due to the resource policy"),
        "{}",
        output.stdout
    );
    assert_eq!(ours(&plane), promised_to_stay());

    helm(&plane, "install", &chart(), &[]);
    assert_eq!(uid(&plane), crd, "the kept definition is taken up again");
    let kept = plane
        .admin()
        .get(&format!("{MESHES}/kept"))
        .expect_success();
    assert_eq!(kept["metadata"]["uid"], stored["metadata"]["uid"]);
    helm(&plane, "uninstall", "", &[]);
    assert_eq!(ours(&plane), promised_to_stay());
}

#[test]
fn a_change_of_mode_takes_away_what_the_new_mode_does_not_need() {
    let plane = cluster::start();
    helm(&plane, "install", &chart(), &["--set", "safeStart=true"]);
    assert!(ours(&plane).contains("secret/meshwright-webhook-certs"));
    helm(
        &plane,
        "upgrade",
        &chart(),
        &["--set", "certificates=files"],
    );
    let rights: Vec<String> = ours(&plane)
        .into_iter()
        .filter(|name| name.contains("role") || name.contains("webhook-certs"))
        .collect();
    assert_eq!(
        rights,
        [
            "clusterrole.rbac.authorization.k8s.io/meshwright-webhook",
            "clusterrolebinding.rbac.authorization.k8s.io/meshwright-webhook",
        ]
    );
}

#[test]
fn a_definition_of_somebody_else_is_taken_over_only_when_told_to() {
    let plane = cluster::start();
    plane.apply(DEFINITION);
    let crd = uid(&plane);
    let refused = run(&plane, "install", &chart(), &[]);
    assert!(!refused.success());
    assert!(
        refused
            .stderr
            .contains("servicemesh.istio.alibabacloud.com"),
        "{}",
        refused.stderr
    );
    assert_eq!(schema(&plane), defined(&plane, DEFINITION));
    let take = ["--take-ownership", "--force-conflicts"];
    helm(&plane, "install", &chart(), &take);
    assert_eq!(uid(&plane), crd);
    assert_ne!(schema(&plane), defined(&plane, DEFINITION));
}

#[test]
fn an_upgrade_leaves_a_gate_that_safe_start_closed_and_closes_one_that_a_person_opened() {
    let plane = cluster::start();
    helm(&plane, "install", &chart(), &["--set", "safeStart=true"]);
    assert_eq!(gate(&plane)["failurePolicy"], "Ignore");
    close_as_the_webhook_does(&plane);
    helm(
        &plane,
        "upgrade",
        &chart(),
        &["--reuse-values", "--set", "replicas=3"],
    );
    assert_eq!(gate(&plane)["failurePolicy"], "Fail");

    helm(&plane, "upgrade", &chart(), &["--set", "safeStart=false"]);
    let open = json!([{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Ignore"}]);
    plane.admin().patch("json", GATE, &open).expect_success();
    let mine = run(&plane, "upgrade", &chart(), &["--reuse-values"]);
    assert!(mine.stderr.contains("failurePolicy"), "{}", mine.stderr);
    let close = ["--reuse-values", "--force-conflicts"];
    helm(&plane, "upgrade", &chart(), &close);
    assert_eq!(gate(&plane)["failurePolicy"], "Fail");
}

fn gate(plane: &ControlPlane) -> Value {
    plane.admin().get(GATE).expect_success()["webhooks"][0].clone()
}

/// By server-side apply, as a field manager of its own.
fn close_as_the_webhook_does(plane: &ControlPlane) {
    let closed = json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "meshwright"},
        "webhooks": [{"name": "validate.meshwright.dev", "failurePolicy": "Fail"}],
    });
    let path = format!("{GATE}?fieldManager={SAFE_START}&force=true");
    plane
        .admin()
        .patch("apply", &path, &closed)
        .expect_success();
}

/// The definition, every object of it, and the namespace that `--create-namespace` made.
fn promised_to_stay() -> BTreeSet<String> {
    [
        "customresourcedefinition.apiextensions.k8s.io/servicemesh.istio.alibabacloud.com",
        "namespace/meshwright-system",
        "servicemesh.istio.alibabacloud.com/kept",
    ]
    .map(ToOwned::to_owned)
    .into()
}

/// Today's chart with the definition of `previous/`.
fn previous_chart(folder: &Path) -> String {
    let previous = folder.join("previous");
    copy(Path::new(&chart()), &previous);
    let keep = "metadata:\n  annotations: {helm.sh/resource-policy: keep}\n";
    let definition = DEFINITION.replacen("metadata:\n", keep, 1);
    std::fs::write(previous.join("templates/crd.yaml"), definition).expect("a template");
    previous.to_string_lossy().into_owned()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().unwrap_or_default());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a file");
        }
    }
}

fn helm(plane: &ControlPlane, verb: &str, chart: &str, flags: &[&str]) -> Output {
    run(plane, verb, chart, flags).expect_success()
}

/// As docs/deploy.md writes it; there is nothing to wait for, since nobody starts Pods here.
fn run(plane: &ControlPlane, verb: &str, chart: &str, flags: &[&str]) -> Output {
    let mut words = vec![verb, "meshwright", "--namespace=meshwright-system"];
    words.extend((!chart.is_empty()).then_some(chart));
    words.extend((verb == "install").then_some("--create-namespace"));
    words.extend(flags);
    plane.helm(&words).run()
}

fn schema(plane: &ControlPlane) -> Value {
    plane.admin().get(CRD).expect_success()["spec"]["versions"][0]["schema"].clone()
}

fn defined(plane: &ControlPlane, manifest: &str) -> Value {
    plane.objects(manifest)[0]["spec"]["versions"][0]["schema"].clone()
}

fn uid(plane: &ControlPlane) -> Value {
    plane.admin().get(CRD).expect_success()["metadata"]["uid"].clone()
}
