//! Keeps [`Meshes`] up to date: lists, then watches, and starts anew when anything is wrong.
//!
//! Written out and not taken from a library: those keep the bookmarks to themselves, and a bookmark is what
//! tells a quiet cluster from a dead connection.

use std::convert::Infallible;
use std::time::Duration;

use futures_util::StreamExt as _;
use kube::api::WatchParams;
use kube::core::WatchEvent;
use meshwright_api::ServiceMesh;
use tokio::pin;
use tokio::time::{Instant, sleep, timeout_at};

use crate::ask::{AskError, within};
use crate::connect::Cluster;
use crate::list::{listed, requests};
use crate::meshes::Meshes;

/// How often the API server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long one watch lasts, in whole seconds. Beginning the next one shows that the server is there.
    pub watch: Duration,
    /// How much longer than that the server may be silent before its connection counts as dead.
    pub grace: Duration,
    /// The pause after something went wrong; it doubles each time.
    pub pause: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How long what was heard counts as fresh; longer than a watch with its grace.
    pub bound: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            watch: Duration::from_mins(1),
            grace: Duration::from_secs(10),
            pause: Duration::from_millis(500),
            longest: Duration::from_secs(15),
            bound: Duration::from_secs(150),
        }
    }
}

/// Keeps `meshes` up to date with the objects of `cluster`, until it is dropped.
pub async fn watch(cluster: &Cluster, meshes: &Meshes, pace: Pace) -> Infallible {
    let mut watch = Watch {
        cluster,
        meshes,
        pace,
        pause: pace.pause,
    };
    loop {
        let Err(error) = watch.round().await;
        watch.rest(&error).await;
    }
}

struct Watch<'a> {
    cluster: &'a Cluster,
    meshes: &'a Meshes,
    pace: Pace,
    pause: Duration,
}

impl Watch<'_> {
    /// Lists, and watches from there on until something is wrong.
    async fn round(&mut self) -> Result<Infallible, AskError> {
        let listed = listed(self.cluster).await?;
        self.meshes.replace(listed.items);
        let mut version = listed.version;
        loop {
            self.watch(&mut version).await?;
        }
    }

    /// Says what is wrong, and waits.
    async fn rest(&mut self, error: &AskError) {
        let why = error.told();
        tracing::debug!(%why, "watching begins anew");
        match error {
            AskError::NotServed => self.meshes.not_served(),
            AskError::Expired => {}
            _ => self.meshes.troubled(&why),
        }
        sleep(self.pause).await;
        self.pause = (self.pause * 2).min(self.pace.longest);
    }

    /// Watches from `version` until the server ends it in time; `version` becomes the last one seen.
    async fn watch(&mut self, version: &mut String) -> Result<(), AskError> {
        let begin = Instant::now();
        let limit = self.pace.watch + self.pace.grace;
        let params = WatchParams::default().timeout(seconds(self.pace.watch));
        let request = requests()
            .watch(&params, version)
            .map_err(kube::Error::BuildRequest)?;
        let events = self.cluster.client().request_events::<ServiceMesh>(request);
        let events = within(limit, events).await?;
        pin!(events);
        self.meshes.hear();
        loop {
            match timeout_at(begin + limit, events.next()).await {
                Ok(Some(event)) => self.take(event?, version)?,
                Ok(None) => return self.ended(begin),
                Err(_) => return Err(AskError::Silent(limit)),
            }
        }
    }

    fn take(
        &mut self,
        event: WatchEvent<ServiceMesh>,
        version: &mut String,
    ) -> Result<(), AskError> {
        match event {
            WatchEvent::Added(mesh) | WatchEvent::Modified(mesh) => {
                follow(version, &mesh);
                self.meshes.put(mesh);
            }
            WatchEvent::Deleted(mesh) => {
                follow(version, &mesh);
                self.meshes.remove(mesh);
            }
            WatchEvent::Bookmark(bookmark) => {
                *version = bookmark.metadata.resource_version;
                self.meshes.hear();
            }
            WatchEvent::Error(status) => {
                return Err(AskError::of_status(status.code, &status.message));
            }
        }
        self.pause = self.pace.pause;
        Ok(())
    }

    /// A server that goes away ends its watches early; one that ends them at once must not be asked at once.
    fn ended(&mut self, begin: Instant) -> Result<(), AskError> {
        if begin.elapsed() * 2 < self.pace.watch {
            return Err(AskError::Refused("it ended the watch early".to_owned()));
        }
        self.pause = self.pace.pause;
        Ok(())
    }
}

fn follow(version: &mut String, mesh: &ServiceMesh) {
    let seen = mesh.metadata.and(|metadata| &metadata.resource_version);
    if let Some(seen) = seen {
        seen.as_str().clone_into(version);
    }
}

/// Whole seconds, one at least.
fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX).max(1)
}
