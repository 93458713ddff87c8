//! Today's webhook in this process, registered as `overlays/loopback` registers it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, fs, process};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_policy::Date;
use meshwright_runtime::tls::files::Files;
use meshwright_testkit::control_plane::ControlPlane;
use meshwright_testkit::tls::Authority;
use meshwright_webhook::{Certificate, Core, Running, Settings, StartError};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::cluster::until_answered;
use crate::rendered::rendered;

/// A webhook that listens, with a policy file of its own.
#[derive(Debug)]
pub(crate) struct Daemon {
    pub(crate) running: Running,
    authority: Authority,
    folder: Folder,
    // Dropped last: the daemon is tasks of it.
    _runtime: Runtime,
}

/// A folder that goes with its test.
#[derive(Debug)]
struct Folder(PathBuf);

fn today() -> Option<Date> {
    Date::parse("2026-11-25")
}

impl Daemon {
    /// Starts it with the text of a `Policy`.
    pub(crate) fn start(policy: &str) -> Result<Self, StartError> {
        let folder = Folder::new();
        let authority = Authority::new("webhook");
        let identity = authority.serving(&["127.0.0.1"]);
        let files = Files {
            certificates: folder.write("tls.crt", &identity.certificate),
            key: folder.write("tls.key", &identity.key),
        };
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut settings = Settings::new(any, any, Certificate::Files(files));
        settings.policy = Some(folder.write("policy.yaml", policy));
        settings.poll = Duration::from_millis(200);
        let runtime = runtime();
        let started = meshwright_webhook::start(settings, |policies| Core::new(policies, today));
        Ok(Self {
            running: runtime.block_on(started)?,
            authority,
            folder,
            _runtime: runtime,
        })
    }

    /// Writes another `Policy` into its file.
    pub(crate) fn rewrite(&self, policy: &str) {
        self.folder.write("policy.yaml", policy);
    }

    /// Registers both doors, and returns when they are asked.
    pub(crate) fn register(&self, plane: &ControlPlane) {
        let at = format!("https://{}", self.running.address);
        register(plane, &at, |webhook| {
            let authority = STANDARD.encode(self.authority.pem());
            webhook["clientConfig"]["caBundle"] = json!(authority);
        });
        until_answered(plane, "the mutating door", |answer| {
            answer.text.contains("deletion-policy")
        });
        let mut bad = crate::cluster::mesh("probe", &json!({"name": "probe"}));
        bad["metadata"]["annotations"] =
            json!({"operator.istio.alibabacloud.com/deletion-policy": "Keep"});
        let path = format!("{}?dryRun=All", crate::cluster::MESHES);
        meshwright_testkit::wait::until("the validating door", || {
            (!plane.admin().post(&path, &bad).is_success()).then_some(())
        });
    }
}

/// Applies the two configurations of `overlays/loopback`, with another address and what `change` does.
pub(crate) fn register(plane: &ControlPlane, at: &str, change: impl Fn(&mut Value)) {
    for mut object in plane.objects(&rendered(plane, "loopback")) {
        let Some(webhook) = object.pointer_mut("/webhooks/0") else {
            continue;
        };
        let url = webhook["clientConfig"]["url"].as_str().unwrap_or_default();
        let url = url.replace("https://127.0.0.1:9443", at);
        webhook["clientConfig"]["url"] = json!(url);
        change(webhook);
        plane.apply(&object.to_string());
    }
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("meshwright-daemon-{}-{number}", process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// Puts a file there at once: whoever follows the folder must not see half of it.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        let new = self.0.join(format!(".{name}.new"));
        fs::write(&new, text).expect("a file");
        fs::rename(new, &path).expect("it takes its place");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
