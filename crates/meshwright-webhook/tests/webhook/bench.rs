//! A webhook with its certificate in a folder of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

use meshwright_policy::Date;
use meshwright_runtime::tls::files::Files;
use meshwright_webhook::{Certificate, Core, Policies, Running, Settings, start};
use rcgen::{CertificateParams, KeyPair};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};

use crate::client::{self, Client, Reply};

/// A folder that goes with its owner.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("meshwright-webhook-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Puts a file there at once, as a careful program does.
    pub(crate) fn put(&self, name: &str, contents: &str) {
        let new = self.path(&format!(".{name}.new"));
        fs::write(&new, contents).unwrap();
        fs::rename(new, self.path(name)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A certificate for localhost that vouches for itself.
#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) certificate: String,
    pub(crate) key: String,
    pub(crate) root: CertificateDer<'static>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            root: certificate.der().clone(),
        }
    }

    pub(crate) fn write(&self, folder: &Path) {
        fs::write(folder.join("tls.crt"), &self.certificate).unwrap();
        fs::write(folder.join("tls.key"), &self.key).unwrap();
    }
}

/// A webhook that listens.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) folder: Folder,
    pub(crate) trust: Arc<ClientConfig>,
}

pub(crate) fn today() -> Option<Date> {
    Date::parse("2026-11-25")
}

impl Bench {
    /// With the built-in policy and the usual limits.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings that differ.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::deciding(change, |policies| Core::new(policies, today)).await
    }

    /// With another core.
    pub(crate) async fn deciding(
        change: impl FnOnce(&mut Settings),
        core: impl FnOnce(Arc<Policies>) -> Core,
    ) -> Self {
        let (folder, fixture) = (Folder::new(), Fixture::new());
        fixture.write(&folder.0);
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let files = Files {
            certificates: folder.path("tls.crt"),
            key: folder.path("tls.key"),
        };
        let mut settings = Settings::new(any, any, Certificate::Files(files));
        change(&mut settings);
        let running = start(settings, core).await.unwrap();
        Self {
            running,
            folder,
            trust: client::config(&fixture.root),
        }
    }

    /// With a policy.
    pub(crate) async fn under(spec: &Value) -> Self {
        let policy = policy(spec);
        let shelf = Folder::new();
        shelf.put("policy.yaml", &policy);
        let path = shelf.path("policy.yaml");
        let bench = Self::with(|settings| settings.policy = Some(path)).await;
        drop(shelf);
        bench
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(self.running.address, Arc::clone(&self.trust))
            .await
            .unwrap()
    }

    /// Asks on a connection of its own.
    pub(crate) async fn ask(&self, path: &str, body: &[u8]) -> Reply {
        self.client().await.post(path, body).await.unwrap()
    }

    /// The `response` to a review.
    pub(crate) async fn review(&self, path: &str, review: &Value) -> Value {
        let reply = self.ask(path, review.to_string().as_bytes()).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.response()
    }
}

/// The text of a policy.
pub(crate) fn policy(spec: &Value) -> String {
    json!({"apiVersion": "policy.meshwright.dev/v1alpha1", "kind": "Policy", "spec": spec})
        .to_string()
}

/// An object.
pub(crate) fn mesh(spec: &Value) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": "mesh"},
        "spec": spec,
    })
}

/// A review as an API server writes it.
pub(crate) fn review(operation: &str, object: &Value, old: &Value) -> Value {
    let kind =
        json!({"group": "istio.alibabacloud.com", "version": "v1beta1", "kind": "ServiceMesh"});
    let resource =
        json!({"group": "istio.alibabacloud.com", "version": "v1beta1", "resource": "servicemesh"});
    json!({
        "kind": "AdmissionReview",
        "apiVersion": "admission.k8s.io/v1",
        "request": {
            "uid": UID,
            "kind": kind,
            "resource": resource,
            "requestKind": kind,
            "requestResource": resource,
            "name": "mesh",
            "operation": operation,
            "userInfo": {"username": "alice", "groups": ["system:authenticated", "platform"]},
            "object": object,
            "oldObject": old,
            "dryRun": false,
            "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
        },
    })
}

pub(crate) const UID: &str = "0df28fbd-5f5f-11e8-bc74-36e6bb280816";
