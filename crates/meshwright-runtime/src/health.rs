//! How a daemon and its parts are: what `/readyz` says.
//!
//! A part that failed makes the daemon not ready. A degraded part is told and counted, and takes no
//! traffic away: what degrades one replica usually degrades all of them at once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::Stages;

/// How a part is, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It works.
    Ok(String),
    /// It works less well than it should; the daemon stays ready.
    Degraded(String),
    /// It does not work; the daemon is not ready.
    Failed(String),
}

impl State {
    const fn number(&self) -> i64 {
        match self {
            Self::Ok(_) => 0,
            Self::Degraded(_) => 1,
            Self::Failed(_) => 2,
        }
    }

    fn line(&self, name: &str) -> String {
        match self {
            Self::Ok(words) => format!("[+] {name} ok: {words}"),
            Self::Degraded(words) => format!("[~] {name} degraded: {words}"),
            Self::Failed(words) => format!("[-] {name} failed: {words}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Part {
    part: &'static str,
}

/// How a daemon is. Clones speak of the same daemon.
#[derive(Debug, Clone)]
pub struct Health {
    parts: Arc<Mutex<BTreeMap<&'static str, State>>>,
    gauges: Family<Part, Gauge>,
    stages: Stages,
}

impl Health {
    /// The health of a daemon with the given parts, all of which have yet to work.
    ///
    /// ```
    /// use meshwright_runtime::{Health, Stages, State};
    /// use prometheus_client::registry::Registry;
    ///
    /// let health = Health::new(&["policy"], Stages::default(), &mut Registry::default());
    /// assert!(!health.is_ready());
    /// health.set("policy", State::Ok("built in".to_owned()));
    /// assert!(health.is_ready());
    /// ```
    pub fn new(parts: &[&'static str], stages: Stages, registry: &mut Registry) -> Self {
        let gauges = Family::default();
        registry.register(
            "meshwright_part_state",
            "State of each part: 0 ok, 1 degraded, 2 failed",
            gauges.clone(),
        );
        let health = Self {
            parts: Arc::default(),
            gauges,
            stages,
        };
        for part in parts {
            health.set(part, State::Failed("not there yet".to_owned()));
        }
        health
    }

    /// Reports on a part.
    pub fn set(&self, part: &'static str, state: State) {
        self.gauges
            .get_or_create(&Part { part })
            .set(state.number());
        self.parts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(part, state);
    }

    /// How a part is; `None` while it is unknown.
    pub fn get(&self, part: &str) -> Option<State> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.get(part).cloned()
    }

    /// Whether traffic may come: nothing failed, and the end has not begun.
    pub fn is_ready(&self) -> bool {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        !self.stages.is_leaving()
            && !parts
                .values()
                .any(|state| matches!(state, State::Failed(_)))
    }

    /// Every part on a line of its own, and the verdict on the last.
    pub fn page(&self) -> String {
        let mut page = String::new();
        let parts = self
            .parts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for (name, state) in &parts {
            page.push_str(&state.line(name));
            page.push('\n');
        }
        if self.stages.is_leaving() {
            page.push_str("[-] shutdown: this process is leaving\n");
        }
        let verdict = if self.is_ready() {
            "passed"
        } else {
            "did not pass"
        };
        writeln!(page, "readyz check {verdict}").expect("a String takes all");
        page
    }
}
