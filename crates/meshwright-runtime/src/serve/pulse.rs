//! What a connection is doing and since when, and the deadline that follows from it.
//!
//! One timer a connection, looked at now and then: requests only store numbers.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Limits;
use super::connections::Ended;

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It has said nothing yet.
    Silent,
    /// A head is coming in.
    Head,
    /// A request is being read or answered.
    Busy,
    /// Between requests.
    Idle,
}

/// The pulse of a connection.
#[derive(Debug)]
pub(super) struct Pulse {
    start: Instant,
    /// Milliseconds since the start, and the phase in the two lowest bits.
    state: AtomicU64,
    asked: AtomicUsize,
    shared: bool,
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Asked<'p>(&'p Pulse);

impl Pulse {
    /// The pulse of a connection that begins now. Where requests share it (HTTP/2), bytes between
    /// requests are no sign of a head: they may be the protocol's own.
    pub(super) fn new(shared: bool) -> Self {
        Self {
            start: Instant::now(),
            state: AtomicU64::new(0),
            asked: AtomicUsize::new(0),
            shared,
        }
    }

    /// Whether requests share the connection.
    pub(super) const fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether a request may be on its way: the connection is new, or a head has begun.
    pub(super) fn is_about_to_ask(&self) -> bool {
        matches!(self.state().0, Phase::Silent | Phase::Head)
    }

    /// Bytes came in.
    pub(super) fn heard(&self) {
        match self.state().0 {
            Phase::Silent => self.enter(Phase::Head),
            Phase::Idle if !self.shared => self.enter(Phase::Head),
            Phase::Head | Phase::Busy | Phase::Idle => {}
        }
    }

    /// A head is complete; the request lasts as long as what is returned.
    pub(super) fn asked(&self) -> Asked<'_> {
        self.asked.fetch_add(1, Ordering::AcqRel);
        self.enter(Phase::Busy);
        Asked(self)
    }

    /// Waits until a deadline has passed.
    pub(super) async fn late(&self, limits: &Limits) -> Ended {
        let glance = limits.head.min(limits.first_byte).min(limits.request) / 2;
        loop {
            let (phase, since) = self.state();
            let (limit, ended) = match phase {
                Phase::Silent => (limits.first_byte, Ended::Silent),
                Phase::Head => (limits.head, Ended::HeadLate),
                Phase::Busy => (limits.request, Ended::RequestLate),
                Phase::Idle => (limits.idle, Ended::Idle),
            };
            let (now, deadline) = (Instant::now(), self.start + since + limit);
            if now >= deadline {
                return ended;
            }
            // The phase may change to one with an earlier deadline without waking anybody.
            sleep_until(deadline.min(now + glance)).await;
        }
    }

    fn enter(&self, phase: Phase) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX >> 2);
        self.state.store(now << 2 | phase as u64, Ordering::Release);
    }

    fn state(&self) -> (Phase, Duration) {
        let state = self.state.load(Ordering::Acquire);
        let phase = match state & 3 {
            0 => Phase::Silent,
            1 => Phase::Head,
            2 => Phase::Busy,
            _ => Phase::Idle,
        };
        (phase, Duration::from_millis(state >> 2))
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if self.0.asked.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.enter(Phase::Idle);
        }
    }
}
