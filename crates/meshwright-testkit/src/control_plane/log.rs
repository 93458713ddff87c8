//! What a process writes: kept for people, and the sign that something has happened.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, PipeReader, Write as _};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::wait::TICK;

/// Lines that are kept; the file in the folder has all.
const KEPT: usize = 80;

/// The last lines, and whether more may come.
#[derive(Debug, Default)]
pub(super) struct Log {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    lines: VecDeque<String>,
    ended: bool,
}

impl Log {
    /// Follows a new process until it closes its output.
    pub(super) fn follow(
        self: &Arc<Self>,
        output: PipeReader,
        file: &Path,
    ) -> io::Result<JoinHandle<()>> {
        self.lock().ended = false;
        let mut file = File::options().create(true).append(true).open(file)?;
        let log = Arc::clone(self);
        Ok(thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                // The file is for people; a full disk shows elsewhere.
                drop(writeln!(file, "{line}"));
                log.push(line);
            }
            log.lock().ended = true;
            log.changed.notify_all();
        }))
    }

    /// Whether the process has closed its output, which is its end.
    pub(super) fn ended(&self) -> bool {
        self.lock().ended
    }

    /// Returns when there is a new line, and after a moment in any case: not every step is logged.
    pub(super) fn wait(&self) {
        let state = self.lock();
        if !state.ended {
            drop(self.changed.wait_timeout(state, TICK));
        }
    }

    /// The last lines.
    pub(super) fn tail(&self) -> String {
        let state = self.lock();
        let lines: Vec<&str> = state.lines.iter().map(String::as_str).collect();
        lines.join("\n")
    }

    fn push(&self, line: String) {
        let mut state = self.lock();
        if state.lines.len() == KEPT {
            state.lines.pop_front();
        }
        state.lines.push_back(line);
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows a text beside the failure of a test.
#[expect(
    clippy::print_stderr,
    reason = "a failed test shows what the servers wrote"
)]
pub(super) fn show(text: &str) {
    eprintln!("{text}");
}
