//! `meshwright webhook` told to end by SIGTERM, while a real API server asks it and two others.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Stdio};
use std::thread;

use meshwright_testkit::control_plane::{ControlPlane, Options};
use meshwright_testkit::service::HOSTS;
use meshwright_testkit::tls::Authority;
use meshwright_testkit::{Replica, Service};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::desk::Desk;

const REPLICAS: usize = 3;
const RESTARTS: usize = 6;
/// Calls that begin and end between two restarts.
const CALLS: usize = 20;

/// A webhook in a process of its own.
struct Process {
    child: Child,
    replica: Replica,
}

impl Process {
    fn start(desk: &Desk) -> Self {
        let mut command = desk.command(&[
            "webhook",
            "--tls-cert-file=webhook.crt",
            "--tls-key-file=webhook.key",
            "--no-cluster",
            "--listen=127.0.0.1:0",
            "--admin-listen=127.0.0.1:0",
            "--shutdown-delay=5",
        ]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let replica = listening(child.stderr.take().unwrap());
        Self { child, replica }
    }

    /// SIGTERM; returns when the process has ended, and all was well.
    fn end(&mut self) {
        kill(self.pid(), Signal::SIGTERM).unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{status}");
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).unwrap())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended: then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the log says about where it listens; the rest of it is read and forgotten.
fn listening(log: ChildStderr) -> Replica {
    let mut log = BufReader::new(log);
    let mut line = String::new();
    loop {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended early");
        let event: Value = serde_json::from_str(&line).unwrap_or_default();
        let address = |field: &str| event[field].as_str()?.parse::<SocketAddr>().ok();
        if let (Some(serving), Some(admin)) = (address("address"), address("admin")) {
            thread::spawn(move || io::copy(&mut log, &mut io::sink()));
            return Replica { serving, admin };
        }
    }
}

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
        let process = Process::start(&desk);
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
