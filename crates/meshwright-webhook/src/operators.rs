//! Looks for others who claim `ServiceMesh`, once, and tells of them.
//!
//! Whoever is found may well be welcome, so it degrades nothing. Only what could not be looked at does,
//! and is looked at again.

use std::time::Duration;

use meshwright_cluster::{Cluster, Others, others};
use meshwright_runtime::{Health, Stages, State};
use tokio::time::sleep;

/// The part of the daemon's health that speaks of others.
pub const PART: &str = "operators";

/// Looks until everything was seen or the daemon leaves.
pub(crate) async fn look(cluster: Cluster, pause: Duration, health: Health, stages: Stages) {
    loop {
        let seen = tokio::select! {
            () = stages.leaving() => return,
            seen = others(&cluster) => seen,
        };
        let whole = seen.unseen.is_empty();
        tell(&seen, &health);
        if whole {
            return;
        }
        tokio::select! {
            () = stages.leaving() => return,
            () = sleep(pause) => {}
        }
    }
}

fn tell(seen: &Others, health: &Health) {
    let state = state(seen);
    if health.get(PART).as_ref() == Some(&state) {
        return;
    }
    for claim in &seen.claims {
        let (kind, name, why) = (claim.kind.as_str(), &claim.name, &claim.why);
        tracing::warn!(kind, %name, %why, help = claim.way_out, "somebody else claims ServiceMesh");
    }
    for unseen in &seen.unseen {
        tracing::warn!(%unseen, "not everything could be looked at");
    }
    health.set(PART, state);
}

fn state(seen: &Others) -> State {
    let found = match seen.claims.as_slice() {
        [] => "nobody else claims ServiceMesh".to_owned(),
        claims => joined(claims),
    };
    if seen.unseen.is_empty() {
        State::Ok(found)
    } else {
        State::Degraded(format!("{}; {found}", joined(&seen.unseen)))
    }
}

fn joined<T: ToString>(items: &[T]) -> String {
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
