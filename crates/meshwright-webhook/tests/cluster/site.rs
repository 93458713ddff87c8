//! A webhook in this process, registered at a control plane for the objects of one test.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_policy::Date;
use meshwright_runtime::tls::files::Files;
use meshwright_testkit::control_plane::{Answer, Client, ControlPlane, Output, Sandbox};
use meshwright_testkit::tls::Authority;
use meshwright_testkit::wait;
use meshwright_webhook::{Certificate, Core, Policies, Running, Settings, start};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

pub(crate) const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
const CONFIGURATIONS: &str = "/apis/admissionregistration.k8s.io/v1";

/// A webhook, and the objects it is asked about.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) sandbox: Sandbox<'static>,
    pub(crate) daemon: Daemon,
}

/// A webhook that listens, with a runtime of its own.
#[derive(Debug)]
pub(crate) struct Daemon {
    pub(crate) runtime: Runtime,
    pub(crate) running: Running,
    authority: Authority,
    folder: PathBuf,
}

fn today() -> Option<Date> {
    Date::parse("2026-11-25")
}

impl Daemon {
    fn start(policy: &Value, core: impl FnOnce(Core) -> Core) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("meshwright-site-{}-{number}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let authority = Authority::new("webhook");
        let files = files(&authority, &folder);
        let file = folder.join("policy.yaml");
        let document = json!({"apiVersion": "policy.meshwright.dev/v1alpha1", "kind": "Policy", "spec": policy});
        fs::write(&file, document.to_string()).unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut settings = Settings::new(any, any, Certificate::Files(files));
        settings.policy = Some(file);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let made = |policies: Arc<Policies>| core(Core::new(policies, today));
        let running = runtime.block_on(start(settings, made)).unwrap();
        Self {
            runtime,
            running,
            authority,
            folder,
        }
    }
}

