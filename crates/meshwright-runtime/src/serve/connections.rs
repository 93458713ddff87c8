//! What is counted of connections.

use hyper::Result;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Why a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ended {
    /// One of both closed it in order.
    Closed,
    /// The peer broke it or the protocol.
    Broken,
    /// There was no seat.
    Refused,
    /// It gave its seat to another.
    Evicted,
    HandshakeFailed,
    HandshakeLate,
    Silent,
    HeadLate,
    RequestLate,
    Idle,
}

impl Ended {
    pub(super) fn of(done: &Result<()>) -> Self {
        match done {
            Ok(()) => Self::Closed,
            Err(_) => Self::Broken,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Broken => "broken",
            Self::Refused => "refused",
            Self::Evicted => "evicted",
            Self::HandshakeFailed => "handshake failed",
            Self::HandshakeLate => "handshake deadline",
            Self::Silent => "first byte deadline",
            Self::HeadLate => "header deadline",
            Self::RequestLate => "request deadline",
            Self::Idle => "idle",
        }
    }
}

impl EncodeLabelValue for Ended {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.as_str().encode(encoder)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: Ended,
}

/// What is counted of the connections of a server.
#[derive(Debug, Clone, Default)]
pub struct Connections {
    open: Gauge,
    ended: Family<Reason, Counter>,
    not_accepted: Counter,
}

/// An open connection.
#[derive(Debug)]
pub(super) struct Open(Gauge);

impl Connections {
    /// Counts in `registry`.
    pub fn new(registry: &mut Registry) -> Self {
        let connections = Self::default();
        registry.register(
            "meshwright_connections_open",
            "Open connections",
            connections.open.clone(),
        );
        registry.register(
            "meshwright_connections_ended",
            "Connections that ended, and why",
            connections.ended.clone(),
        );
        registry.register(
            "meshwright_connections_not_accepted",
            "Connections that the system could not hand over",
            connections.not_accepted.clone(),
        );
        connections
    }

    /// How many are open.
    pub fn open(&self) -> i64 {
        self.open.get()
    }

    pub(super) fn opened(&self) -> Open {
        self.open.inc();
        Open(self.open.clone())
    }

    pub(super) fn ended(&self, reason: Ended) {
        self.ended.get_or_create(&Reason { reason }).inc();
    }

    pub(super) fn not_accepted(&self) {
        self.not_accepted.inc();
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
