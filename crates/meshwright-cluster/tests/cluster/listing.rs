//! One look, and what is said where there is nothing to see.

use std::path::PathBuf;

use meshwright_cluster::{Access, AskError, Cluster, connect_as_kubectl, list};
use meshwright_testkit::control_plane::{ControlPlane, Options};
use serde_json::{Value, json};

use crate::bench::{MESHES, cluster, mesh, plane};
use crate::scripted::Scripted;

async fn refused(cluster: &Cluster) -> AskError {
    list::<Value>(cluster).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_come_with_what_no_type_knows() {
    let plane = plane();
    let name = plane.sandbox().name("listed");
    let spec = json!({"clusterSpec": "Enterprise"});
    plane
        .admin()
        .post(MESHES, &mesh(&name, &spec))
        .expect_success();
    let all: Vec<Value> = list(&cluster(plane, "admin").await).await.unwrap();
    let found = all.iter().find(|mesh| mesh["metadata"]["name"] == *name);
    assert_eq!(found.unwrap()["spec"]["clusterSpec"], "Enterprise");
    assert!(found.unwrap()["metadata"]["managedFields"].is_array());
}

#[tokio::test]
async fn pages_are_put_together() {
    let page = |name: &str, token: &str| {
        let meta = json!({"resourceVersion": "1", "continue": token});
        json!({"metadata": meta, "items": [mesh(name, &json!({}))]}).to_string()
    };
    let script = Scripted::start(vec![(200, page("a", "more")), (200, page("b", ""))]).await;
    let all: Vec<Value> = list(&script.cluster().await).await.unwrap();
    let names = all.iter().map(|mesh| mesh["metadata"]["name"].clone());
    assert_eq!(names.collect::<Vec<_>>(), ["a", "b"]);
    let asked = script.asked();
    assert!(asked[0].contains("limit=500"), "{asked:?}");
    assert!(asked[1].contains("continue=more"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_is_told_from_the_others() {
    let plane = ControlPlane::start(&Options::new().user("nobody", &[])).unwrap();
    let error = refused(&cluster(&plane, "nobody").await).await;
    assert!(matches!(error, AskError::Forbidden(_)), "{error:?}");
    assert!(
        error.told().contains("cannot list resource"),
        "{}",
        error.told()
    );
    let error = refused(&cluster(&plane, "admin").await).await;
    assert!(matches!(error, AskError::NotServed), "{error:?}");
    let text = std::fs::read_to_string(plane.kubeconfig("admin")).unwrap();
    let access = wrong(
        &plane,
        "token",
        &text.replace(plane.token("admin"), "wrong"),
    );
    let error = refused(&connect_as_kubectl(&access).await.unwrap()).await;
    assert!(matches!(error, AskError::Unauthenticated(_)), "{error:?}");
    let nowhere = text.replace(&plane.server(), "https://127.0.0.1:1");
    let access = wrong(&plane, "server", &nowhere);
    let error = refused(&connect_as_kubectl(&access).await.unwrap()).await;
    assert!(matches!(error, AskError::Unreachable(_)), "{error:?}");
    let access = Access {
        kubeconfig: Some(plane.kubeconfig("admin")),
        context: Some("elsewhere".to_owned()),
    };
    connect_as_kubectl(&access).await.unwrap_err();
}

/// The way to a cluster that leads nowhere.
fn wrong(plane: &ControlPlane, name: &str, text: &str) -> Access {
    let path: PathBuf = plane.folder().join(name);
    std::fs::write(&path, text).unwrap();
    Access {
        kubeconfig: Some(path),
        context: None,
    }
}
