//! What is told of the certificate that is shown: health and metrics, wherever it comes from.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::{Identity, Presented, Validity};
use crate::{Health, State};

/// The part of the daemon's health that speaks of the certificate.
pub const PART: &str = "certificate";
/// How long before its end a certificate that nobody replaced is complained of.
const LATE: Duration = Duration::from_hours(24);

/// Shows certificates and tells of them.
#[derive(Debug)]
pub struct Report {
    presented: Arc<Presented>,
    health: Health,
    metrics: CertificateMetrics,
}

/// What is counted of the certificate.
#[derive(Debug, Clone, Default)]
pub struct CertificateMetrics {
    until: Gauge,
    loads: Family<Load, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Load {
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
enum Outcome {
    #[expect(non_camel_case_types, reason = "label values are lower case")]
    taken,
    #[expect(non_camel_case_types, reason = "label values are lower case")]
    refused,
}

impl CertificateMetrics {
    /// Counts in `registry`.
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register(
            "meshwright_certificate_not_after_seconds",
            "End of the shown certificate, in seconds since 1970",
            metrics.until.clone(),
        );
        registry.register(
            "meshwright_certificate_loads",
            "Changes of the certificate, taken and refused",
            metrics.loads.clone(),
        );
        metrics
    }

    fn loaded(&self, outcome: Outcome) {
        self.loads.get_or_create(&Load { outcome }).inc();
    }
}

impl Report {
    /// Of what is shown through `presented`.
    pub fn new(presented: Arc<Presented>, health: Health, metrics: CertificateMetrics) -> Self {
        Self {
            presented,
            health,
            metrics,
        }
    }

    /// Shows a new identity, and counts it.
    pub fn taken(&self, identity: Identity) {
        tracing::info!("the certificate was replaced");
        self.presented.show(identity);
        self.metrics.loaded(Outcome::taken);
    }

    /// Counts an identity that was none.
    pub fn refused(&self) {
        self.metrics.loaded(Outcome::refused);
    }

    /// Tells the world what is shown at `now`, and why a newer one was refused.
    pub fn tell(&self, now: SystemTime, refused: Option<&str>) {
        let state = self.state(now, refused);
        if self.health.get(PART).as_ref() != Some(&state) && !matches!(state, State::Ok(_)) {
            tracing::warn!(?state, "certificate");
        }
        self.health.set(PART, state);
    }

    fn state(&self, now: SystemTime, refused: Option<&str>) -> State {
        let Some(current) = self.presented.current() else {
            let why = refused.unwrap_or("nobody has made one");
            return State::Failed(format!("there is none yet: {why}"));
        };
        let seconds = current
            .until()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        self.metrics
            .until
            .set(i64::try_from(seconds.as_secs()).unwrap_or(i64::MAX));
        match (current.validity(now), refused) {
            (Validity::Expired, _) => State::Failed("it has expired".to_owned()),
            (Validity::Early, _) => State::Failed("it does not hold yet".to_owned()),
            (Validity::Holds(_), Some(why)) => {
                State::Degraded(format!("the old one stays, the new one was refused: {why}"))
            }
            (Validity::Holds(left), None) if left < LATE => {
                State::Degraded(format!("it holds for {} s only", left.as_secs()))
            }
            (Validity::Holds(left), None) => {
                State::Ok(format!("it holds for {} days", left.as_secs() / 86_400))
            }
        }
    }
}

/// An error and its sources on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
