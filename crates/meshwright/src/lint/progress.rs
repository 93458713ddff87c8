//! How far a long run is, on a terminal.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use meshwright_lint::Watch;

use crate::streams;

/// A run shorter than this shows nothing.
const LONG: Duration = Duration::from_millis(700);
/// How often the line is written.
const STEP: Duration = Duration::from_millis(100);

/// A line that says how far a run is.
pub(super) struct Progress {
    start: Option<Instant>,
    found: AtomicUsize,
    done: AtomicUsize,
    /// Milliseconds from the start until the line is written next.
    next: AtomicU64,
}

impl Progress {
    /// Starts; `shown` says whether anybody looks.
    pub(super) fn new(shown: bool) -> Self {
        Self {
            start: shown.then(Instant::now),
            found: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            next: AtomicU64::new(millis(LONG)),
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.next.load(Ordering::Relaxed) > millis(LONG) {
            streams::tell("\r\u{1b}[K");
        }
    }
}

impl Watch for Progress {
    fn found(&self, files: usize) {
        self.found.store(files, Ordering::Relaxed);
    }

    fn done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(start) = self.start else { return };
        let (now, next) = (millis(start.elapsed()), self.next.load(Ordering::Relaxed));
        let mine = |next| {
            let then = now + millis(STEP);
            self.next
                .compare_exchange(next, then, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        };
        if now >= next && mine(next) {
            let found = self.found.load(Ordering::Relaxed);
            streams::tell(&format!("\r{done} of {found} files\u{1b}[K"));
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
