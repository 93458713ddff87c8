//! Certificates that the daemon looks after itself, where nobody else does.
//!
//! One authority and one leaf live in one Secret that all replicas share. [`protocol`] decides what is
//! next and touches nothing; [`keeper`] looks at the cluster and does it; [`kept`] is what the Secret
//! holds, [`issue`] makes what goes in. Certificates from files are `meshwright-runtime`'s.

pub mod issue;
pub mod keeper;
pub mod kept;
pub mod protocol;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use protocol::Timing;

use crate::registration::Names;

/// The wall clock, or what a test puts in its place.
#[derive(Clone)]
pub struct WallClock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

/// What a daemon needs to know to look after its certificate.
#[derive(Debug, Clone)]
pub struct SelfManaged {
    /// Where the Secret is.
    pub namespace: String,
    /// The Secret, which must exist; it may be empty.
    pub secret: String,
    /// The DNS names under which the API server calls.
    pub hosts: BTreeSet<String>,
    /// The configurations whose `caBundle` is kept.
    pub configurations: Names,
    /// How long everything lasts.
    pub timing: Timing,
    /// How often the cluster is looked at.
    pub poll: Duration,
    /// The time.
    pub clock: WallClock,
}

impl WallClock {
    /// A clock that shows what `now` says.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What it shows.
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl Default for WallClock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for WallClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WallClock")
    }
}
