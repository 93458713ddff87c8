//! The webhook as a Service: its replicas behind a balancer, and an API server that asks them.
//!
//! The gate is asked by the name of its Service and over HTTP/1.1, as in a cluster; the defaults by a URL
//! of this machine, which an API server asks over HTTP/2. Both are closed, so no failed call goes unseen.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::balancer::Balancer;
use crate::control_plane::{Answer, Client, ControlPlane};
use crate::definition::open_definition;
use crate::load::Load;
use crate::wait;

/// The names for which a replica's certificate must be.
pub const HOSTS: [&str; 2] = ["meshwright-webhook.meshwright-system.svc", "localhost"];
const CONFIGURATIONS: &str = "/apis/admissionregistration.k8s.io/v1";
const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh?dryRun=All";
const POLICY: &str = "operator.istio.alibabacloud.com/deletion-policy";
/// The code of a fault that no schema can see.
const CODE: &str = "SM0401";

/// The Service of the webhook in a control plane.
#[derive(Debug)]
pub struct Service {
    balancer: Balancer,
    admin: Client,
}

impl Service {
    /// The Service, without replicas, and a definition of `ServiceMesh` that lets everything through.
    ///
    /// # Panics
    /// When the API server refuses something.
    pub fn new(plane: &ControlPlane) -> Self {
        let balancer = Balancer::start();
        plane.apply(&open_definition().to_string());
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "meshwright-system"}});
        plane.apply(&namespace.to_string());
        // The kind of Service that leads out of the cluster: there is no network of Pods here.
        let service = json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "meshwright-webhook", "namespace": "meshwright-system"},
            "spec": {"type": "ExternalName", "externalName": "localhost"},
        });
        plane.apply(&service.to_string());
        Self {
            balancer,
            admin: plane.admin().clone(),
        }
    }

    /// Who stands before the replicas.
    pub const fn balancer(&self) -> &Balancer {
        &self.balancer
    }

    /// Registers both webhooks, which trust `bundle`, in PEM.
    ///
    /// # Panics
    /// When the API server refuses.
    pub fn register(&self, bundle: &str) {
        let port = self.balancer.address().port();
        let service = json!({
            "namespace": "meshwright-system",
            "name": "meshwright-webhook",
            "path": "/validate",
            "port": port,
        });
        let url = format!("https://localhost:{port}/mutate");
        let bundle = STANDARD.encode(bundle);
        for (kind, door, client) in [
            (
                "mutating",
                "mutate",
                json!({"url": url, "caBundle": bundle}),
            ),
            (
                "validating",
                "validate",
                json!({"service": service, "caBundle": bundle}),
            ),
        ] {
            let webhook = webhook(door, &client);
            let body = json!({"metadata": {"name": "meshwright"}, "webhooks": [webhook]});
            let path = format!("{CONFIGURATIONS}/{kind}webhookconfigurations");
            self.admin.post(&path, &body).expect_success();
        }
    }

    /// Returns when the API server asks both: it learns of them by its own watch.
    ///
    /// # Panics
    /// When it does not in time.
    pub fn wait_until_asked(&self) {
        for number in [0, 1] {
            wait::until("both webhooks to be asked", || {
                call(&self.admin, number).is_ok().then_some(())
            });
        }
    }

    /// So many threads that write good and bad meshes as dry runs. A call fails when a good one does not
    /// come back with its defaults, or a bad one is refused by anybody but the rules.
    pub fn load(&self, threads: usize) -> Load {
        let admin = self.admin.clone();
        Load::start(threads, move |number| call(&admin, number))
    }
}

/// Every second one is bad.
fn call(client: &Client, number: usize) -> Result<(), String> {
    let good = number.is_multiple_of(2);
    let mut mesh = json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": format!("mesh-{number}")},
        "spec": {"name": "some-mesh"},
    });
    if !good {
        mesh["metadata"]["annotations"] = json!({POLICY: "Keep"});
    }
    let body = mesh.to_string();
    let answer = client.send("POST", MESHES, Some(("application/json", &body)));
    let answer = answer.map_err(|error| format!("{error:?}"))?;
    if is_as_promised(&answer, good) {
        return Ok(());
    }
    Err(format!("good: {good}, {}: {}", answer.code, answer.text))
}

fn is_as_promised(answer: &Answer, good: bool) -> bool {
    let (code, words) = if good { (201, POLICY) } else { (422, CODE) };
    answer.code == code && answer.text.contains(words)
}

fn webhook(door: &str, client: &Value) -> Value {
    json!({
        "name": format!("{door}.meshwright.dev"),
        "clientConfig": client,
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "failurePolicy": "Fail",
        "timeoutSeconds": 30,
        "rules": [{
            "apiGroups": ["istio.alibabacloud.com"],
            "apiVersions": ["v1beta1"],
            "resources": ["servicemesh"],
            "operations": ["CREATE"],
        }],
    })
}
