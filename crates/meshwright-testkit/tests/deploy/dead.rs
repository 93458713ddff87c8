//! Every replica dead, and the gate closed: what still goes on, and what does not.

use std::net::TcpListener;

use meshwright_testkit::control_plane::{Answer, ControlPlane};
use serde_json::{Value, json};

use crate::asked::asked;
use crate::cluster::{self, MESHES, NAMESPACE, end_namespace, mesh, until_answered};
use crate::daemon;
use crate::page::{blocks, kubectl};
use crate::rendered::{apply, deploy, rendered, rendered_at};

const CALL: &str = "failed calling webhook \\\"validate.meshwright.dev\\\"";

#[test]
fn our_own_namespace_goes_and_nobody_elses_object_asks_for_us() {
    let plane = cluster::start();
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    let good = mesh("mesh", &json!({"name": "some-mesh"}));
    plane.admin().post(MESHES, &good).expect_success();
    apply(&plane, "self-managed");
    until_answered(&plane, "the gate", |answer| answer.text.contains(CALL));

    let before = asked(&plane);
    write_elsewhere(&plane);
    work_in_our_namespace(&plane);
    plane.admin().delete(NAMESPACE).expect_success();
    end_namespace(&plane);
    assert_eq!(plane.admin().get(NAMESPACE).code, 404);
    assert_eq!(
        asked(&plane),
        before,
        "nobody was asked, and no condition was looked at"
    );

    let refused = meshes_are_refused(&plane, &good);
    assert_eq!(asked(&plane).gate, before.gate + refused);
    for line in &blocks("When every replica is dead")[0] {
        kubectl(&plane, line).run().expect_success();
    }
    until_answered(&plane, "the gate to be open", Answer::is_success);
    for kind in ["validating", "mutating"] {
        let path =
            format!("/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations/meshwright");
        plane.admin().delete(&path).expect_success();
    }
}

#[test]
fn a_replica_that_accepts_and_says_nothing_is_asked_about_meshes_only() {
    let plane = cluster::start();
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    // Nobody accepts: the system does, and keeps who waits.
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    silent.set_nonblocking(true).expect("a listener");
    let at = format!("https://{}", silent.local_addr().expect("an address"));
    daemon::register(&plane, &at, |webhook| webhook["timeoutSeconds"] = json!(1));
    let answer = until_answered(&plane, "the gate", |answer| !answer.is_success());
    assert!(answer.text.contains(CALL), "{}", answer.text);
    assert!(callers(&silent) > 0);
    write_elsewhere(&plane);
    assert_eq!(callers(&silent), 0);
}

/// How many have connected since it was last asked.
fn callers(listener: &TcpListener) -> usize {
    std::iter::from_fn(|| listener.accept().ok()).count()
}

/// What others do all day.
fn write_elsewhere(plane: &ControlPlane) {
    let note = json!({"metadata": {"name": "note"}, "data": {"a": "b"}});
    let lease = json!({"metadata": {"name": "leader"}, "spec": {"holderIdentity": "somebody"}});
    let maps = "/api/v1/namespaces/default/configmaps";
    let leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    for (path, body) in [(maps, note), (leases, lease)] {
        plane.admin().post(path, &body).expect_success();
        let one = format!(
            "{path}/{}",
            body["metadata"]["name"].as_str().expect("a name")
        );
        let label = json!({"metadata": {"labels": {"seen": "yes"}}});
        plane.admin().patch("merge", &one, &label).expect_success();
        plane.admin().delete(&one).expect_success();
    }
}

/// A replica is made and taken away, and so is everything else there is.
fn work_in_our_namespace(plane: &ControlPlane) {
    let admin = plane.admin();
    let lease = json!({"metadata": {"name": "meshwright-controller"}});
    let leases = "/apis/coordination.k8s.io/v1/namespaces/meshwright-system/leases";
    admin.post(leases, &lease).expect_success();
    let pods = format!("{NAMESPACE}/pods");
    admin.post(&pods, &pod(plane)).expect_success();
    let kinds = "pods,leases,configmaps,secrets,serviceaccounts,services,deployments,\
                 networkpolicies,poddisruptionbudgets,roles,rolebindings";
    let output = plane
        .kubectl(&["delete", kinds, "--all", "--namespace=meshwright-system"])
        .run()
        .expect_success();
    for kind in [
        "pod",
        "lease",
        "configmap",
        "secret",
        "serviceaccount",
        "deployment",
    ] {
        assert!(output.stdout.contains(kind), "{kind}: {}", output.stdout);
    }
}

/// What the controller of the Deployment would make.
fn pod(plane: &ControlPlane) -> Value {
    let objects = plane.objects(&rendered(plane, "self-managed"));
    let deployment = objects.iter().find(|object| object["kind"] == "Deployment");
    let template = &deployment.expect("the webhook")["spec"]["template"];
    let mut pod = template.clone();
    pod["metadata"]["name"] = json!("meshwright-webhook-0");
    pod
}

/// Every kind of write of a `ServiceMesh` is refused, with the API server's words; how many there were.
fn meshes_are_refused(plane: &ControlPlane, good: &Value) -> u64 {
    let admin = plane.admin();
    let path = format!("{MESHES}/mesh");
    let status = json!({"status": {"serviceMeshId": "mesh-1"}});
    let label = json!({"metadata": {"labels": {"seen": "yes"}}});
    let mut another = good.clone();
    another["metadata"]["name"] = json!("another");
    let answers = [
        admin.post(MESHES, &another),
        admin.patch("merge", &path, &label),
        admin.patch("merge", &format!("{path}/status"), &status),
        admin.delete(&path),
    ];
    for answer in &answers {
        assert_eq!(answer.code, 500, "{}", answer.text);
        assert!(answer.text.contains(CALL), "{}", answer.text);
    }
    answers.len() as u64
}
