//! Start open, then close: `failurePolicy` follows the proof that objects are judged.
//!
//! Configurations are installed with `Ignore`. A dry-run create of a bad `ServiceMesh` that our webhook
//! refuses by the rules shows that the whole way works, and `Fail` is set; when the proof has failed for
//! a while, `Ignore` comes back. [`decide`] is the decision, [`Shell`] asks and writes.

use std::time::{Duration, SystemTime};

use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, GroupVersionKind, PostParams};
use meshwright_runtime::tls::report::chain;
use meshwright_runtime::{Health, Stages, State};
use serde_json::json;
use tokio::time::sleep;

use crate::certificates::WallClock;
use crate::registration::{AskError, Configuration, Names, Registration, ask};

/// The part of the daemon's health that speaks of the proof.
pub const PART: &str = "safe-start";
/// A fault that no schema and no CEL of a definition can see: it is in an annotation.
const CODE: &str = "SM0401";
/// How the API server introduces the words of a webhook.
const WEBHOOK: &str = "admission webhook ";

/// What a safe start needs to know.
#[derive(Debug, Clone)]
pub struct SafeStart {
    /// The configurations whose `failurePolicy` is kept.
    pub configurations: Names,
    /// How often the proof is made.
    pub every: Duration,
    /// How long it may fail before `Ignore` comes back.
    pub patience: Duration,
    /// The time.
    pub clock: WallClock,
}

/// What came of a bad object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Our webhook refused it, by our rules.
    Proven,
    /// It was let through, or somebody could not ask us.
    Disproven,
    /// It says nothing of us: the API server is gone, we may not ask, or somebody else refused first.
    Unknown,
}

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// An object that cannot be judged is refused.
    Fail,
    /// An object that cannot be judged is let through.
    Ignore,
}

/// Asks and writes.
#[derive(Debug)]
pub struct Shell {
    settings: SafeStart,
    meshes: Api<DynamicObject>,
    registration: Registration,
    health: Health,
    disproven_since: Option<SystemTime>,
}

/// What `failurePolicy` is to be; nothing where it may stay as it is.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use meshwright_webhook::safe_start::{Policy, Proof, decide};
///
/// let (now, minute) = (SystemTime::now(), Duration::from_secs(60));
/// assert_eq!(decide(Proof::Proven, None, now, minute), Some(Policy::Fail));
/// assert_eq!(decide(Proof::Disproven, Some(now), now, minute), None);
/// assert_eq!(decide(Proof::Disproven, Some(now - minute), now, minute), Some(Policy::Ignore));
/// ```
pub fn decide(
    proof: Proof,
    disproven_since: Option<SystemTime>,
    now: SystemTime,
    patience: Duration,
) -> Option<Policy> {
    match proof {
        Proof::Proven => Some(Policy::Fail),
        Proof::Disproven if disproven_since.is_some_and(|since| since + patience <= now) => {
            Some(Policy::Ignore)
        }
        Proof::Disproven | Proof::Unknown => None,
    }
}

impl Proof {
    /// What an answer to the dry run says.
    pub fn of<T>(answer: &Result<T, AskError>) -> Self {
        let Err(error) = answer else {
            return Self::Disproven;
        };
        let AskError::Refused { source, .. } = error else {
            return Self::Unknown;
        };
        match &**source {
            kube::Error::Api(status) if status.message.contains(WEBHOOK) => {
                let ours = status.code == 422 && status.message.contains(CODE);
                if ours { Self::Proven } else { Self::Disproven }
            }
            // A webhook that cannot be called, under Fail.
            kube::Error::Api(status) if status.message.contains("failed calling webhook") => {
                Self::Disproven
            }
            _ => Self::Unknown,
        }
    }
}

impl Policy {
    /// As a configuration spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "Fail",
            Self::Ignore => "Ignore",
        }
    }
}

impl Shell {
    /// A shell that writes by `client`.
    pub fn new(settings: SafeStart, client: &Client, health: Health) -> Self {
        let kind = GroupVersionKind::gvk("istio.alibabacloud.com", "v1beta1", "ServiceMesh");
        let kind = ApiResource::from_gvk_with_plural(&kind, "servicemesh");
        health.set(PART, State::Degraded("not proven yet".to_owned()));
        Self {
            meshes: Api::all_with(client.clone(), &kind),
            registration: Registration::new(client, &settings.configurations),
            settings,
            health,
            disproven_since: None,
        }
    }

    /// Proves and writes until the daemon closes. One that is leaving proves nothing any more.
    pub async fn run(mut self, stages: Stages) {
        loop {
            if let Err(error) = self.look().await {
                let why = chain(&error);
                tracing::warn!(why, "failurePolicy could not be looked after");
                self.health.set(PART, State::Degraded(why));
            }
            tokio::select! {
                () = stages.leaving() => return,
                () = sleep(self.settings.every) => {}
            }
        }
    }

    async fn look(&mut self) -> Result<(), AskError> {
        let answer = self.dry_run().await;
        let proof = Proof::of(&answer);
        let now = self.settings.clock.now();
        self.disproven_since = match proof {
            Proof::Disproven => self.disproven_since.or(Some(now)),
            Proof::Proven => None,
            Proof::Unknown => self.disproven_since,
        };
        if let Some(policy) = decide(proof, self.disproven_since, now, self.settings.patience) {
            for configuration in self.registration.look().await? {
                write(&configuration, policy).await?;
            }
        }
        self.tell(proof, answer.err());
        Ok(())
    }

    async fn dry_run(&self) -> Result<DynamicObject, AskError> {
        let bad = json!({
            "apiVersion": "istio.alibabacloud.com/v1beta1",
            "kind": "ServiceMesh",
            "metadata": {
                "name": "meshwright-safe-start",
                "annotations": {"operator.istio.alibabacloud.com/deletion-policy": "meshwright-safe-start"},
            },
            "spec": {"name": "meshwright-safe-start"},
        });
        let bad = serde_json::from_value(bad).expect("an object with metadata");
        let params = PostParams {
            dry_run: true,
            ..PostParams::default()
        };
        ask("dry-run create", self.meshes.create(&params, &bad)).await
    }

    fn tell(&self, proof: Proof, answer: Option<AskError>) {
        let words = answer.map_or_else(
            || "a bad object was let through".to_owned(),
            |error| chain(&error),
        );
        let state = match proof {
            Proof::Proven => State::Ok("a bad object was refused".to_owned()),
            Proof::Disproven => State::Degraded(format!("not proven: {words}")),
            Proof::Unknown => State::Degraded(format!("it could not be tried: {words}")),
        };
        self.health.set(PART, state);
    }
}

async fn write(configuration: &Configuration, policy: Policy) -> Result<(), AskError> {
    if configuration.fails(policy.as_str()) {
        return Ok(());
    }
    let (name, policy) = (configuration.name(), policy.as_str());
    tracing::info!(configuration = name, policy, "setting failurePolicy");
    configuration.fail(policy).await
}
