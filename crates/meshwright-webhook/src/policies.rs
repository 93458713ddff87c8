//! The policy in force, and the file it comes from, followed.
//!
//! A policy is swapped as a whole between two decisions. A file that is no policy is reported and
//! counted, and the old policy stays.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use meshwright_manifest::{Syntax, documents};
use meshwright_policy::Policy;
use meshwright_runtime::tls::report::chain;
use meshwright_runtime::{Folders, Health, Stages, State, fingerprint};
use thiserror::Error;

use crate::Metrics;

/// The part of the daemon's health that speaks of the policy.
pub const PART: &str = "policy";

/// A policy, and the name of its contents.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// A short name of the contents it was read from.
    pub revision: String,
}

/// The policy in force.
#[derive(Debug)]
pub struct Policies(ArcSwap<Loaded>);

/// Why a file is no policy.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// It cannot be read.
    #[error("{path} could not be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It is no YAML or JSON, or there is nothing in it.
    #[error("{path} does not parse as YAML or JSON")]
    Parse {
        /// The file.
        path: PathBuf,
    },
    /// It has faults.
    #[error("{path}: {faults}")]
    Faults {
        /// The file.
        path: PathBuf,
        /// All of them.
        faults: String,
    },
}

impl Loaded {
    /// The policy that holds where nobody wrote one.
    pub fn built_in() -> Self {
        Self {
            policy: Policy::default(),
            revision: "built-in".to_owned(),
        }
    }

    /// Reads the contents of the file at `path`.
    ///
    /// # Errors
    /// When they are no policy.
    pub fn read(path: &Path, contents: &[u8]) -> Result<Self, PolicyError> {
        let syntax = Syntax::guess(path.to_str(), contents);
        let parse = || PolicyError::Parse {
            path: path.to_owned(),
        };
        let document = documents(contents, syntax).next().ok_or_else(parse)?;
        let root = document.root().ok_or_else(parse)?.to_value();
        let policy = Policy::from_document(&root).map_err(|faults| {
            let lines = faults
                .iter()
                .map(|fault| format!("{}: {}", fault.path, fault.message));
            PolicyError::Faults {
                path: path.to_owned(),
                faults: lines.collect::<Vec<_>>().join("; "),
            }
        })?;
        Ok(Self {
            policy,
            revision: fingerprint(contents),
        })
    }
}

impl Policies {
    /// `loaded` is in force.
    pub fn new(loaded: Loaded) -> Arc<Self> {
        Arc::new(Self(ArcSwap::from_pointee(loaded)))
    }

    /// What is in force.
    pub fn current(&self) -> Arc<Loaded> {
        self.0.load_full()
    }

    /// Puts `loaded` in force.
    pub fn replace(&self, loaded: Loaded) {
        self.0.store(Arc::new(loaded));
    }
}

/// What follows a policy file.
#[derive(Debug)]
pub struct Follower {
    path: PathBuf,
    folders: Folders,
    seen: Vec<u8>,
    policies: Arc<Policies>,
    health: Health,
    metrics: Metrics,
}

impl Follower {
    /// Reads the file at `path`, and returns the policies with what follows the file from now on, looking
    /// at it every `poll` even where nothing was heard.
    ///
    /// # Errors
    /// When the file cannot be read or is no policy.
    pub fn start(
        path: PathBuf,
        poll: Duration,
        health: Health,
        metrics: Metrics,
    ) -> Result<(Arc<Policies>, Self), PolicyError> {
        // Watch first, then read: nothing is missed in between.
        let folders = Folders::of([path.as_path()], poll);
        let seen = contents(&path)?;
        let policies = Policies::new(Loaded::read(&path, &seen)?);
        let follower = Self {
            path,
            folders,
            seen,
            policies: Arc::clone(&policies),
            health,
            metrics,
        };
        follower.in_force();
        Ok((policies, follower))
    }

    /// Follows the file until the daemon closes.
    pub async fn follow(mut self, stages: Stages) {
        loop {
            tokio::select! {
                () = stages.closing() => return,
                () = self.folders.stirred() => self.look(),
            }
        }
    }

    fn look(&mut self) {
        match contents(&self.path) {
            Ok(contents) if contents == self.seen => {}
            Ok(contents) => self.take(contents),
            Err(error) => self.refused(&chain(&error)),
        }
    }

    fn take(&mut self, contents: Vec<u8>) {
        let loaded = Loaded::read(&self.path, &contents);
        // Good or bad, it is looked at once.
        self.seen = contents;
        match loaded {
            Ok(loaded) => {
                self.policies.replace(loaded);
                self.in_force();
                self.metrics.policy_loaded(true);
            }
            Err(error) => {
                self.refused(&error.to_string());
                self.metrics.policy_loaded(false);
            }
        }
    }

    fn in_force(&self) {
        let revision = &self.policies.current().revision;
        tracing::info!(%revision, "the policy is in force");
        self.health
            .set(PART, State::Ok(format!("revision {revision}")));
    }

    fn refused(&self, why: &str) {
        let revision = &self.policies.current().revision;
        let words = format!("revision {revision} stays, the new one was refused: {why}");
        let state = State::Degraded(words);
        if self.health.get(PART).as_ref() != Some(&state) {
            tracing::error!(%revision, why, "the new policy was refused, the old one stays");
            self.health.set(PART, state);
        }
    }
}

fn contents(path: &Path) -> Result<Vec<u8>, PolicyError> {
    fs::read(path).map_err(|source| PolicyError::Read {
        path: path.to_owned(),
        source,
    })
}
