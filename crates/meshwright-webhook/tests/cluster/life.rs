//! What may happen to an object between its creation and its end.

use serde_json::{Value, json};

use crate::site::{MESHES, Site};

const FINALIZER: &str = "servicemeshoperator.finalizers.alibabacloud.com";

fn good() -> Value {
    json!({"id": "mesh-1", "clusterSpec": "Enterprise"})
}

/// An object of the site that the controller holds.
fn held(site: &Site) {
    let mut mesh = site.mesh(&good());
    mesh["metadata"]["finalizers"] = json!([FINALIZER]);
    site.admin().post(MESHES, &mesh).expect_success();
}

#[test]
fn a_collection_is_not_deleted_past_what_is_held() {
    let site = Site::new(&json!({"levels": {"SM0601": "deny"}}));
    site.create(&good());
    site.hold();
    let mut free = site.mesh(&good());
    free["metadata"]["name"] = json!(site.sandbox.name("free"));
    site.admin().post(MESHES, &free).expect_success();
    let of_site = format!("{MESHES}?labelSelector=site%3D{}", site.sandbox.namespace());
    let answer = site.admin().delete(&of_site);
    assert_eq!(Site::codes(&answer), ["SM0601"], "{}", answer.text);
    assert!(site.stored()["metadata"].get("deletionTimestamp").is_none());
    // The server stops at the first refusal, so the other may be left; nothing holds it.
    let name = site.sandbox.name("free");
    let gone = site.admin().delete(&format!("{MESHES}/{name}"));
    assert!(gone.is_success() || gone.code == 404, "{}", gone.text);
}

#[test]
fn only_the_controller_and_the_break_glass_group_take_the_finalizer_away() {
    let policy = json!({
        "controllers": ["operator"],
        "breakGlassGroups": ["platform"],
    });
    let site = Site::new(&policy);
    held(&site);
    let free = json!({"metadata": {"finalizers": null}});
    let refused = site
        .plane()
        .client("alice")
        .patch("merge", &site.path(), &free);
    assert_eq!(Site::codes(&refused), ["SM0602"], "{}", refused.text);
    for user in ["operator", "bob"] {
        let path = format!("{}?dryRun=All", site.path());
        let answer = site.plane().client(user).patch("merge", &path, &free);
        answer.expect_success();
    }
    // Deleted, it is held; still only the controller lets it go.
    site.plane()
        .client("alice")
        .delete(&site.path())
        .expect_success();
    assert!(site.stored()["metadata"]["deletionTimestamp"].is_string());
    let refused = site
        .plane()
        .client("alice")
        .patch("merge", &site.path(), &free);
    assert_eq!(Site::codes(&refused), ["SM0602"], "{}", refused.text);
    site.plane()
        .client("operator")
        .patch("merge", &site.path(), &free)
        .expect_success();
    assert_eq!(site.admin().get(&site.path()).code, 404);
}

#[test]
fn an_object_under_deletion_is_not_judged() {
    let site = Site::new(&json!({}));
    held(&site);
    let broken = json!({"spec": {"clusterSpec": "Pro"}});
    let refused = site.admin().patch("merge", &site.path(), &broken);
    assert_eq!(Site::codes(&refused), ["SM0201"]);
    site.admin().delete(&site.path()).expect_success();
    site.admin()
        .patch("merge", &site.path(), &broken)
        .expect_success();
    let free = json!({"metadata": {"finalizers": null}});
    site.admin()
        .patch("merge", &site.path(), &free)
        .expect_success();
    assert_eq!(site.admin().get(&site.path()).code, 404);
}

#[test]
fn a_status_is_judged_alone_and_written_by_the_controller_only() {
    let site = Site::new(&json!({"controllers": ["operator"]}));
    site.create(&good());
    let path = format!("{}/status", site.path());
    let status = |edition: &str| json!({"status": {"clusterSpec": edition}});
    let operator = site.plane().client("operator");
    let refused = operator.patch("merge", &path, &status("Pro"));
    assert_eq!(Site::codes(&refused), ["SM0510"], "{}", refused.text);
    let foreign = site
        .plane()
        .client("alice")
        .patch("merge", &path, &status("Ultimate"));
    assert_eq!(foreign.code, 422, "{}", foreign.text);
    operator
        .patch("merge", &path, &status("Ultimate"))
        .expect_success();
    assert_eq!(site.stored()["status"]["clusterSpec"], "Ultimate");
}

#[test]
fn the_glass_is_broken_by_a_member_only() {
    let site = Site::new(&json!({"breakGlassGroups": ["platform"]}));
    let mut mesh = site.mesh(&json!({"clusterSpec": "Pro"}));
    mesh["metadata"]["annotations"] =
        json!({"meshwright.dev/break-glass": "2026-11-26 ticket 4711"});
    let refused = site.plane().client("alice").post(MESHES, &mesh);
    assert_eq!(Site::codes(&refused), ["SM0201"]);
    assert!(
        refused.text.contains("none of the break-glass groups"),
        "{}",
        refused.text
    );
    let let_through = site.plane().client("bob").post(MESHES, &mesh);
    let_through.expect_success();
    assert_eq!(
        let_through.warnings[0],
        "break-glass: let through in spite of SM0201"
    );
}
