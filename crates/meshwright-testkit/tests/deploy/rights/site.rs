//! A control plane with our `ServiceAccount` in it, and webhooks that have its token and no more.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use meshwright_cluster::{Pace, connect};
use meshwright_runtime::tls::files::Files;
use meshwright_testkit::control_plane::{ControlPlane, Options};
use meshwright_testkit::tls::Authority;
use meshwright_testkit::{Balancer, Replica, wait};
use meshwright_webhook::certificates::protocol::Timing;
use meshwright_webhook::registration::Names;
use meshwright_webhook::{
    Certificate, Core, Running, SafeStart, SelfManaged, Settings, WallClock, start,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::right::Right;
use crate::rendered::rendered;

pub(super) const ACCOUNT: &str = "system:serviceaccount:meshwright-system:meshwright-webhook";
pub(super) const SECRET: &str =
    "/api/v1/namespaces/meshwright-system/secrets/meshwright-webhook-certs";
/// Both of our configurations.
pub(super) const CONFIGURATIONS: [&str; 2] = [
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/meshwright",
    "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/meshwright",
];
/// How often a webhook looks and tries here.
const OFTEN: Duration = Duration::from_millis(100);
const PACE: Pace = Pace {
    watch: Duration::from_mins(1),
    grace: Duration::from_secs(10),
    pause: OFTEN,
    longest: OFTEN,
    bound: Duration::from_secs(150),
};

/// A control plane, and the Service behind which the webhook is.
pub(super) struct Site {
    pub(super) plane: ControlPlane,
    pub(super) balancer: Balancer,
    pub(super) runtime: Runtime,
}

impl Site {
    pub(super) fn new() -> Self {
        let options = Options::new().audited_for(ACCOUNT);
        Self {
            plane: ControlPlane::start(&options).expect("a control plane"),
            balancer: Balancer::start(),
            runtime: Runtime::new().expect("a runtime"),
        }
    }

    /// Installs an overlay as if for the first time, and gives its objects. Its Service leads to the
    /// balancer.
    pub(super) fn install(&self, overlay: &str) -> Vec<Value> {
        for path in CONFIGURATIONS.into_iter().chain([SECRET]) {
            let gone = self.plane.admin().delete(path);
            assert!(gone.is_success() || gone.code == 404, "{}", gone.text);
        }
        let mut objects = self.plane.objects(&rendered(&self.plane, overlay));
        for object in &mut objects {
            self.redirect(object);
        }
        let all = json!({"apiVersion": "v1", "kind": "List", "items": objects});
        self.plane.apply(&all.to_string());
        self.wait_until_allowed(&Right::granted(&objects));
        objects
    }

    fn redirect(&self, object: &mut Value) {
        let kind = object["kind"].as_str().unwrap_or_default();
        if kind == "Service" {
            object["spec"] = json!({"type": "ExternalName", "externalName": "localhost"});
        } else if kind.ends_with("WebhookConfiguration") {
            let port = self.balancer.address().port();
            object["webhooks"][0]["clientConfig"]["service"]["port"] = json!(port);
            object["webhooks"][0]["timeoutSeconds"] = json!(30);
        }
    }

    /// Returns when the API server lets the account do all that: it learns of roles by its own watch.
    pub(super) fn wait_until_allowed(&self, rights: &BTreeSet<Right>) {
        for right in rights {
            wait::until(&right.to_string(), || {
                right.is_allowed(&self.plane, ACCOUNT).then_some(())
            });
        }
    }

    /// Starts a webhook as the overlay does.
    pub(super) fn start(&self, overlay: &str) -> Running {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let certificate = match overlay {
            "files" => Certificate::Files(self.files()),
            _ => Certificate::SelfManaged(own()),
        };
        let kubeconfig = self
            .plane
            .kubeconfig_of_account("meshwright-system", "meshwright-webhook");
        let cluster = connect(Some(&kubeconfig));
        let cluster = self.runtime.block_on(cluster).expect("a kubeconfig");
        let settings = Settings {
            cluster: Some(cluster),
            pace: PACE,
            safe_start: (overlay == "safe-start").then(safe_start),
            look_for_operators: overlay == "webhook-only",
            ..Settings::new(any, any, certificate)
        };
        let started = start(settings, |policies| Core::new(policies, || None));
        self.runtime.block_on(started).expect("a webhook")
    }

    pub(super) fn stop(&self, running: &Running) {
        self.balancer.remove(seen(running));
        self.runtime.block_on(running.stages.finish(wait::PATIENCE));
    }

    fn files(&self) -> Files {
        let identity = Authority::new("webhook").serving(&["localhost"]);
        let write = |name, text| {
            let path = self.plane.folder().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        Files {
            certificates: write("webhook.crt", identity.certificate),
            key: write("webhook.key", identity.key),
        }
    }
}

pub(super) fn seen(running: &Running) -> Replica {
    Replica {
        serving: running.address,
        admin: running.admin_address,
    }
}

fn names() -> Names {
    Names {
        validating: "meshwright".to_owned(),
        mutating: "meshwright".to_owned(),
    }
}

fn own() -> SelfManaged {
    SelfManaged {
        namespace: "meshwright-system".to_owned(),
        secret: "meshwright-webhook-certs".to_owned(),
        hosts: BTreeSet::from(["meshwright-webhook.meshwright-system.svc".to_owned()]),
        configurations: names(),
        timing: Timing::default(),
        poll: OFTEN,
        clock: WallClock::default(),
    }
}

fn safe_start() -> SafeStart {
    SafeStart {
        configurations: names(),
        every: OFTEN,
        patience: Duration::from_hours(1),
        clock: WallClock::default(),
    }
}
