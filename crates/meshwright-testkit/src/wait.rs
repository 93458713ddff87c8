//! Waiting for what other processes do: for an answer, never for a span of time.

use std::thread;
use std::time::{Duration, Instant};

/// How long one waits for another process before it counts as broken: long, for a loaded machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The pause between two looks, where nothing tells that something has changed.
pub(crate) const TICK: Duration = Duration::from_millis(20);

/// Looks until there is something to see, and gives it.
///
/// # Panics
/// When there is nothing after [`PATIENCE`]; `what` says what was awaited.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::park_timeout(TICK);
    }
}
