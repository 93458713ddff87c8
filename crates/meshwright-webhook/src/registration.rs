//! The two webhook configurations by which an API server knows us: what they say, and what we write.
//!
//! Two fields only, each by server-side apply as a field manager of its own: `caBundle`, and with
//! `--safe-start` `failurePolicy`. Everything else is whoever's who deployed us. Configurations are
//! never made here: one that is absent is left absent.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration,
};
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams};
use serde_json::{Value, json};
use thiserror::Error;
use tokio::time::timeout;

/// Who writes `caBundle`.
pub const MANAGER: &str = "meshwright";
/// Who writes `failurePolicy`: an apply that leaves a field out gives it up, so it needs its own name.
pub const SAFE_START: &str = "meshwright-safe-start";
/// No API server that works takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The names of the two configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The `ValidatingWebhookConfiguration`.
    pub validating: String,
    /// The `MutatingWebhookConfiguration`.
    pub mutating: String,
}

/// Asks for and writes the two configurations.
#[derive(Debug, Clone)]
pub struct Registration {
    validating: (Api<DynamicObject>, String),
    mutating: (Api<DynamicObject>, String),
}

/// A configuration as it was seen.
#[derive(Debug, Clone)]
pub struct Configuration {
    api: Api<DynamicObject>,
    name: String,
    object: DynamicObject,
}

/// Why the cluster could not be asked.
#[derive(Debug, Error)]
pub enum AskError {
    /// It said no, or nothing.
    #[error("{what}: the API server refused or did not answer")]
    Refused {
        /// What was asked.
        what: String,
        /// Its words.
        #[source]
        source: Box<kube::Error>,
    },
    /// It took too long.
    #[error("{0}: the API server took too long")]
    Late(String),
}

/// Waits for the API server, but not for ever.
pub(crate) async fn ask<T>(
    what: &str,
    request: impl Future<Output = Result<T, kube::Error>>,
) -> Result<T, AskError> {
    match timeout(PATIENCE, request).await {
        Ok(answer) => answer.map_err(|source| AskError::Refused {
            what: what.to_owned(),
            source: Box::new(source),
        }),
        Err(_) => Err(AskError::Late(what.to_owned())),
    }
}

impl Registration {
    /// Of the configurations with these names.
    pub fn new(client: &Client, names: &Names) -> Self {
        let validating = ApiResource::erase::<ValidatingWebhookConfiguration>(&());
        let mutating = ApiResource::erase::<MutatingWebhookConfiguration>(&());
        let api = |kind| Api::all_with(client.clone(), &kind);
        Self {
            validating: (api(validating), names.validating.clone()),
            mutating: (api(mutating), names.mutating.clone()),
        }
    }

    /// Those of the two that exist.
    ///
    /// # Errors
    /// When the API server does not tell.
    pub async fn look(&self) -> Result<Vec<Configuration>, AskError> {
        let mut seen = Vec::new();
        for (api, name) in [&self.validating, &self.mutating] {
            let found = ask(&format!("get {name}"), api.get_opt(name)).await?;
            seen.extend(found.map(|object| Configuration {
                api: api.clone(),
                name: name.clone(),
                object,
            }));
        }
        Ok(seen)
    }
}

impl Configuration {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The `caBundle` of each of its webhooks, in PEM; empty where there is none.
    pub fn bundles(&self) -> Vec<String> {
        let shown = self.webhooks().iter().map(|webhook| {
            let text = webhook["clientConfig"]["caBundle"]
                .as_str()
                .unwrap_or_default();
            String::from_utf8(STANDARD.decode(text).unwrap_or_default()).unwrap_or_default()
        });
        shown.collect()
    }

    /// Whether each of its webhooks has this `failurePolicy`.
    pub fn fails(&self, policy: &str) -> bool {
        let mut all = self.webhooks().iter();
        all.all(|webhook| webhook["failurePolicy"] == policy)
    }

    /// Writes the `caBundle` of each of its webhooks, unless it has changed since it was seen: whoever
    /// looked before somebody else wrote must look again.
    ///
    /// # Errors
    /// When the API server refuses.
    pub async fn publish(&self, bundle: &str) -> Result<(), AskError> {
        let field = json!({"clientConfig": {"caBundle": STANDARD.encode(bundle)}});
        self.apply(MANAGER, &field).await
    }

    /// Writes the `failurePolicy` of each of its webhooks, unless it has changed since it was seen.
    ///
    /// # Errors
    /// When the API server refuses.
    pub async fn fail(&self, policy: &str) -> Result<(), AskError> {
        self.apply(SAFE_START, &json!({"failurePolicy": policy}))
            .await
    }

    async fn apply(&self, manager: &str, field: &Value) -> Result<(), AskError> {
        let webhooks = self.webhooks().iter().map(|webhook| {
            let mut entry = field.clone();
            entry["name"] = webhook["name"].clone();
            entry
        });
        let types = self.object.types.clone().unwrap_or_default();
        let patch = json!({
            "apiVersion": types.api_version,
            "kind": types.kind,
            "metadata": {
                "name": self.name,
                "resourceVersion": self.object.metadata.resource_version,
            },
            "webhooks": webhooks.collect::<Vec<_>>(),
        });
        let params = PatchParams::apply(manager).force();
        let patch = Patch::Apply(&patch);
        let request = self.api.patch(&self.name, &params, &patch);
        ask(&format!("patch {}", self.name), request).await?;
        Ok(())
    }

    fn webhooks(&self) -> &[Value] {
        self.object.data["webhooks"]
            .as_array()
            .map_or(&[], Vec::as_slice)
    }
}
