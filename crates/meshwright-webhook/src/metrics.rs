//! What is counted. Labels come from fixed sets: nothing a user writes can add a series.

use std::time::Duration;

use meshwright_policy::{Level, Operation};
use meshwright_runtime::metrics::{Registry, SECONDS};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use crate::{Answer, Door, Verdict};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Review {
    path: &'static str,
    operation: &'static str,
    verdict: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Finding {
    code: &'static str,
    level: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    reason: &'static str,
}

/// What is counted of reviews and policies. Clones count together.
#[derive(Debug, Clone)]
pub struct Metrics {
    reviews: Family<Review, Histogram, fn() -> Histogram>,
    findings: Family<Finding, Counter>,
    would_deny: Family<Code, Counter>,
    turned_away: Family<Why, Counter>,
    policy_loads: Family<Why, Counter>,
}

fn durations() -> Histogram {
    Histogram::new(SECONDS)
}

impl Metrics {
    /// Counts in `registry`.
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            reviews: Family::new_with_constructor(durations),
            findings: Family::default(),
            would_deny: Family::default(),
            turned_away: Family::default(),
            policy_loads: Family::default(),
        };
        registry.register(
            "meshwright_webhook_review_duration_seconds",
            "Reviews by path, operation and verdict, from the head of the request to the answer",
            metrics.reviews.clone(),
        );
        registry.register(
            "meshwright_webhook_findings",
            "Faults found, by rule and level",
            metrics.findings.clone(),
        );
        registry.register(
            "meshwright_webhook_would_deny",
            "Faults that would have refused: old ones, lowered rules, broken glass",
            metrics.would_deny.clone(),
        );
        registry.register(
            "meshwright_webhook_turned_away",
            "Requests that were no reviews or came too late",
            metrics.turned_away.clone(),
        );
        registry.register(
            "meshwright_webhook_policy_loads",
            "Changes of the policy file, taken and refused",
            metrics.policy_loads.clone(),
        );
        metrics
    }

    pub(crate) fn answered(&self, door: Door, answer: &Answer, took: Duration) {
        let review = Review {
            path: match door {
                Door::Validate => "validate",
                Door::Mutate => "mutate",
            },
            operation: match answer.operation {
                Some(Operation::Create) => "create",
                Some(Operation::Update) => "update",
                Some(Operation::Delete) => "delete",
                None => "unknown",
            },
            verdict: Verdict::as_str(answer.verdict),
        };
        self.reviews
            .get_or_create(&review)
            .observe(took.as_secs_f64());
        for (code, level) in &answer.faults {
            let level = Level::as_str(*level);
            self.findings.get_or_create(&Finding { code, level }).inc();
        }
        for code in &answer.would_deny {
            self.would_deny.get_or_create(&Code { code }).inc();
        }
    }

    pub(crate) fn turned_away(&self, reason: &'static str) {
        self.turned_away.get_or_create(&Why { reason }).inc();
    }

    pub(crate) fn policy_loaded(&self, taken: bool) {
        let reason = if taken { "taken" } else { "refused" };
        self.policy_loads.get_or_create(&Why { reason }).inc();
    }
}
