//! A real control plane for tests: kube-apiserver and etcd as child processes, and kubectl and helm.
//!
//! [`shared`] is the one of the test binary; most tests want it, inside their own [`Sandbox`].
//! [`ControlPlane::start`] is one of the test's own, for tests that kill it, emulate another version or
//! need other flags. It has RBAC on, its own certificate authority, and tokens for as many users as
//! [`Options`] names. It has no controllers: nothing collects garbage, deletes namespaces or makes
//! service accounts.
//!
//! Whatever happens to the test, no process and no folder stays behind: see `watchdog`. How many run at
//! once on this machine is limited: see `slots`.
//!
//! ```no_run
//! use meshwright_testkit::control_plane::shared;
//!
//! let plane = shared();
//! let answer = plane.admin().get("/version");
//! assert_eq!(answer.json()["major"], "1");
//! assert!(plane.kubectl(&["get", "namespaces"]).run().success());
//! ```

mod binaries;
mod client;
mod folder;
mod kubectl;
mod log;
mod options;
mod ports;
mod program;
mod shared;
mod slots;
mod start;
mod watchdog;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::{Value, json};

pub use binaries::Missing;
pub use client::{Answer, Client, SendError};
pub use kubectl::{Kubectl, Output};
pub use options::Options;
pub use shared::{Sandbox, shared};
pub use start::StartError;

use folder::Folder;
use log::Log;
use ports::Port;
use program::Program;
use slots::Slot;
use watchdog::Watchdog;

/// One of the two processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// The API server.
    ApiServer,
    /// Its store.
    Etcd,
}

/// A running control plane; dropped, it is gone.
#[derive(Debug)]
pub struct ControlPlane {
    // In the order in which they go: the processes, their watchdog, and what they used.
    api_server: Mutex<Program>,
    etcd: Mutex<Program>,
    watchdog: Watchdog,
    folder: Folder,
    ports: [Port; 3],
    _slot: Slot,
    kubectl: PathBuf,
    admin: Client,
    authority: String,
    tokens: BTreeMap<String, String>,
}

impl ControlPlane {
    /// Where the API server is: `https://127.0.0.1:<port>`.
    pub fn server(&self) -> String {
        start::server(&self.ports)
    }

    /// The certificate of the authority that signed the API server's, in PEM.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The folder of this control plane; it goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A client with every right.
    pub fn admin(&self) -> &Client {
        &self.admin
    }

    /// A client as one of the users of [`Options::user`].
    ///
    /// # Panics
    /// When there is no such user.
    pub fn client(&self, user: &str) -> Client {
        self.admin.with_token(self.token(user))
    }

    /// The bearer token of a user; `admin` is always there.
    ///
    /// # Panics
    /// When there is no such user.
    pub fn token(&self, user: &str) -> &str {
        self.tokens
            .get(user)
            .unwrap_or_else(|| panic!("no user is called {user}: name it in the options"))
    }

    /// The kubeconfig file of a user; `admin` is always there.
    ///
    /// # Panics
    /// When there is no such user.
    pub fn kubeconfig(&self, user: &str) -> PathBuf {
        let _known = self.token(user);
        self.folder.kubeconfig(user)
    }

    /// A kubeconfig file with a token of a `ServiceAccount`, as its Pod has one.
    ///
    /// # Panics
    /// When there is no such account.
    pub fn kubeconfig_of_account(&self, namespace: &str, name: &str) -> PathBuf {
        let path = format!("/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token");
        let request = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest"});
        let answer = self.admin.post(&path, &request).expect_success();
        let token = answer["status"]["token"].as_str().unwrap_or_default();
        let user = format!("{namespace}.{name}");
        let written = self.folder.write_kubeconfig(&user, token, &self.server());
        written.expect("a file in our own folder");
        self.folder.kubeconfig(&user)
    }

    /// The real kubectl, as admin.
    pub fn kubectl(&self, arguments: &[&str]) -> Kubectl {
        self.kubectl_as("admin", arguments)
    }

    /// Where the real kubectl is.
    pub fn kubectl_path(&self) -> &Path {
        &self.kubectl
    }

    /// The real kubectl, as one of the users.
    ///
    /// # Panics
    /// When there is no such user.
    pub fn kubectl_as(&self, user: &str, arguments: &[&str]) -> Kubectl {
        Kubectl::new(
            self.kubectl_path(),
            self.folder(),
            &self.kubeconfig(user),
            arguments,
        )
    }

