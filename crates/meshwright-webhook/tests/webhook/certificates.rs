//! Certificates that are replaced while the webhook runs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use meshwright_runtime::State;
use meshwright_runtime::tls::files::Files;
use meshwright_webhook::Certificate;
use serde_json::{Value, json};

use crate::bench::{Bench, Fixture, Folder, mesh, review};
use crate::client::{self, Client};
use crate::reviews::until;

fn body() -> Vec<u8> {
    review("CREATE", &mesh(&json!({})), &Value::Null)
        .to_string()
        .into_bytes()
}

fn files(folder: &Path) -> Certificate {
    Certificate::Files(Files {
        certificates: folder.join("tls.crt"),
        key: folder.join("tls.key"),
    })
}

/// The certificate that new connections see.
fn shown(bench: &Bench) -> Vec<u8> {
    bench.running.presented.current().unwrap().chain()[0].to_vec()
}

#[tokio::test]
async fn new_files_are_shown_to_new_connections_and_old_connections_stand() {
    let bench = Bench::new().await;
    let mut old = bench.client().await;
    assert_eq!(old.post("/validate", &body()).await.unwrap().status, 200);
    let next = Fixture::new();
    bench.folder.put("tls.crt", &next.certificate);
    bench.folder.put("tls.key", &next.key);
    until(|| shown(&bench) == *next.root).await;
    assert_eq!(old.post("/validate", &body()).await.unwrap().status, 200);
    let trust = client::config(&next.root);
    let mut new = Client::connect(bench.running.address, trust).await.unwrap();
    assert_eq!(new.post("/validate", &body()).await.unwrap().status, 200);
    let stale = Client::connect(bench.running.address, Arc::clone(&bench.trust)).await;
    assert!(stale.is_err());
}

#[tokio::test]
async fn a_volume_that_swaps_its_symlink_is_followed() {
    // As kubelet lays a Secret out: ..data points to the folder in force.
    let volume = Folder::new();
    let (first, second) = (Fixture::new(), Fixture::new());
    for (name, fixture) in [("..1", &first), ("..2", &second)] {
        fs::create_dir(volume.path(name)).unwrap();
        fixture.write(&volume.path(name));
    }
    symlink("..1", volume.path("..data")).unwrap();
    for name in ["tls.crt", "tls.key"] {
        symlink(format!("..data/{name}"), volume.path(name)).unwrap();
    }
    let bench = Bench::with(|settings| {
        settings.certificate = files(volume.root());
    })
    .await;
    assert_eq!(shown(&bench), *first.root);
    symlink("..2", volume.path("..data_tmp")).unwrap();
    fs::rename(volume.path("..data_tmp"), volume.path("..data")).unwrap();
    until(|| shown(&bench) == *second.root).await;
}

#[tokio::test]
async fn files_that_are_no_use_are_reported_and_the_old_ones_stay() {
    let bench = Bench::new().await;
    let before = shown(&bench);
    let health = &bench.running.health;
    let degraded = || matches!(health.get("certificate"), Some(State::Degraded(_)));
    bench.folder.put("tls.key", &Fixture::new().key);
    until(degraded).await;
    assert!(
        health.page().contains("does not belong to the certificate"),
        "{}",
        health.page()
    );
    assert!(health.is_ready());
    assert_eq!(shown(&bench), before);
    let next = Fixture::new();
    next.write(bench.folder.root());
    until(|| shown(&bench) == *next.root && !degraded()).await;
}

#[tokio::test]
async fn looking_now_and_then_is_enough_where_nothing_is_heard() {
    // The link leads out of the watched folder, where the file is replaced unheard.
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let (first, second) = (Fixture::new(), Fixture::new());
    first.write(elsewhere.root());
    for name in ["tls.crt", "tls.key"] {
        symlink(elsewhere.path(name), folder.path(name)).unwrap();
    }
    let bench = Bench::with(|settings| {
        settings.certificate = files(folder.root());
        settings.poll = Duration::from_millis(50);
    })
    .await;
    second.write(elsewhere.root());
    until(|| shown(&bench) == *second.root).await;
}
