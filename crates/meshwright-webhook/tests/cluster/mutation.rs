//! What is filled in.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::site::{MESHES, Site};

const RETAIN: &str = "operator.istio.alibabacloud.com/deletion-policy";

#[test]
fn what_was_applied_is_read_back_with_its_defaults_and_stays_as_it_is() {
    let site = Site::new(&json!({"region": {"alibaba": "cn-hangzhou"}}));
    let mesh = site.mesh(&json!({"name": "some-mesh", "vendor": {"deep": [1, {"x": [false]}]}}));
    let apply = |arguments: &[&str]| site.kubectl(arguments, &mesh);
    let first = apply(&["apply", "-f", "-"]);
    assert!(first.contains("mesh created\n"), "{first}");
    let stored = site.stored();
    assert_eq!(stored["spec"]["clusterSpec"], "Standard");
    assert_eq!(stored["metadata"]["annotations"][RETAIN], "Retain");
    assert_eq!(
        stored["spec"]["vendor"],
        json!({"deep": [1, {"x": [false]}]})
    );
    let second = apply(&["apply", "-f", "-"]);
    assert!(second.contains("mesh unchanged\n"), "{second}");
    assert_eq!(site.stored(), stored);
}

#[test]
fn two_appliers_do_not_conflict_over_a_default() {
    let site = Site::new(&json!({"region": {"alibaba": "cn-hangzhou"}}));
    let apply = |manager: &str, mesh: &Value| {
        let manager = format!("--field-manager={manager}");
        let printed = site.kubectl(&["apply", "--server-side", &manager, "-f", "-"], mesh);
        assert!(
            printed.ends_with("mesh serverside-applied\nexit code 0\n"),
            "{printed}"
        );
    };
    apply("one", &site.mesh(&json!({"name": "some-mesh"})));
    apply("one", &site.mesh(&json!({"name": "some-mesh"})));
    apply("two", &site.mesh(&json!({})));
    let stored = site.stored();
    assert_eq!(stored["spec"]["clusterSpec"], "Standard");
    assert_eq!(stored["metadata"]["annotations"][RETAIN], "Retain");
}

#[test]
fn an_object_whose_name_is_to_be_made_is_judged_and_filled_in() {
    let site = Site::new(&json!({}));
    let mut mesh = site.mesh(&json!({"clusterSpec": "Pro"}));
    mesh["metadata"].as_object_mut().unwrap().remove("name");
    mesh["metadata"]["generateName"] = json!("mesh-");
    let refused = site.admin().post(MESHES, &mesh);
    assert_eq!(Site::codes(&refused), ["SM0201"]);
    assert!(
        refused.json()["details"]["name"]
            .as_str()
            .unwrap()
            .starts_with("mesh-"),
        "{}",
        refused.text
    );
    mesh["spec"]["clusterSpec"] = json!("Ultimate");
    let made = site.admin().post(MESHES, &mesh).expect_success();
    assert_eq!(made["metadata"]["annotations"][RETAIN], "Retain");
}

#[test]
fn asked_again_after_another_webhook_it_converges() {
    let site = Site::new(&json!({"region": {"alibaba": "cn-hangzhou"}}));
    // Takes away what was filled in, once.
    let peer = Peer::start(|object| {
        if object["metadata"]["labels"]["seen"] == "yes" {
            return json!([]);
        }
        json!([
            {"op": "add", "path": "/metadata/labels/seen", "value": "yes"},
            {"op": "remove", "path": "/metadata/annotations"},
            {"op": "replace", "path": "/spec/clusterSpec", "value": "Ultimate"},
        ])
    });
    peer.register(&site);
    let stored = site.create(&json!({"name": "some-mesh", "vendor": [1]}));
    assert_eq!(stored["metadata"]["labels"]["seen"], "yes");
    assert_eq!(stored["metadata"]["annotations"], json!({RETAIN: "Retain"}));
    assert_eq!(
        stored["spec"],
        json!({"name": "some-mesh", "vendor": [1], "clusterSpec": "Ultimate"})
    );
}

#[test]
fn an_api_server_says_how_long_it_waits() {
    let site = Site::new(&json!({}));
    let peer = Peer::start(|_| json!([]));
    peer.register(&site);
    site.create(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    let asked = peer.asked();
    assert!(
        asked.iter().all(|line| line == "/peer?timeout=7s HTTP/2.0"),
        "{asked:?}"
    );
}
