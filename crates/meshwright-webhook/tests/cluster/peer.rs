//! Another vendor's mutating webhook, scripted.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use meshwright_runtime::metrics::Registry;
use meshwright_runtime::tls::files::CertificateMetrics;
use meshwright_runtime::{Connections, Handler, Health, Limits, Server, Stages, tls};
use meshwright_testkit::tls::Authority;
use meshwright_testkit::wait;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::site::{self, MESHES, Site};

/// The patch it answers for an object.
type Script = fn(&Value) -> Value;

/// A webhook that does what it is told.
#[derive(Debug)]
pub(crate) struct Peer {
    _runtime: Runtime,
    address: SocketAddr,
    authority: Authority,
    asked: Arc<Mutex<Vec<String>>>,
}

#[derive(Debug)]
struct Scripted {
    script: Script,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Handler for Scripted {
    async fn handle(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let line = format!(
            "{} {:?}",
            request.uri().path_and_query().unwrap(),
            request.version()
        );
        self.asked.lock().unwrap().push(line);
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let review: Value = serde_json::from_slice(&body).unwrap();
        let patch = (self.script)(&review["request"]["object"]);
        let mut response = json!({"uid": review["request"]["uid"], "allowed": true});
        if patch != json!([]) {
            response["patchType"] = json!("JSONPatch");
            response["patch"] = json!(STANDARD.encode(patch.to_string()));
        }
        let answer = json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response});
        let mut answer = Response::new(Full::new(Bytes::from(answer.to_string())));
        answer.headers_mut().insert(
            "content-type",
            http::HeaderValue::from_static("application/json"),
        );
        answer
    }
}

impl Peer {
    pub(crate) fn start(script: Script) -> Self {
        let authority = Authority::new("peer");
        let folder = folder();
        let files = site::files(&authority, &folder);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let handler = Arc::new(Scripted {
            script,
            asked: Arc::clone(&asked),
        });
        let stages = Stages::default();
        let mut registry = Registry::default();
        let health = Health::new(&["certificate"], stages.clone(), &mut registry);
        let metrics = CertificateMetrics::new(&mut registry);
        let runtime = Runtime::new().unwrap();
        let address = runtime.block_on(async {
            let (presented, _follower) = files
                .show(std::time::Duration::from_secs(10), health, metrics)
                .unwrap();
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            let server = Server {
                tls: Some(tls::server_config(presented)),
                limits: Limits::default(),
                handler,
                stages: stages.clone(),
                connections: Connections::default(),
            };
            drop(tokio::spawn(server.run(listener)));
            address
        });
        drop(std::fs::remove_dir_all(folder));
        Self {
            _runtime: runtime,
            address,
            authority,
            asked,
        }
    }

    /// Registers it behind ours, and waits until it is asked.
    pub(crate) fn register(&self, site: &Site) {
        let url = format!("https://{}/peer", self.address);
        let mut webhook = site.webhook("peer", &url, self.authority.pem());
        webhook["timeoutSeconds"] = json!(7);
        let name = site.sandbox.name("peer");
        site.configure("mutatingwebhookconfigurations", &name, &webhook);
        let mut probe = site.mesh(&json!({"id": "probe", "clusterSpec": "Enterprise"}));
        probe["metadata"]["name"] = json!(site.sandbox.name("probe"));
        wait::until("the peer to be asked", || {
            let answer = site.admin().post(&format!("{MESHES}?dryRun=All"), &probe);
            assert!(answer.is_success(), "{}", answer.text);
            (!self.asked().is_empty()).then_some(())
        });
    }

    /// What it was asked, a line each.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn folder() -> PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path =
        std::env::temp_dir().join(format!("meshwright-peer-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}
