//! The other objects of the cluster: watched, shown to the core, reported and measured.
//!
//! What is not fresh is not shown, so that nothing is refused by old facts: the rules that need siblings
//! are weaker then, never stricter. That only degrades; the daemon stays ready.

use std::fmt;
use std::sync::Arc;

use meshwright_cluster::{Cluster, Freshness, Meshes, Pace, watch};
use meshwright_policy::Document;
use meshwright_runtime::metrics::Registry;
use meshwright_runtime::{Health, Stages, State};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::gauge::ConstGauge;

use crate::Siblings;
use crate::daemon::CLUSTER;

impl Siblings for Meshes {
    fn all(&self) -> Option<Arc<Vec<Document>>> {
        self.known()
    }
}

/// Watches the objects of `cluster` until the daemon closes.
pub(crate) fn follow(
    cluster: Cluster,
    pace: Pace,
    health: Health,
    registry: &mut Registry,
    stages: &Stages,
) -> Arc<Meshes> {
    let meshes = Arc::new(Meshes::new(pace.bound));
    registry.register_collector(Box::new(Gauges(Arc::clone(&meshes))));
    let filled = Arc::clone(&meshes);
    let closing = stages.clone();
    stages.spawn(async move {
        tokio::select! {
            () = closing.closing() => {}
            never = watch(&cluster, &filled, pace) => match never {},
        }
    });
    report(&meshes, &health);
    stages.spawn(tell(Arc::clone(&meshes), health, stages.clone()));
    meshes
}

/// Reports whenever there is something new.
async fn tell(meshes: Arc<Meshes>, health: Health, stages: Stages) {
    let mut news = meshes.news();
    loop {
        report(&meshes, &health);
        tokio::select! {
            () = stages.closing() => return,
            _ = news.next() => {}
        }
    }
}

fn report(meshes: &Meshes, health: &Health) {
    let state = state(meshes);
    let before = health.get(CLUSTER);
    match (&before, &state) {
        (Some(State::Ok(_)), State::Degraded(why)) => {
            tracing::warn!(why, "the view of the other objects is disturbed");
        }
        (Some(State::Degraded(_)), State::Ok(_)) => {
            tracing::info!("the other objects are followed");
        }
        _ => {}
    }
    if before.as_ref() != Some(&state) {
        health.set(CLUSTER, state);
    }
}

fn state(meshes: &Meshes) -> State {
    let alone = "objects are judged without their siblings";
    let because = meshes
        .trouble()
        .map(|why| format!(" ({why})"))
        .unwrap_or_default();
    match meshes.freshness() {
        Freshness::Fresh if !because.is_empty() => State::Degraded(format!(
            "the ServiceMesh objects are known, but their changes are not heard of{because}"
        )),
        Freshness::Fresh => State::Ok("the ServiceMesh objects are known".to_owned()),
        Freshness::NeverSynced => State::Degraded(format!("never synced{because}; {alone}")),
        Freshness::NotServed => State::Degraded(format!(
            "the API server does not serve ServiceMesh, its definition is not installed; {alone}"
        )),
        Freshness::Stale(age) => {
            let seconds = age.as_secs();
            State::Degraded(format!(
                "stale, nothing heard for {seconds} s{because}; {alone}"
            ))
        }
    }
}

/// What is measured when somebody looks, since an age grows by itself.
#[derive(Debug)]
struct Gauges(Arc<Meshes>);

impl Collector for Gauges {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let objects = ConstGauge::new(i64::try_from(self.0.len()).unwrap_or(i64::MAX));
        let told = "ServiceMesh objects when the API server was last heard";
        let name = "meshwright_cluster_objects";
        let metric = encoder.encode_descriptor(name, told, None, objects.metric_type())?;
        objects.encode(metric)?;
        let Some(age) = self.0.age() else {
            return Ok(());
        };
        let age = ConstGauge::new(age.as_secs_f64());
        let told = "Seconds since the API server was last heard; absent before the first time";
        let name = "meshwright_cluster_age_seconds";
        let metric = encoder.encode_descriptor(name, told, None, age.metric_type())?;
        age.encode(metric)
    }
}
