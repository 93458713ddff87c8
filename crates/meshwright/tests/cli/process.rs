//! `meshwright webhook` as a process that goes with its test.

use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

use meshwright_testkit::Replica;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

/// A webhook in a process of its own.
pub(crate) struct Process {
    child: Child,
    pub(crate) replica: Replica,
}

impl Process {
    /// Starts it, and returns when it listens: its flags leave the ports to the system.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let replica = listening(child.stderr.take().unwrap());
        Self { child, replica }
    }

    /// SIGTERM; returns when the process has ended, and all was well.
    pub(crate) fn end(&mut self) {
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
