//! Replicas that look after certificate and registration themselves, before a real API server.

#![cfg(test)]

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use meshwright_cluster::connect;
use meshwright_testkit::control_plane::{Answer, ControlPlane, Options};
use meshwright_testkit::open_definition;
use meshwright_testkit::wait;
use meshwright_webhook::certificates::protocol::Timing;
use meshwright_webhook::registration::Names;
use meshwright_webhook::{
    Certificate, Core, Running, SafeStart, SelfManaged, Settings, WallClock, start,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const REPLICAS: usize = 3;
const SECRET: &str = "/api/v1/namespaces/meshwright-system/secrets/meshwright-webhook-certs";
const CONFIGURATIONS: &str = "/apis/admissionregistration.k8s.io/v1";
const OBJECTS: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
/// How often the replicas look at the cluster here.
const POLL: Duration = Duration::from_millis(200);

/// Replicas and the API server that asks every one of them about each write.
struct Site {
    plane: ControlPlane,
    replicas: Vec<Running>,
    // Dropped last: the replicas are tasks of it.
    _runtime: Runtime,
}

impl Site {
    fn new() -> Self {
        let plane = ControlPlane::start(&Options::new()).unwrap();
        plane.apply(&open_definition().to_string()).expect_success();
        plane.apply(NAMESPACE).expect_success();
        let runtime = Runtime::new().unwrap();
        let replicas = (0..REPLICAS)
            .map(|_| runtime.block_on(replica(&plane)))
            .collect();
        let site = Self {
            plane,
            replicas,
            _runtime: runtime,
        };
        site.register("validating", "validate", "Validating");
        site.register("mutating", "mutate", "Mutating");
        site
    }

    /// One entry a replica, open until somebody closes it.
    fn register(&self, plural: &str, path: &str, kind: &str) {
        let webhooks: Vec<Value> = self
            .replicas
            .iter()
            .enumerate()
            .map(|(index, replica)| {
                let port = replica.address.port();
                json!({
                    "name": format!("{path}-{index}.meshwright.dev"),
                    "admissionReviewVersions": ["v1"],
                    "sideEffects": "None",
                    "failurePolicy": "Ignore",
                    "timeoutSeconds": 30,
                    "clientConfig": {"url": format!("https://localhost:{port}/{path}")},
                    "rules": [{
                        "apiGroups": ["istio.alibabacloud.com"],
                        "apiVersions": ["v1beta1"],
                        "resources": ["servicemesh"],
                        "operations": ["CREATE"],
                    }],
                })
            })
            .collect();
        let body = json!({
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": format!("{kind}WebhookConfiguration"),
            "metadata": {"name": "meshwright"},
            "webhooks": webhooks,
        });
        let path = format!("{CONFIGURATIONS}/{plural}webhookconfigurations");
        self.plane.admin().post(&path, &body).expect_success();
    }

    fn configuration(&self, plural: &str) -> Value {
        let path = format!("{CONFIGURATIONS}/{plural}webhookconfigurations/meshwright");
        self.plane.admin().get(&path).json()
    }

    /// What the entries of a configuration say at a place, once they say the same.
    fn said(&self, plural: &str, pointer: &str) -> Option<String> {
        let configuration = self.configuration(plural);
        let entries = configuration["webhooks"].as_array()?;
        let said: BTreeSet<Option<&str>> = entries
            .iter()
            .map(|entry| entry.pointer(pointer)?.as_str())
            .collect();
        let first = said.first().copied().flatten().map(str::to_owned);
        first.filter(|_| said.len() == 1)
    }

    /// The bundle, once every entry of both configurations shows it.
    fn bundle(&self) -> Option<String> {
        let [one, other] =
            ["validating", "mutating"].map(|plural| self.said(plural, "/clientConfig/caBundle"));
        one.filter(|one| other.as_ref() == Some(one))
    }

    fn write_a_bad_one(&self) -> Answer {
        let bad = json!({
            "apiVersion": "istio.alibabacloud.com/v1beta1",
            "kind": "ServiceMesh",
            "metadata": {
                "name": "bad",
                "annotations": {"operator.istio.alibabacloud.com/deletion-policy": "Keep"},
            },
        });
        let path = format!("{OBJECTS}?dryRun=All");
        self.plane.admin().post(&path, &bad)
    }

    /// Returns once the replicas closed the registration, by the proof that they refuse.
    fn wait_until_closed(&self) {
        wait::until("failurePolicy to be Fail", || {
            self.said("validating", "/failurePolicy")
                .filter(|said| said == "Fail")
        });
    }
}

const NAMESPACE: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: meshwright-system}
---
apiVersion: v1
kind: Secret
metadata: {name: meshwright-webhook-certs, namespace: meshwright-system}
type: Opaque
";

async fn replica(plane: &ControlPlane) -> Running {
    let configurations = Names {
        validating: "meshwright".to_owned(),
        mutating: "meshwright".to_owned(),
    };
    let own = SelfManaged {
        namespace: "meshwright-system".to_owned(),
        secret: "meshwright-webhook-certs".to_owned(),
        hosts: BTreeSet::from(["localhost".to_owned()]),
        configurations: configurations.clone(),
        timing: Timing::default(),
        poll: POLL,
        clock: WallClock::default(),
    };
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let settings = Settings {
        cluster: Some(connect(Some(&plane.kubeconfig("admin"))).await.unwrap()),
        safe_start: Some(SafeStart {
            configurations,
            every: POLL,
            patience: Duration::from_hours(1),
            clock: WallClock::default(),
        }),
        ..Settings::new(any, any, Certificate::SelfManaged(own))
    };
    start(settings, |policies| Core::new(policies, || None))
        .await
        .unwrap()
}

#[test]
fn replicas_agree_on_one_authority_close_the_registration_and_keep_its_bundle() {
    let site = Site::new();
    let bundle = wait::until("both configurations to show the authority", || {
        site.bundle()
    });
    site.wait_until_closed();
    let answer = site.write_a_bad_one();
    assert_eq!(answer.code, 422, "{answer:?}");
    assert!(answer.text.contains("SM0401"), "{answer:?}");

    let path = format!("{CONFIGURATIONS}/validatingwebhookconfigurations/meshwright");
    let mut edited = site.configuration("validating");
    edited["webhooks"][0]["clientConfig"]["caBundle"] = json!("");
    site.plane.admin().put(&path, &edited).expect_success();
    wait::until("the bundle to be restored", || {
        site.bundle().filter(|shown| *shown == bundle)
    });
    let kept = site.plane.admin().get(SECRET).json();
    assert_eq!(kept["data"]["ca.crt"], bundle.as_str());
}
