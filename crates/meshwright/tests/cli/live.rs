//! `--from-cluster`, on a real API server.

use std::path::Path;

use expect_test::expect;
use meshwright_testkit::control_plane::{ControlPlane, Options};
use serde_json::{Value, json};

use crate::desk::{Desk, Ran};

const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";

fn define(plane: &ControlPlane) {
    let path = "../../deploy/crds/servicemesh.istio.alibabacloud.com.yaml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    plane.apply(&std::fs::read_to_string(path).expect("the definition is committed"));
}

fn mesh(name: &str, policy: &str) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {
            "name": name,
            "annotations": {"operator.istio.alibabacloud.com/deletion-policy": policy},
        },
        "spec": {"clusterSpec": "Enterprise"},
    })
}

/// Lints the cluster as a user sees it.
fn lint(desk: &Desk, kubeconfig: &Path, more: &[&str]) -> Ran {
    let path = kubeconfig.to_str().expect("a path of the testkit is UTF-8");
    let args = ["lint", "--from-cluster", "--kubeconfig", path];
    desk.run(&[&args[..], more].concat())
}

#[test]
fn the_objects_of_a_cluster_are_judged_as_files_are() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    define(&plane);
    let desk = Desk::new("live");
    let admin = plane.kubeconfig("admin");
    let empty = lint(&desk, &admin, &[]);
    assert_eq!(empty.code, 5, "nothing is there");
    assert!(
        empty.err.contains("no ServiceMesh in the cluster"),
        "{}",
        empty.err
    );
    assert!(!empty.err.contains("files or folders"), "{}", empty.err);
    assert_eq!(lint(&desk, &admin, &["--allow-empty"]).code, 0);
    plane
        .admin()
        .post(MESHES, &mesh("one", "Delete"))
        .expect_success();
    let alone = lint(&desk, &admin, &["-o", "concise"]);
    assert_eq!(alone.code, 0, "a warning fails nothing: {}", alone.out);
    plane
        .admin()
        .post(MESHES, &mesh("two", "Retain"))
        .expect_success();
    let both = lint(&desk, &admin, &["-o", "concise", "-o", "json=out.json"]);
    assert_eq!((both.code, &*both.err), (1, ""));
    expect![[r#"
        servicemesh/one:6:58: warn[SM0403] deleting the resource will delete the mesh in the cloud too (metadata.annotations[operator.istio.alibabacloud.com/deletion-policy])
        servicemesh/one:10:13: deny[SM0101] a cluster has one ServiceMesh, and there is "two" already (metadata.name)
        servicemesh/two:10:13: deny[SM0101] a cluster has one ServiceMesh, and there is "one" already (metadata.name)
        found 2 deny, 1 warn: checked 2 documents in 2 files
    "#]].assert_eq(&both.out);
    let findings: Value = serde_json::from_str(&desk.read("out.json")).expect("it is JSON");
    assert_eq!(findings["summary"]["checked"], 2);
    desk.write(
        "meshwright.yaml",
        "apiVersion: policy.meshwright.dev/v1alpha1\nkind: Policy\nmetadata: {name: default}\nspec: {levels: {SM0101: \"off\"}}\n",
    );
    let lowered = lint(&desk, &admin, &[]);
    assert_eq!(lowered.code, 0, "the policy file holds: {}", lowered.err);
}

#[test]
fn a_cluster_that_gives_nothing_is_told_with_the_way_out() {
    let plane = ControlPlane::start(&Options::new().user("nobody", &[])).unwrap();
    let desk = Desk::new("live-nothing");
    let admin = plane.kubeconfig("admin");
    let text = std::fs::read_to_string(&admin).expect("the kubeconfig is there");
    let nowhere = plane.folder().join("nowhere");
    std::fs::write(
        &nowhere,
        text.replace(&plane.server(), "https://127.0.0.1:1"),
    )
    .unwrap();
    let stranger = plane.folder().join("stranger");
    std::fs::write(&stranger, text.replace(plane.token("admin"), "wrong")).unwrap();
    let nobody = plane.kubeconfig("nobody");
    let missing = plane.folder().join("missing");
    let cases: [(&Path, &[&str], i32, &str, &str); 6] = [
        (
            &admin,
            &[],
            3,
            "does not serve servicemesh",
            "meshwright crd",
        ),
        (&nobody, &[], 3, "cannot list resource", "the verb list"),
        (
            &stranger,
            &[],
            3,
            "does not accept the credentials",
            "renew",
        ),
        (&nowhere, &[], 3, "cannot be reached", "the API server runs"),
        (
            &missing,
            &[],
            2,
            "is not a usable kubeconfig",
            "--kubeconfig",
        ),
        (
            &admin,
            &["--context", "no"],
            2,
            "is not a usable kubeconfig",
            "--context",
        ),
    ];
    for (kubeconfig, more, code, why, help) in cases {
        let ran = lint(&desk, kubeconfig, more);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(ran.err.contains(why), "{why}: {}", ran.err);
        assert!(ran.err.contains(help), "{help}: {}", ran.err);
    }
}

#[test]
fn another_who_claims_the_resource_is_told_of() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    define(&plane);
    let path = format!("{MESHES}?fieldManager=operator");
    let mut held = mesh("one", "Retain");
    held["metadata"]["finalizers"] = json!(["servicemeshoperator.finalizers.alibabacloud.com"]);
    plane.admin().post(&path, &held).expect_success();
    let desk = Desk::new("live-others");
    let admin = plane.kubeconfig("admin");
    let ran = lint(&desk, &admin, &["-o", "concise"]);
    assert_eq!(ran.code, 0, "it is no fault: {}", ran.err);
    expect![[r#"
        note: somebody else claims ServiceMesh: field manager "operator": it writes status or finalizers of ServiceMesh "one"
          help: name its service account in `controllers` of the policy, or remove it
    "#]]
    .assert_eq(&ran.err);
    let quiet = lint(&desk, &admin, &["--quiet"]);
    assert_eq!((quiet.code, &*quiet.err), (0, ""));
}

#[test]
fn a_cluster_is_read_and_never_mended() {
    let desk = Desk::new("live-conflicts");
    for more in [
        "clean.json",
        "--fix",
        "--diff",
        "--against=git:HEAD",
        "--same-cluster=*",
    ] {
        let ran = desk.run(&["lint", "--from-cluster", more]);
        assert_eq!(ran.code, 2, "{more}: {}", ran.err);
        assert!(ran.err.contains("does not go with"), "{more}: {}", ran.err);
    }
}
