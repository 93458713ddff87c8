//! Looks at the Secret and the configurations, does the step the protocol says, and shows the leaf.
//!
//! Every replica runs one. They need no leader: the Secret is written under its `resourceVersion`, so one
//! of them wins and the others look again.

use std::time::SystemTime;

use k8s_openapi::api::core::v1::Secret;
use kube::Client;
use kube::api::{Api, PostParams};
use meshwright_runtime::tls::report::{Report, chain};
use meshwright_runtime::tls::{Identity, IdentityError};
use meshwright_runtime::{Health, Stages, State};
use thiserror::Error;
use tokio::time::sleep;

use super::kept::{Kept, Leaf};
use super::protocol::{Observed, Step, next_step};
use super::{SelfManaged, issue};
use crate::registration::{AskError, Configuration, Registration, ask};

/// The part of the daemon's health that speaks of the configurations.
pub const PART: &str = "registration";

/// Looks after the certificate of one replica.
#[derive(Debug)]
pub struct Keeper {
    settings: SelfManaged,
    secrets: Api<Secret>,
    registration: Registration,
    report: Report,
    health: Health,
    shown: Option<Leaf>,
    /// The bundle that every configuration shows, and since when.
    complete: Option<(String, SystemTime)>,
}

/// Why a look led to nothing.
#[derive(Debug, Error)]
pub enum KeepError {
    /// The API server.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A certificate could not be made.
    #[error("no certificate could be made")]
    Issue(#[from] rcgen::Error),
    /// The Secret's leaf is none.
    #[error("the leaf in the Secret is no use")]
    Leaf(#[from] IdentityError),
}

impl Keeper {
    /// A keeper that shows through what `report` speaks of.
    pub fn new(settings: SelfManaged, client: &Client, report: Report, health: Health) -> Self {
        Self {
            secrets: Api::namespaced(client.clone(), &settings.namespace),
            registration: Registration::new(client, &settings.configurations),
            settings,
            report,
            health,
            shown: None,
            complete: None,
        }
    }

    /// Looks and acts until the daemon closes.
    pub async fn keep(mut self, stages: Stages) {
        loop {
            let pause = match self.look().await {
                // Something was done: see what came of it.
                Ok(true) => self.settings.poll / 20,
                Ok(false) => self.settings.poll,
                Err(error) => {
                    self.failed(&error);
                    self.settings.poll
                }
            };
            tokio::select! {
                () = stages.closing() => return,
                () = sleep(pause) => {}
            }
        }
    }

    /// One look and at most one step; whether there was one.
    async fn look(&mut self) -> Result<bool, KeepError> {
        // The configurations before the Secret: a bundle is then written only over what was seen before
        // the Secret was, and never over what somebody wrote for a newer Secret.
        let configurations = self.registration.look().await;
        let name = &self.settings.secret;
        let secret = ask(&format!("get secret {name}"), self.secrets.get(name)).await?;
        let kept = secret.data.as_ref().and_then(Kept::read);
        self.show(kept.as_ref())?;
        let configurations = configurations?;
        let now = self.settings.clock.now();
        let bundles: Vec<String> = configurations
            .iter()
            .flat_map(Configuration::bundles)
            .collect();
        self.complete = kept
            .as_ref()
            .and_then(|kept| self.seen(&kept.bundle(), &bundles, now));
        let step = next_step(
            &Observed {
                kept: kept.as_ref(),
                bundles: &bundles,
                shown_since: self.complete.as_ref().map(|(_, since)| *since),
                hosts: &self.settings.hosts,
                now,
            },
            &self.settings.timing,
        );
        self.act(step, secret, kept, &configurations, now).await?;
        self.told(&configurations, step);
        Ok(step != Step::Rest)
    }

    fn seen(
        &self,
        bundle: &str,
        shown: &[String],
        now: SystemTime,
    ) -> Option<(String, SystemTime)> {
        let all = shown.iter().all(|it| it == bundle);
        let before = self.complete.clone().filter(|(it, _)| it == bundle);
        all.then(|| before.unwrap_or_else(|| (bundle.to_owned(), now)))
    }

    async fn act(
        &self,
        step: Step,
        mut secret: Secret,
        kept: Option<Kept>,
        configurations: &[Configuration],
        now: SystemTime,
    ) -> Result<(), KeepError> {
        if step == Step::Publish {
            let bundle = kept.map(|kept| kept.bundle()).unwrap_or_default();
            for configuration in configurations {
                if configuration.bundles().iter().any(|shown| *shown != bundle) {
                    tracing::info!(configuration = configuration.name(), "publishing caBundle");
                    configuration.publish(&bundle).await?;
                }
            }
            return Ok(());
        }
        let (hosts, timing) = (&self.settings.hosts, &self.settings.timing);
        let Some(next) = issue::after(step, kept.as_ref(), hosts, timing, now)? else {
            return Ok(());
        };
        secret.data = Some(next.write());
        let (name, params) = (&self.settings.secret, PostParams::default());
        let request = self.secrets.replace(name, &params, &secret);
        ask(&format!("update secret {name}"), request).await?;
        tracing::info!(?step, "the certificates went on");
        Ok(())
    }

    /// Shows the Secret's leaf where it is a new one.
    fn show(&mut self, kept: Option<&Kept>) -> Result<(), KeepError> {
        let leaf = kept.and_then(|kept| kept.leaf.as_ref());
        if let Some(leaf) = leaf.filter(|leaf| self.shown.as_ref() != Some(*leaf)) {
            let identity = Identity::from_pem(leaf.certificate.as_bytes(), leaf.key.as_bytes())?;
            self.report.taken(identity);
            self.shown = Some(leaf.clone());
        }
        self.report.tell(self.settings.clock.now(), None);
        Ok(())
    }

    fn told(&self, configurations: &[Configuration], step: Step) {
        let state = if configurations.len() < 2 {
            let names = &self.settings.configurations;
            let (validating, mutating) = (&names.validating, &names.mutating);
            State::Degraded(format!("{validating} or {mutating} does not exist"))
        } else if matches!(step, Step::Begin | Step::Publish) {
            State::Degraded("caBundle is being published".to_owned())
        } else {
            State::Ok("caBundle is published".to_owned())
        };
        self.health.set(PART, state);
    }

    fn failed(&self, error: &KeepError) {
        let why = chain(error);
        // Another replica was faster: that is how they agree.
        if conflicts(error) {
            tracing::debug!(why, "somebody else was faster");
            return;
        }
        tracing::warn!(why, "the certificates could not be looked after");
        self.report.tell(self.settings.clock.now(), Some(&why));
        self.health.set(PART, State::Degraded(why));
    }
}

fn conflicts(error: &KeepError) -> bool {
    let KeepError::Ask(AskError::Refused { source, .. }) = error else {
        return false;
    };
    matches!(&**source, kube::Error::Api(status) if status.code == 409)
}
