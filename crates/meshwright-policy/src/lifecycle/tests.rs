use serde_json::json;

use super::*;

fn mesh(value: serde_json::Value) -> ServiceMesh {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_cluster_needs_1_28_whatever_the_vendor_adds() {
    for good in [
        "1.28.0",
        "1.36.4",
        "v1.28.3-aliyun.1",
        "1.28+",
        "v1.30.1-gke.100",
        "v2.0.0",
        "1.100",
    ] {
        assert_eq!(server_version(good), ClusterVersion::Supported, "{good}");
    }
    for old in ["1.27.16", "v1.9.11", "v1.27.99+k3s1", "0.99.0"] {
        assert_eq!(server_version(old), ClusterVersion::TooOld, "{old}");
    }
    for odd in [
        "",
        "v",
        "1",
        "latest",
        "1.",
        "1.x",
        "+1.28.0",
        "1.+28",
        "99999999999999999999.1",
    ] {
        assert_eq!(server_version(odd), ClusterVersion::Unreadable, "{odd}");
    }
}

#[test]
fn a_mesh_takes_one_cluster() {
    assert_eq!(binding(&[], "c1"), Binding::Free);
    assert_eq!(binding(&["c1"], "c1"), Binding::Here);
    assert_eq!(binding(&["c2"], "c1"), Binding::Elsewhere("c2"));
    assert_eq!(binding(&["c1", "c2"], "c1"), Binding::Elsewhere("c2"));
}

#[test]
fn a_mesh_is_created_under_its_recorded_name_only() {
    let recorded = mesh(json!({"status": {"serviceMeshName": "m1"}}));
    assert!(may_create(&recorded, "m1"));
    assert!(!may_create(&recorded, "m2"));
    assert!(!may_create(&mesh(json!({})), "m1"));
    assert!(!may_create(
        &mesh(json!({"status": {"serviceMeshName": ""}})),
        ""
    ));
}

#[test]
fn only_the_word_delete_destroys_the_instance() {
    let key = "operator.istio.alibabacloud.com/deletion-policy";
    let of = |policy: &str| {
        mesh(json!({"metadata": {"annotations": {key: policy}}, "status": {"serviceMeshId": "c1"}}))
    };
    assert_eq!(aftermath(&of("Delete")), Aftermath::Destroyed(Some("c1")));
    for kept in ["Retain", "delete", "Delete ", ""] {
        assert_eq!(
            aftermath(&of(kept)),
            Aftermath::Kept(Some("c1")),
            "{kept:?}"
        );
    }
    assert_eq!(aftermath(&mesh(json!({}))), Aftermath::Kept(None));
    assert_eq!(
        aftermath(&mesh(json!({"spec": {"id": "c2"}}))),
        Aftermath::Kept(Some("c2"))
    );
}

#[test]
fn a_nameless_mesh_is_called_after_its_cluster() {
    assert_eq!(default_name("c1"), "mesh-for-c1");
}
