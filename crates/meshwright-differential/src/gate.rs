//! The admission webhook, over TLS, called by a real API server.
//!
//! The daemon runs in this process, registered by a loopback URL. It stands in front of a definition that
//! takes everything, so that whatever is refused is refused by the webhook.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_policy::{Cell, Policy, Rule, rules};
use meshwright_runtime::tls::files::Files;
use meshwright_testkit::tls::Authority;
use meshwright_testkit::{Answer, Client};
use meshwright_webhook::{Certificate, Core, Running, Settings, start};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::compare::Held;
use crate::policy;
use crate::verdict::Verdict;

/// What it is held to.
pub const HELD: Held = Held {
    name: "webhook",
    cell: |rule: &Rule| match rule.points.webhook {
        // It is the rules themselves that answer: what they find here, it says.
        Cell::Weaker => Cell::Exact,
        cell => cell,
    },
    says: |_, _| true,
    in_own_words: true,
    advises: None,
};

/// The name of the webhook and of its two configurations.
const NAME: &str = "differential.meshwright.dev";
const CONFIGURATIONS: &str = "/apis/admissionregistration.k8s.io/v1";
/// A webhook that answers.
#[derive(Debug)]
pub struct Gate {
    authority: String,
    policy: Policy,
    running: Running,
    // Dropped last: the daemon's tasks run on it.
    runtime: Runtime,
}

impl Gate {
    /// Starts the daemon, with its files in `folder`.
    ///
    /// # Errors
    /// When the files cannot be written or the daemon does not start.
    pub fn start(folder: &Path) -> anyhow::Result<Self> {
        let authority = Authority::new("differential");
        let identity = authority.serving(&["127.0.0.1"]);
        let files = Files {
            certificates: folder.join("webhook.crt"),
            key: folder.join("webhook.key"),
        };
        let policy = folder.join("webhook-policy.yaml");
        fs::write(&files.certificates, identity.certificate).context("the certificate")?;
        fs::write(&files.key, identity.key).context("the key")?;
        fs::write(&policy, document().to_string()).context("the policy")?;
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let settings = Settings {
            policy: Some(policy),
            ..Settings::new(any, any, Certificate::Files(files))
        };
        let runtime = Runtime::new().context("a runtime")?;
        let running = runtime.block_on(start(settings, |policies| Core::new(policies, || None)))?;
        Ok(Self {
            authority: authority.pem().to_owned(),
            policy: running.policies.current().policy.clone(),
            running,
            runtime,
        })
    }

    /// The policy it decides by.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Registers it for every write of a `ServiceMesh`.
    ///
    /// # Panics
    /// When the API server does not take the configurations.
    pub fn register(&self, client: &Client) {
        for (resource, kind, door, resources) in [
            (
                "validatingwebhookconfigurations",
                "ValidatingWebhookConfiguration",
                "validate",
                json!(["servicemesh", "servicemesh/status"]),
            ),
            (
                "mutatingwebhookconfigurations",
                "MutatingWebhookConfiguration",
                "mutate",
                json!(["servicemesh"]),
            ),
        ] {
            let path =
                format!("{CONFIGURATIONS}/{resource}/{NAME}?fieldManager=differential&force=true");
            let body = json!({
                "apiVersion": "admissionregistration.k8s.io/v1",
                "kind": kind,
                "metadata": {"name": NAME},
                "webhooks": [self.webhook(door, &resources)],
            });
            client.patch("apply", &path, &body).expect_success();
        }
    }

    fn webhook(&self, door: &str, resources: &Value) -> Value {
        json!({
            "name": NAME,
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "failurePolicy": "Fail",
            "timeoutSeconds": 30,
            "clientConfig": {
                "url": format!("https://{}/{door}", self.running.address),
                "caBundle": STANDARD.encode(&self.authority),
            },
            "rules": [{
                "apiGroups": ["istio.alibabacloud.com"],
                "apiVersions": ["v1beta1"],
                "resources": resources,
                "operations": ["CREATE", "UPDATE", "DELETE"],
                "scope": "Cluster",
            }],
        })
    }

    /// Takes the registration back, and tells whether there was one.
    pub fn unregister(client: &Client) -> bool {
        let resources = [
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
        ];
        let paths = resources.map(|resource| format!("{CONFIGURATIONS}/{resource}/{NAME}"));
        paths
            .map(|path| client.delete(&path).is_success())
            .contains(&true)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let leaving = self
            .running
            .stages
            .leave(Duration::ZERO, Duration::from_secs(1));
        self.runtime.block_on(leaving);
    }
}

/// The policy it decides by; JSON is YAML.
fn document() -> Value {
    json!({
        "apiVersion": "policy.meshwright.dev/v1alpha1",
        "kind": "Policy",
        "spec": policy::spec(Some(policy::REGION)),
    })
}

/// Whether an answer comes from the webhook.
pub fn denied(answer: &Answer) -> bool {
    answer.text.contains("denied the request") && answer.text.contains(NAME)
}

/// Reads an answer; `None` where the server refuses for reasons of its own.
pub fn verdict(answer: &Answer) -> Option<Verdict> {
    let warnings = warnings(answer);
    if answer.is_success() {
        return Some(Verdict {
            warnings,
            object: serde_json::from_str(&answer.text).ok(),
            ..Verdict::admitted()
        });
    }
    if !denied(answer) {
        return None;
    }
    let causes = answer.causes();
    let codes = causes.iter().map(|(_, message)| code(message));
    let known: BTreeSet<String> = codes.clone().flatten().map(str::to_owned).collect();
    Some(Verdict {
        refused: true,
        // A cause without a code belongs to no rule.
        implied: codes
            .filter(Option::is_none)
            .map(|_| BTreeSet::new())
            .collect(),
        said: known,
        complete: answer.code == 422,
        text: answer.text.clone(),
        causes,
        warnings,
        ..Verdict::default()
    })
}

/// What the webhook warned of; the server has warnings of its own.
fn warnings(answer: &Answer) -> Vec<String> {
    let ours = |text: &&String| code(text).is_some() || text.starts_with("there are more warnings");
    answer.warnings.iter().filter(ours).cloned().collect()
}

/// The code that a message starts with.
fn code(message: &str) -> Option<&'static str> {
    let word = message.split(' ').next()?;
    rules::find(word).map(|rule| rule.code)
}
