//! `meshwright webhook` told to end by SIGTERM, while a real API server asks it and two others.

use std::collections::VecDeque;
use std::thread;

use meshwright_testkit::Service;
use meshwright_testkit::control_plane::{ControlPlane, Options};
use meshwright_testkit::service::HOSTS;
use meshwright_testkit::tls::Authority;

use crate::desk::Desk;
use crate::process::Process;

const REPLICAS: usize = 3;
const RESTARTS: usize = 6;
/// Calls that begin and end between two restarts.
const CALLS: usize = 20;
const FLAGS: [&str; 7] = [
    "webhook",
    "--tls-cert-file=webhook.crt",
    "--tls-key-file=webhook.key",
    "--no-cluster",
    "--listen=127.0.0.1:0",
    "--admin-listen=127.0.0.1:0",
    "--shutdown-delay=5",
];

#[test]
fn a_sigterm_under_load_fails_no_call() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    let service = Service::new(&plane);
    let desk = Desk::new("restarts");
    let authority = Authority::new("webhook");
    let identity = authority.serving(&HOSTS);
    desk.write("webhook.crt", &identity.certificate);
    desk.write("webhook.key", &identity.key);
    let come = || {
        let process = Process::start(desk.command(&FLAGS));
        service.balancer().add(process.replica);
        process
    };
    let mut replicas: VecDeque<Process> = (0..REPLICAS).map(|_| come()).collect();
    service.register(authority.pem());
    service.wait_until_asked();
    let load = service.load(REPLICAS);
    thread::scope(|scope| {
        for _ in 0..RESTARTS {
            replicas.push_back(come());
            let mut old = replicas.pop_front().unwrap();
            let service = &service;
            // It goes on accepting for a while, beside the next restarts.
            scope.spawn(move || {
                old.end();
                service.balancer().remove(old.replica);
            });
            load.goes_on(CALLS);
        }
    });
    assert!(load.finish() >= RESTARTS * CALLS);
}
