//! Restarts under load: a replica comes, and the oldest goes.

use std::fs;
use std::sync::Arc;

use meshwright_runtime::tls::files::Files;
use meshwright_testkit::control_plane::{ControlPlane, Options};
use meshwright_testkit::service::HOSTS;
use meshwright_testkit::tls::Authority;
use meshwright_webhook::Certificate;

use crate::{REPLICAS, Rollout, WRITERS, settings};

const RESTARTS: usize = 100;
/// Calls that begin and end between two restarts.
const CALLS: usize = 10;

#[test]
fn a_hundred_restarts_under_load_fail_no_call() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    let mut rollout = Rollout::new(&plane);
    let service = Arc::clone(&rollout.service);
    let authority = Authority::new("webhook");
    let files = files(&plane, &authority);
    let settings = || settings(Certificate::Files(files.clone()));
    for _ in 0..REPLICAS {
        rollout.come(settings());
    }
    service.register(authority.pem());
    service.wait_until_asked();
    let load = service.load(WRITERS);
    for _ in 0..RESTARTS {
        rollout.come(settings());
        rollout.go();
        load.goes_on(CALLS);
    }
    rollout.wait_until_left();
    assert!(load.finish() >= RESTARTS * CALLS);
}

fn files(plane: &ControlPlane, authority: &Authority) -> Files {
    let identity = authority.serving(&HOSTS);
    let files = Files {
        certificates: plane.folder().join("webhook.crt"),
        key: plane.folder().join("webhook.key"),
    };
    fs::write(&files.certificates, identity.certificate).unwrap();
    fs::write(&files.key, identity.key).unwrap();
    files
}
