//! The end of a daemon, in order: not ready, connections asked to close, no more accepted, drained.
//!
//! An API server learns of the end later than the daemon does, so the daemon goes on accepting for a
//! while; every answer meanwhile asks the client for a new connection next time.

use std::future::Future;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Where a daemon stands, and the tasks it owns. Clones speak of the same daemon.
#[derive(Debug, Clone, Default)]
pub struct Stages {
    leaving: CancellationToken,
    closing: CancellationToken,
    tasks: TaskTracker,
}

/// How a daemon ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Everything that was begun was finished.
    Whole,
    /// Work was still going on when the time was up.
    CutShort,
}

impl Stages {
    /// Runs a task that the end waits for. It must itself end soon after [`closing`](Self::closing).
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        drop(self.tasks.spawn(task));
    }

    /// Whether the end has begun.
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_cancelled()
    }

    /// Waits until the end begins.
    pub async fn leaving(&self) {
        self.leaving.cancelled().await;
    }

    /// Waits until nothing new is accepted.
    pub async fn closing(&self) {
        self.closing.cancelled().await;
    }

    /// Goes through the end: `delay` in which all is still accepted, then at most `drain` for what is
    /// under way.
    pub async fn leave(&self, delay: Duration, drain: Duration) -> Drained {
        self.begin();
        sleep(delay).await;
        self.finish(drain).await
    }

    /// Begins the end: not ready any more, and every answer asks for a new connection.
    pub fn begin(&self) {
        self.leaving.cancel();
    }

    /// Finishes the end: nothing new is accepted, and what is under way has `drain`.
    pub async fn finish(&self, drain: Duration) -> Drained {
        self.begin();
        self.closing.cancel();
        self.tasks.close();
        match timeout(drain, self.tasks.wait()).await {
            Ok(()) => Drained::Whole,
            Err(_) => Drained::CutShort,
        }
    }
}
