//! Load: threads that make one call after the other, and remember each that failed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::wait;

/// How many failures a message shows.
const SHOWN: usize = 3;

/// Threads that make calls; dropped, they make no more.
///
/// ```
/// use meshwright_testkit::Load;
///
/// let load = Load::start(2, |number| {
///     (number < usize::MAX).then_some(()).ok_or("too many calls".to_owned())
/// });
/// load.goes_on(10);
/// assert!(load.finish() >= 10);
/// ```
#[derive(Debug)]
pub struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    gate: Mutex<Gate>,
    turned: Condvar,
    begun: AtomicUsize,
    answered: AtomicUsize,
    failures: Mutex<Vec<String>>,
    over: AtomicBool,
}

#[derive(Debug, Default)]
struct Gate {
    closed: bool,
    busy: usize,
}

impl Load {
    /// Calls in so many threads at once; each call gets a number of its own, and an error is a failure.
    pub fn start(
        threads: usize,
        call: impl Fn(usize) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let call = Arc::new(call);
        let threads = (0..threads).map(|_| {
            let (shared, call) = (Arc::clone(&shared), Arc::clone(&call));
            thread::spawn(move || shared.run(&*call))
        });
        Self {
            threads: threads.collect(),
            shared,
        }
    }

    /// Returns when so many calls that begin from now on were answered.
    ///
    /// # Panics
    /// When a call has failed, or it takes too long.
    pub fn goes_on(&self, calls: usize) {
        // Those under way began before.
        let answered = self.answered() + self.threads.len() + calls;
        wait::until("calls to be answered", || {
            self.expect_no_failure();
            (self.answered() >= answered).then_some(())
        });
    }

    /// How many calls were answered.
    pub fn answered(&self) -> usize {
        self.shared.answered.load(Ordering::Acquire)
    }

    /// Makes no more calls until [`resume`](Self::resume), and returns when none is under way.
    pub fn pause(&self) {
        let mut gate = self.shared.gate();
        gate.closed = true;
        while gate.busy > 0 {
            gate = self.shared.wait(gate);
        }
    }

    /// Makes calls again.
    pub fn resume(&self) {
        self.shared.gate().closed = false;
        self.shared.turned.notify_all();
    }

    /// Ends the load and tells how many calls were answered.
    ///
    /// # Panics
    /// When one failed.
    pub fn finish(mut self) -> usize {
        self.end();
        self.expect_no_failure();
        self.answered()
    }

    fn end(&mut self) {
        self.shared.over.store(true, Ordering::Release);
        self.resume();
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so itself.
            drop(thread.join());
        }
    }

    fn expect_no_failure(&self) {
        let failures = self.shared.failures();
        let shown: Vec<&String> = failures.iter().take(SHOWN).collect();
        let (failed, answered) = (failures.len(), self.answered());
        assert!(
            failed == 0,
            "{failed} calls failed, {answered} did not: {shown:#?}"
        );
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn run(&self, call: &impl Fn(usize) -> Result<(), String>) {
        while self.enter() {
            match call(self.begun.fetch_add(1, Ordering::Relaxed)) {
                Ok(()) => drop(self.answered.fetch_add(1, Ordering::AcqRel)),
                Err(failure) => self.failures().push(failure),
            }
            self.gate().busy -= 1;
            self.turned.notify_all();
        }
    }

    /// Waits while there is a pause; whether to make another call.
    fn enter(&self) -> bool {
        let mut gate = self.gate();
        while gate.closed {
            gate = self.wait(gate);
        }
        let goes_on = !self.over.load(Ordering::Acquire);
        gate.busy += usize::from(goes_on);
        goes_on
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(&self, gate: MutexGuard<'g, Gate>) -> MutexGuard<'g, Gate> {
        let woken = self.turned.wait(gate);
        woken.unwrap_or_else(PoisonError::into_inner)
    }

    fn failures(&self) -> MutexGuard<'_, Vec<String>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
