//! How many control planes run on this machine at once: each takes some 350 MB.
//!
//! A slot is a locked file, so a process that dies gives its slots back. A test that holds one and waits
//! for another while every other test does the same would wait for ever: start at most one of your own.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;

use super::ports::lock_file;
use crate::wait::TICK;

/// `MESHWRIGHT_CONTROL_PLANES` says otherwise.
const DEFAULT: usize = 6;

/// The right to run a control plane.
#[derive(Debug)]
pub(super) struct Slot(#[expect(dead_code, reason = "it is the lock that counts")] File);

impl Slot {
    /// Takes a slot; waits while all are taken. Whichever is free first: who waited for a certain one
    /// could wait for a test that goes on for minutes.
    pub(super) fn take(common: &Path) -> io::Result<Self> {
        loop {
            for index in 0..count() {
                let file = lock_file(&common.join(format!("slot-{index}")))?;
                if file.try_lock().is_ok() {
                    return Ok(Self(file));
                }
            }
            thread::park_timeout(TICK);
        }
    }
}

fn count() -> usize {
    std::env::var("MESHWRIGHT_CONTROL_PLANES")
        .ok()
        .and_then(|given| given.parse().ok())
        .filter(|&count| count > 0)
        .unwrap_or(DEFAULT)
}
