//! The match conditions: which writes ask the webhook, and which are spared the way.
//!
//! Every case names a write and who is asked about it. A condition that says too little makes a case of
//! [`SPARED`] fail, one that spares too much a case of [`ASKED`].

use meshwright_testkit::control_plane::{Answer, ControlPlane};
use meshwright_testkit::wait;
use serde_json::{Value, json};

use crate::asked::asked;
use crate::cluster::{self, MESHES, mesh};
use crate::daemon::Daemon;
use crate::rendered::{deploy, rendered_at};

const PATH: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh/mesh";
const FINALIZER: &str = "servicemeshoperator.finalizers.alibabacloud.com";

type Write = fn(&ControlPlane) -> Answer;

/// Writes that change nothing.
const SPARED: [(&str, Write); 9] = [
    ("PUT", |plane| put(plane, "", |_| {})),
    ("PUT by somebody else", |plane| {
        put(plane, "?fieldManager=other", |_| {})
    }),
    ("PUT without managedFields", |plane| {
        put(plane, "", |mesh| {
            mesh["metadata"]["managedFields"] = Value::Null;
        })
    }),
    ("PUT of the status", |plane| put(plane, "/status", |_| {})),
    ("merge patch", |plane| {
        merge(plane, "", &json!({"spec": {"name": "some-mesh"}}))
    }),
    ("merge patch of the status", |plane| {
        merge(
            plane,
            "/status",
            &json!({"status": {"serviceMeshId": "mesh-1"}}),
        )
    }),
    ("JSON patch", |plane| {
        let patch = json!([{"op": "replace", "path": "/spec/name", "value": "some-mesh"}]);
        plane.admin().patch("json", PATH, &patch)
    }),
    ("server-side apply, once more", |plane| {
        apply(plane, "applier")
    }),
    ("kubectl annotate with the same value", |plane| {
        plane
            .kubectl(&["annotate", "servicemesh", "mesh", "note=one", "--overwrite"])
            .run()
            .expect_success();
        plane.admin().get(PATH)
    }),
];

/// Writes that change something, and whether the defaults are asked as well as the gate.
const ASKED: [(&str, bool, Write); 9] = [
    ("a label alone", false, |plane| {
        metadata(plane, &json!({"labels": {"a": "b"}}))
    }),
    ("an annotation alone", false, |plane| {
        metadata(plane, &json!({"annotations": {"note": "two"}}))
    }),
    ("a finalizer alone", false, |plane| {
        metadata(plane, &json!({"finalizers": [FINALIZER]}))
    }),
    ("an owner alone", false, |plane| {
        let owner = json!({"apiVersion": "v1", "kind": "Namespace", "name": "default", "uid": "1"});
        metadata(plane, &json!({"ownerReferences": [owner]}))
    }),
    ("the owner of a field alone", false, |plane| {
        apply(plane, "newcomer")
    }),
    ("the status alone", false, |plane| {
        merge(
            plane,
            "/status",
            &json!({"status": {"serviceMeshId": "mesh-2"}}),
        )
    }),
    ("the spec", true, |plane| {
        merge(plane, "", &json!({"spec": {"clusterSpec": "Ultimate"}}))
    }),
    ("the spec taken away", true, |plane| {
        merge(plane, "", &json!({"spec": null}))
    }),
    ("the deletion", false, |plane| plane.admin().delete(PATH)),
];

#[test]
fn a_write_that_changes_nothing_asks_nobody_and_every_other_write_asks_the_gate() {
    let plane = cluster::start();
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    let daemon = Daemon::start("{apiVersion: policy.meshwright.dev/v1alpha1, kind: Policy}")
        .expect("a webhook");
    daemon.register(&plane);
    let before = asked(&plane);
    prepare(&plane);
    let after = asked(&plane);
    assert!(
        after.gate > before.gate && after.defaults > before.defaults,
        "the creation"
    );
    for (name, write) in SPARED {
        let before = settled(&plane, name);
        write(&plane).expect_success();
        let after = asked(&plane);
        let calls = (after.gate - before.gate, after.defaults - before.defaults);
        assert_eq!(calls, (0, 0), "{name}");
        assert!(after.passed_over > before.passed_over, "{name}");
    }
    for (name, defaults, write) in ASKED {
        let before = settled(&plane, name);
        write(&plane).expect_success();
        let after = asked(&plane);
        assert!(after.gate > before.gate, "{name}");
        assert_eq!(after.defaults > before.defaults, defaults, "{name}");
    }
}

/// An object that has everything the cases write once more.
fn prepare(plane: &ControlPlane) {
    let mut object = mesh("mesh", &json!({"name": "some-mesh"}));
    object["metadata"]["annotations"] = json!({"note": "one"});
    plane.admin().post(MESHES, &object).expect_success();
    merge(
        plane,
        "/status",
        &json!({"status": {"serviceMeshId": "mesh-1"}}),
    )
    .expect_success();
    apply(plane, "applier").expect_success();
}

/// The counts, once the API server's own cache shows the last write: from an older state, even a write
/// that changes nothing seems to change something, and is judged before it is tried again.
fn settled(plane: &ControlPlane, name: &str) -> crate::asked::Asked {
    let version = |path: &str| {
        plane.admin().get(path).expect_success()["metadata"]["resourceVersion"].clone()
    };
    let cached = format!("{PATH}?resourceVersion=0");
    wait::until(name, || (version(&cached) == version(PATH)).then_some(()));
    asked(plane)
}

fn put(plane: &ControlPlane, query: &str, change: fn(&mut Value)) -> Answer {
    let mut object = plane.admin().get(PATH).expect_success();
    change(&mut object);
    plane.admin().put(&format!("{PATH}{query}"), &object)
}

fn merge(plane: &ControlPlane, subresource: &str, patch: &Value) -> Answer {
    plane
        .admin()
        .patch("merge", &format!("{PATH}{subresource}"), patch)
}

fn metadata(plane: &ControlPlane, metadata: &Value) -> Answer {
    merge(plane, "", &json!({"metadata": metadata}))
}

/// Owns a field that is there already, with the value it has.
fn apply(plane: &ControlPlane, manager: &str) -> Answer {
    let object = mesh("mesh", &json!({"name": "some-mesh"}));
    plane
        .admin()
        .patch("apply", &format!("{PATH}?fieldManager={manager}"), &object)
}
