//! What a watch sees, and what it survives.

use meshwright_cluster::{Freshness, Pace};
use meshwright_testkit::control_plane::{ControlPlane, Options, Process};
use serde_json::json;

use crate::bench::{MESHES, PACE, Watched, allow, cluster, definition, fresh, mesh, plane, stale};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_sees_what_is_created_changed_and_deleted() {
    let plane = plane();
    let name = plane.sandbox().name("seen");
    let watched = Watched::start(cluster(plane, "admin").await, Pace::default());
    watched.until_edition(&name, None);
    let admin = plane.admin();
    admin
        .post(MESHES, &mesh(&name, &json!({"clusterSpec": "Enterprise"})))
        .expect_success();
    watched.until_edition(&name, Some("Enterprise"));
    let object = format!("{MESHES}/{name}");
    admin
        .patch(
            "merge",
            &object,
            &json!({"spec": {"clusterSpec": "Ultimate"}}),
        )
        .expect_success();
    watched.until_edition(&name, Some("Ultimate"));
    admin.delete(&object).expect_success();
    watched.until_edition(&name, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_watch_after_another_stays_fresh() {
    let plane = plane();
    let name = plane.sandbox().name("later");
    let watched = Watched::start(cluster(plane, "admin").await, PACE);
    watched.until(fresh);
    // The first watch is over when the bound is: from then on it is another that keeps it fresh.
    let first = std::time::Instant::now();
    meshwright_testkit::wait::until("the second watch", || {
        (first.elapsed() > PACE.bound && fresh(watched.meshes.freshness())).then_some(())
    });
    plane
        .admin()
        .post(MESHES, &mesh(&name, &json!({})))
        .expect_success();
    watched.until_edition(&name, Some(""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_api_server_makes_it_stale_and_a_revived_one_fresh_with_what_was_missed() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    plane.apply(&definition());
    plane
        .admin()
        .post(MESHES, &mesh("first", &json!({})))
        .expect_success();
    let watched = Watched::start(cluster(&plane, "admin").await, PACE);
    watched.until_edition("first", Some(""));
    plane.kill(Process::ApiServer);
    watched.until(stale);
    watched.until_trouble("cannot be reached");
    assert_eq!(watched.meshes.known(), None, "old facts are not shown");
    plane.revive(Process::ApiServer).unwrap();
    plane
        .admin()
        .delete(&format!("{MESHES}/first"))
        .expect_success();
    plane
        .admin()
        .post(MESHES, &mesh("second", &json!({})))
        .expect_success();
    watched.until_edition("second", Some(""));
    watched.until_edition("first", None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_definition_that_comes_and_goes_is_followed() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    let watched = Watched::start(cluster(&plane, "admin").await, PACE);
    watched.until(|freshness| freshness == Freshness::NotServed);
    plane.apply(&definition());
    plane
        .admin()
        .post(MESHES, &mesh("mesh", &json!({})))
        .expect_success();
    watched.until_edition("mesh", Some(""));
    let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    let path = format!("{definitions}/servicemesh.istio.alibabacloud.com");
    plane.admin().delete(&path).expect_success();
    watched.until(|freshness| freshness == Freshness::NotServed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn list_and_watch_are_all_the_rights_it_needs_and_it_needs_both() {
    let options = Options::new()
        .user("both", &[])
        .user("list", &[])
        .user("watch", &[]);
    let plane = ControlPlane::start(&options).unwrap();
    plane.apply(&definition());
    allow(&plane, "both", &["list", "watch"]);
    allow(&plane, "list", &["list"]);
    allow(&plane, "watch", &["watch"]);
    let both = Watched::start(cluster(&plane, "both").await, PACE);
    let list = Watched::start(cluster(&plane, "list").await, PACE);
    let watch = Watched::start(cluster(&plane, "watch").await, PACE);
    plane
        .admin()
        .post(MESHES, &mesh("mesh", &json!({})))
        .expect_success();
    both.until_edition("mesh", Some(""));
    list.until_trouble("cannot watch resource");
    watch.until_trouble("cannot list resource");
    assert_eq!(watch.meshes.freshness(), Freshness::NeverSynced);
    assert_eq!(both.meshes.trouble(), None);
}
