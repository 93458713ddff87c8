//! What the real kubectl prints.

#![expect(
    clippy::needless_raw_string_hashes,
    reason = "golden texts are written by a tool that always puts them"
)]

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::planes;
use crate::site::Site;

fn region() -> Value {
    json!({"region": {"alibaba": "ap-southeast-1"}})
}

fn faulty(site: &Site) -> Value {
    let mut mesh = site.mesh(&json!({"clusterSpec": "Pro", "name": 7}));
    mesh["metadata"]["annotations"] =
        json!({"operator.istio.alibabacloud.com/deletion-policy": "Keep"});
    mesh
}

fn is(printed: &str, golden: &Expect) {
    golden.assert_eq(printed);
}

/// Every way prints the same.
fn all_are(printed: &[String], golden: &Expect) {
    let mut ways = printed.to_vec();
    ways.dedup();
    golden.assert_eq(&ways.join("or\n"));
}

#[test]
fn a_denied_create_shows_every_cause_on_a_line_however_it_is_made() {
    let site = Site::new(&region());
    let printed = [
        &["create", "-f", "-"][..],
        &["create", "--dry-run=server", "-f", "-"],
        &["apply", "-f", "-"],
        &["apply", "--server-side", "-f", "-"],
    ]
    .map(|arguments| site.kubectl(arguments, &faulty(&site)));
    all_are(
        &printed,
        &expect![[r#"
            The ServiceMesh "mesh" is invalid:
            * metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]: SM0401 "Keep" is not a deletion policy (write Retain or Delete, or leave the annotation out (Retain))
            * spec.clusterSpec: SM0201 "Pro" is not an edition (write Standard, Enterprise or Ultimate, or leave the field out)
            * spec.name: GX0011 must be a string, not an integer (write a value of that type)
            exit code 1
        "#]],
    );
}

#[test]
fn a_denied_change_shows_its_cause_however_it_is_made() {
    let site = Site::new(&json!({}));
    let good = site.mesh(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    is(
        &site.kubectl(&["apply", "-f", "-"], &good),
        &expect![[r#"
        servicemesh.istio.alibabacloud.com/mesh created
        exit code 0
    "#]],
    );
    let other = site.mesh(&json!({"id": "mesh-2", "clusterSpec": "Enterprise"}));
    let name = site.sandbox.name("mesh");
    let merge = r#"{"spec":{"id":"mesh-2"}}"#;
    let replace = r#"[{"op":"replace","path":"/spec/id","value":"mesh-2"}]"#;
    let printed = [
        &["replace", "-f", "-"][..],
        &["replace", "--dry-run=server", "-f", "-"],
        &["apply", "-f", "-"],
        &["apply", "--server-side", "--force-conflicts", "-f", "-"],
        &["patch", "servicemesh", &name, "--type=merge", "-p", merge],
        &["patch", "servicemesh", &name, "--type=json", "-p", replace],
    ]
    .map(|arguments| site.kubectl(arguments, &other));
    all_are(
        &printed,
        &expect![[r#"
        The ServiceMesh "mesh" is invalid: spec.id: SM0301 the id cannot change from "mesh-1" to "mesh-2" (keep the id; to join another mesh, delete the resource and create it again)
        exit code 1
    "#]],
    );
}

#[test]
fn an_edited_status_is_judged_and_the_editor_shows_why_it_was_refused() {
    let site = Site::new(&json!({}));
    site.create(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    site.hold();
    let (name, seen) = (site.sandbox.name("mesh"), site.sandbox.name("seen"));
    let editor = format!(r#"sed -i -e 's/status: "False"/status: "No"/' -e 'w {seen}'"#);
    let output = site
        .plane()
        .kubectl(&["edit", "servicemesh", &name, "--subresource=status"])
        .env("PATH", &std::env::var("PATH").unwrap())
        .env("KUBE_EDITOR", &editor)
        .run();
    assert_eq!(output.code, Some(1), "{output:?}");
    // What the editor was shown the second time.
    let shown = std::fs::read_to_string(site.plane().folder().join(seen)).unwrap();
    let causes: Vec<&str> = shown
        .lines()
        .filter(|line| line.starts_with("# * "))
        .collect();
    is(
        &(causes.join("\n") + "\n"),
        &expect![[r##"
        # * status.conditions[0].lastTransitionTime: SM0507 the status changes, and the transition time does not (write the time of the change)
        # * status.conditions[0].status: SM0503 "No" is not a status of a condition (write "True", "False" or "Unknown", with the quotes)
    "##]],
    );
}

#[test]
fn a_deletion_is_told_whether_the_mesh_is_kept_or_destroyed() {
    let site = Site::new(&json!({}));
    let name = site.sandbox.name("mesh");
    let delete = |printed: &Expect| {
        let output = site.kubectl(
            &["delete", "servicemesh", &name, "--wait=false"],
            &Value::Null,
        );
        is(&output, printed);
    };
    site.create(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    delete(&expect![[r#"
        servicemesh.istio.alibabacloud.com "mesh" deleted
        Warning: SM0604 mesh mesh-1 is kept in the cloud, the cluster leaves it
        exit code 0
    "#]]);
    let mut doomed = site.mesh(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    doomed["metadata"]["annotations"] =
        json!({"operator.istio.alibabacloud.com/deletion-policy": "Delete"});
    is(
        &site.kubectl(&["create", "-f", "-"], &doomed),
        &expect![[r#"
            servicemesh.istio.alibabacloud.com/mesh created
            Warning: SM0403 metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]: deleting the resource will delete the mes…
            exit code 0
        "#]],
    );
    delete(&expect![[r#"
        servicemesh.istio.alibabacloud.com "mesh" deleted
        Warning: SM0403 mesh mesh-1 is destroyed in the cloud with the resource
        exit code 0
    "#]]);
}

#[test]
fn a_deletion_that_is_blocked_says_by_what() {
    let site = Site::new(&json!({"levels": {"SM0601": "deny"}}));
    site.create(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    site.hold();
    let name = site.sandbox.name("mesh");
    is(
        &site.kubectl(&["delete", "servicemesh", &name], &Value::Null),
        &expect![[r#"
            Warning: SM0604 mesh mesh-1 is kept in the cloud, the cluster leaves it
            The ServiceMesh "mesh" is invalid: status.conditions[0]: SM0601 the mesh is in use: "2 gateways in istio-ingress" (take gateways and sidecars away first; until then the resource hangs in deletion)
            exit code 1
        "#]],
    );
    assert!(site.stored()["metadata"].get("deletionTimestamp").is_none());
}

#[test]
fn beside_our_definition_its_cel_speaks_first_and_the_webhook_says_the_rest() {
    let site = Site::at(planes::strict(), &region());
    is(
        &site.kubectl(
            &["create", "-f", "-"],
            &site.mesh(&json!({"clusterSpec": "Pro"})),
        ),
        &expect![[r#"
            The ServiceMesh "mesh" is invalid: spec.clusterSpec: Invalid value: "Pro": SM0201: must be Standard, Enterprise or Ultimate
            exit code 1
        "#]],
    );
    is(
        &site.kubectl(
            &["create", "-f", "-"],
            &site.mesh(&json!({"clusterSpec": "Standard"})),
        ),
        &expect![[r#"
            The ServiceMesh "mesh" is invalid: spec.clusterSpec: SM0203 region "ap-southeast-1" does not have the Standard edition (write Enterprise or Ultimate, or take a region of the mainland)
            exit code 1
        "#]],
    );
    is(
        &site.kubectl(&["create", "-f", "-"], &site.mesh(&json!({"id": "mesh-1"}))),
        &expect![[r#"
            servicemesh.istio.alibabacloud.com/mesh created
            exit code 0
        "#]],
    );
    let moved = site.mesh(&json!({"id": "mesh-2"}));
    is(
        &site.kubectl(&["replace", "-f", "-"], &moved),
        &expect![[r#"
            The ServiceMesh "mesh" is invalid: <nil>: Forbidden: SM0301: spec.id cannot be changed, removed or added later
            exit code 1
        "#]],
    );
}