/// A certificate for the loopback address.
pub(crate) fn files(authority: &Authority, folder: &std::path::Path) -> Files {
    let identity = authority.serving(&["127.0.0.1"]);
    let files = Files {
        certificates: folder.join("tls.crt"),
        key: folder.join("tls.key"),
    };
    fs::write(&files.certificates, identity.certificate).unwrap();
    fs::write(&files.key, identity.key).unwrap();
    files
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Site {
    /// On the control plane where the webhook stands alone.
    pub(crate) fn new(policy: &Value) -> Self {
        Self::at(super::planes::loose(), policy)
    }

    pub(crate) fn at(plane: &'static ControlPlane, policy: &Value) -> Self {
        let site = Self::unregistered(plane, policy, |core| core);
        site.register(|_| {});
        site.wait_until_asked();
        site
    }

    /// A webhook that no API server knows of yet.
    pub(crate) fn unregistered(
        plane: &'static ControlPlane,
        policy: &Value,
        core: impl FnOnce(Core) -> Core,
    ) -> Self {
        Self {
            sandbox: plane.sandbox(),
            daemon: Daemon::start(policy, core),
        }
    }

    pub(crate) fn plane(&self) -> &ControlPlane {
        self.sandbox.plane()
    }

    pub(crate) fn admin(&self) -> &Client {
        self.plane().admin()
    }

    /// Registers both doors, for objects of this site.
    pub(crate) fn register(&self, change: impl Fn(&mut Value)) {
        let address = self.daemon.running.address;
        for (kind, door) in [
            ("mutatingwebhookconfigurations", "mutate"),
            ("validatingwebhookconfigurations", "validate"),
        ] {
            let url = format!("https://{address}/{door}");
            let mut webhook = self.webhook(door, &url, self.daemon.authority.pem());
            change(&mut webhook);
            if door == "validate" {
                // Only the other kind is called again.
                webhook
                    .as_object_mut()
                    .unwrap()
                    .remove("reinvocationPolicy");
            }
            self.configure(kind, &self.sandbox.name(door), &webhook);
        }
    }

    pub(crate) fn configure(&self, kind: &str, name: &str, webhook: &Value) {
        let body = json!({"metadata": {"name": name}, "webhooks": [webhook]});
        self.admin()
            .post(&format!("{CONFIGURATIONS}/{kind}"), &body)
            .expect_success();
    }

    /// A webhook of a configuration.
    pub(crate) fn webhook(&self, door: &str, url: &str, authority: &str) -> Value {
        json!({
            "name": format!("{door}.meshwright.dev"),
            "clientConfig": {"url": url, "caBundle": STANDARD.encode(authority)},
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "failurePolicy": "Fail",
            "reinvocationPolicy": "IfNeeded",
            "timeoutSeconds": 10,
            "objectSelector": {"matchLabels": {"site": self.sandbox.namespace()}},
            "rules": [{
                "apiGroups": ["istio.alibabacloud.com"],
                "apiVersions": ["v1beta1"],
                "resources": ["servicemesh", "servicemesh/status"],
                "operations": ["CREATE", "UPDATE", "DELETE"],
            }],
        })
    }

    /// Waits until both doors are asked: the API server learns of them by its own watch.
    fn wait_until_asked(&self) {
        let try_out = |spec: &Value| {
            let mut probe = self.mesh(spec);
            probe["metadata"]["name"] = json!(self.sandbox.name("probe"));
            self.admin().post(&format!("{MESHES}?dryRun=All"), &probe)
        };
        wait::until("the validating door", || {
            // A rule that no definition has: metadata is the webhook's alone.
            let answer = try_out(&json!({"clusterSpec": "Pro", "id": "x"}));
            (!answer.is_success()).then_some(())
        });
        wait::until("the mutating door", || {
            let answer = try_out(&json!({"name": "some-mesh"}));
            answer.text.contains("deletion-policy").then_some(())
        });
    }

    /// An object of this site.
    pub(crate) fn mesh(&self, spec: &Value) -> Value {
        json!({
            "apiVersion": "istio.alibabacloud.com/v1beta1",
            "kind": "ServiceMesh",
            "metadata": {
                "name": self.sandbox.name("mesh"),
                "labels": {"site": self.sandbox.namespace()},
            },
            "spec": spec,
        })
    }

    /// Where the object is.
    pub(crate) fn path(&self) -> String {
        format!("{MESHES}/{}", self.sandbox.name("mesh"))
    }

    pub(crate) fn create(&self, spec: &Value) -> Value {
        self.admin().post(MESHES, &self.mesh(spec)).expect_success()
    }

    pub(crate) fn stored(&self) -> Value {
        self.admin().get(&self.path()).expect_success()
    }

    /// What kubectl prints, as a golden text.
    pub(crate) fn kubectl(&self, arguments: &[&str], stdin: &Value) -> String {
        let run = self.plane().kubectl(arguments).stdin(&stdin.to_string());
        self.golden(&run.run())
    }

    /// Without the names that differ from run to run, and without spaces that nobody sees.
    pub(crate) fn golden(&self, output: &Output) -> String {
        let text = format!(
            "{}{}exit code {}\n",
            output.stdout,
            output.stderr,
            output.code.unwrap_or(-1)
        );
        let named = text.replace(&self.sandbox.name("mesh"), "mesh");
        let lines = named.lines().map(str::trim_end);
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// What an answer refuses with: the codes in its causes.
    pub(crate) fn codes(answer: &Answer) -> Vec<String> {
        let causes = answer.causes().into_iter();
        causes
            .map(|(_, message)| message.split(' ').next().unwrap_or_default().to_owned())
            .collect()
    }
}

impl Site {
    /// Writes into the status that gateways hold the deletion.
    pub(crate) fn hold(&self) {
        let held = json!({
            "type": "ServiceMeshDeleted",
            "status": "False",
            "reason": "Failed",
            "message": "2 gateways in istio-ingress",
            "lastTransitionTime": "2026-01-09T02:25:19Z",
        });
        let path = format!("{}/status", self.path());
        self.admin()
            .patch("merge", &path, &json!({"status": {"conditions": [held]}}))
            .expect_success();
    }
}
