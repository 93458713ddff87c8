//! An identity from two files, followed while others replace them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fs, io};

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use thiserror::Error;

use super::{Identity, IdentityError, Presented, Validity};
use crate::{Folders, Health, Stages, State};

/// The part of the daemon's health that speaks of the certificate.
pub const PART: &str = "certificate";
/// How long before its end a certificate that nobody replaced is complained of.
const LATE: Duration = Duration::from_hours(24);

/// Where the certificate chain and its key are.
#[derive(Debug, Clone)]
pub struct Files {
    /// The chain in PEM, its leaf first.
    pub certificates: PathBuf,
    /// The key of the leaf in PEM.
    pub key: PathBuf,
}

/// Why two files are no identity.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A file could not be read.
    #[error("{path} could not be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// What they hold is no identity.
    #[error("the certificate files are no use")]
    Identity(#[from] IdentityError),
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
            "Changes of the certificate files, taken and refused",
            metrics.loads.clone(),
        );
        metrics
    }

    fn loaded(&self, outcome: Outcome) {
        self.loads.get_or_create(&Load { outcome }).inc();
    }
}

/// The bytes of both files.
type Contents = (Vec<u8>, Vec<u8>);

/// What follows the files.
#[derive(Debug)]
pub struct Follower {
    files: Files,
    folders: Folders,
    seen: Contents,
    presented: Arc<Presented>,
    health: Health,
    metrics: CertificateMetrics,
}

impl Files {
    /// Reads the identity, shows it, and returns what follows the files from now on, looking at them every
    /// `poll` even where nothing was heard.
    ///
    /// # Errors
    /// When a file cannot be read or what they hold is no identity.
    pub fn show(
        self,
        poll: Duration,
        health: Health,
        metrics: CertificateMetrics,
    ) -> Result<(Arc<Presented>, Follower), LoadError> {
        // Watch first, then read: nothing is missed in between.
        let folders = Folders::of([self.certificates.as_path(), self.key.as_path()], poll);
        let seen = self.read()?;
        let presented = Presented::new(Identity::from_pem(&seen.0, &seen.1)?);
        let follower = Follower {
            files: self,
            folders,
            seen,
            presented: Arc::clone(&presented),
            health,
            metrics,
        };
        follower.report(None);
        Ok((presented, follower))
    }

    fn read(&self) -> Result<Contents, LoadError> {
        let read = |path: &PathBuf| {
            fs::read(path).map_err(|source| LoadError::Read {
                path: path.clone(),
                source,
            })
        };
        Ok((read(&self.certificates)?, read(&self.key)?))
    }
}

impl Follower {
    /// Shows every new identity until the daemon closes. What is no identity is reported, and the old one
    /// stays.
    pub async fn follow(mut self, stages: Stages) {
        loop {
            tokio::select! {
                () = stages.closing() => return,
                () = self.folders.stirred() => self.look(),
            }
        }
    }

    fn look(&mut self) {
        let contents = match self.files.read() {
            Ok(contents) => contents,
            Err(error) => return self.report(Some(&chain(&error))),
        };
        if contents == self.seen {
            // Nothing new but the time.
            return self.report(None);
        }
        match Identity::from_pem(&contents.0, &contents.1) {
            Ok(identity) => {
                tracing::info!("the certificate was replaced");
                self.presented.show(identity);
                self.seen = contents;
                self.metrics.loaded(Outcome::taken);
                self.report(None);
            }
            Err(error) => {
                self.metrics.loaded(Outcome::refused);
                self.report(Some(&chain(&error)));
            }
        }
    }

    /// Tells the world what is shown, by the wall clock, and what was refused.
    fn report(&self, refused: Option<&str>) {
        let current = self.presented.current();
        let seconds = current
            .until()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        self.metrics
            .until
            .set(i64::try_from(seconds.as_secs()).unwrap_or(i64::MAX));
        let state = match (current.validity(SystemTime::now()), refused) {
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
        };
        if self.health.get(PART).as_ref() != Some(&state) && !matches!(state, State::Ok(_)) {
            tracing::warn!(?state, "certificate");
        }
        self.health.set(PART, state);
    }
}

/// An error and its sources on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