    /// The real helm, as admin.
    ///
    /// # Panics
    /// When it is not built; the message says the way out.
    pub fn helm(&self, arguments: &[&str]) -> Kubectl {
        let program = binaries::find("helm").unwrap_or_else(|missing| panic!("{missing}"));
        let kubeconfig = self.kubeconfig("admin");
        Kubectl::new(&program, self.folder(), &kubeconfig, arguments)
    }

    /// What a process wrote last, for people.
    pub fn log(&self, process: Process) -> String {
        self.with(process, |program| program.log().tail())
    }

    /// What the audit log holds so far: an event a line, for [`Options::audited`].
    ///
    /// # Panics
    /// When there is none.
    pub fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder().join("audit.log"));
        let text = text.expect("the options ask for an audit log");
        // The last line may be half written.
        let events = text
            .lines()
            .map_while(|line| serde_json::from_str(line).ok());
        events.collect()
    }

    /// The id of a process.
    pub fn pid(&self, process: Process) -> u32 {
        self.with(process, |program| program.pid())
    }

    /// Kills a process as SIGKILL does, and returns when it is gone.
    pub fn kill(&self, process: Process) {
        self.with(process, |program| program.kill(&self.watchdog));
    }

    /// Starts a killed process again, at its old address with its old data, and returns when it serves.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn revive(&self, process: Process) -> Result<(), StartError> {
        self.with(process, |program| program.start(&self.watchdog))?;
        self.wait_until_ready(process)
    }

    /// Makes known what a manifest defines, and returns when every custom resource in it is served.
    ///
    /// # Panics
    /// When the API server refuses it.
    pub fn apply(&self, manifest: &str) -> Output {
        let applied = self
            .kubectl(&["apply", "-f", "-"])
            .stdin(manifest)
            .run()
            .expect_success();
        for line in applied.stdout.lines() {
            let definition = line.split(' ').next().unwrap_or_default();
            if let Some(name) =
                definition.strip_prefix("customresourcedefinition.apiextensions.k8s.io/")
            {
                self.wait_for_definition(name);
            }
        }
        applied
    }

    /// The objects of a manifest as JSON; their kinds must be known here.
    ///
    /// # Panics
    /// When kubectl cannot read it, or nothing is in it.
    pub fn objects(&self, manifest: &str) -> Vec<Value> {
        let read = ["create", "--dry-run=client", "--validate=false"];
        let read = [&read[..], &["-o", "json", "-f", "-"]].concat();
        let output = self.kubectl(&read).stdin(manifest).run().expect_success();
        let documents = serde_json::Deserializer::from_str(&output.stdout).into_iter::<Value>();
        let mut objects = Vec::new();
        for document in documents {
            let mut document = document.expect("kubectl writes JSON");
            match document.get_mut("items").map(Value::take) {
                Some(Value::Array(items)) => objects.extend(items),
                _ => objects.push(document),
            }
        }
        assert!(!objects.is_empty(), "nothing is in the manifest");
        objects
    }

    /// Established is not yet served: the handler learns of it by its own watch.
    fn wait_for_definition(&self, name: &str) {
        let path = format!("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}");
        let definition = self.admin.get(&path).json();
        let spec = &definition["spec"];
        let text = |at: &str| {
            spec.pointer(at)
                .and_then(|v| v.as_str())
                .unwrap_or_default()
        };
        let group = text("/group");
        let plural = text("/names/plural");
        let version = text("/versions/0/name");
        let list = format!("/apis/{group}/{version}/{plural}");
        crate::wait::until(&list, || self.admin.get(&list).is_success().then_some(()));
    }

    fn with<T>(&self, process: Process, act: impl FnOnce(&mut Program) -> T) -> T {
        let program = match process {
            Process::ApiServer => &self.api_server,
            Process::Etcd => &self.etcd,
        };
        // A test that failed while it held the lock broke nothing in here.
        let mut program = program
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut program)
    }

    fn show_logs(&self) {
        for process in [Process::ApiServer, Process::Etcd] {
            log::show(&format!("--- {process:?}\n{}", self.log(process)));
        }
    }
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.show_logs();
        }
        self.kill(Process::ApiServer);
        self.kill(Process::Etcd);
    }
}
