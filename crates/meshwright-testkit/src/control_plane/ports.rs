//! Ports that stay ours: a server that was killed must come back at the same address.
//!
//! They lie below the range from which the system gives ports to outgoing connections, and a lock on a
//! file keeps other test processes off, also while nobody listens.

use std::fs::{File, OpenOptions};
use std::io;
use std::net::TcpListener;
use std::path::Path;

const FIRST: u16 = 20_000;
const COUNT: u16 = 10_000;

/// A port of the loopback address that nobody else takes while this value lives.
#[derive(Debug)]
pub(super) struct Port {
    number: u16,
    _lock: File,
}

impl Port {
    pub(super) fn number(&self) -> u16 {
        self.number
    }

    /// Takes a free port.
    pub(super) fn take(common: &Path) -> io::Result<Self> {
        // Somewhere else for each process, so that they seldom meet.
        let start = std::process::id().wrapping_mul(37);
        for step in 0..u32::from(COUNT) {
            let offset = start.wrapping_add(step) % u32::from(COUNT);
            let number = FIRST + u16::try_from(offset).unwrap_or_default();
            if let Some(port) = Self::try_take(common, number)? {
                return Ok(port);
            }
        }
        Err(io::Error::other("every port for tests is taken"))
    }

    fn try_take(common: &Path, number: u16) -> io::Result<Option<Self>> {
        let lock = lock_file(&common.join(format!("port-{number}")))?;
        if lock.try_lock().is_err() || TcpListener::bind(("127.0.0.1", number)).is_err() {
            return Ok(None);
        }
        Ok(Some(Self {
            number,
            _lock: lock,
        }))
    }
}

/// A file that is only there to be locked.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}
