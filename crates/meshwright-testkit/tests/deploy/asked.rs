//! How often the API server asked a webhook: by its own count, never by a clock.

use meshwright_testkit::control_plane::ControlPlane;

const ASKED: &str = "apiserver_admission_webhook_admission_duration_seconds_count{";
const PASSED_OVER: &str = "apiserver_admission_match_condition_exclusions_total{";

/// What the API server has counted since it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Calls of the validating webhook, answered or not.
    pub(crate) gate: u64,
    /// Calls of the mutating one.
    pub(crate) defaults: u64,
    /// Calls of either that its match conditions spared.
    pub(crate) passed_over: u64,
}

/// What the API server has counted so far; a write is counted before it is answered.
pub(crate) fn asked(plane: &ControlPlane) -> Asked {
    let metrics = plane.admin().get("/metrics");
    assert!(metrics.is_success(), "{}", metrics.text);
    let sum = |metric: &str, webhook: &str| {
        let counts = metrics
            .text
            .lines()
            .filter(|line| line.starts_with(metric) && line.contains(webhook))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        counts.sum()
    };
    Asked {
        gate: sum(ASKED, "name=\"validate.meshwright.dev\""),
        defaults: sum(ASKED, "name=\"mutate.meshwright.dev\""),
        passed_over: sum(PASSED_OVER, ".meshwright.dev\""),
    }
}
