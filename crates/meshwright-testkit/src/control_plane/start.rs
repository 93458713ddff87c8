//! How a control plane comes up.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use serde_json::{Value, json};

use super::{
    Client, ControlPlane, Folder, Log, Options, Port, Process, Program, Slot, Watchdog, binaries,
};
use crate::tls::{Authority, Keys};
use crate::wait::PATIENCE;

/// A control plane did not come up.
#[derive(thiserror::Error)]
pub enum StartError {
    /// A program is not there.
    #[error(transparent)]
    Missing(#[from] binaries::Missing),
    /// The machine refused a file, a port or a process.
    #[error("the machine refused a file, a port or a process")]
    Machine(#[from] io::Error),
    /// A process ended, or was not ready in time.
    #[error("{process:?} {what}; it wrote:\n{log}")]
    NotReady {
        /// Which one.
        process: Process,
        /// What it did.
        what: &'static str,
        /// Its last lines.
        log: String,
    },
}

// What `unwrap` shows in a test; a log with escaped line ends helps nobody.
impl std::fmt::Debug for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Machine(error) => write!(f, "{self}: {error}"),
            Self::Missing(_) | Self::NotReady { .. } => write!(f, "{self}"),
        }
    }
}

/// What stands in the folder before anything runs.
struct Prepared {
    folder: Folder,
    ports: [Port; 3],
    authority: String,
    tokens: BTreeMap<String, String>,
}

pub(super) fn server([api, ..]: &[Port; 3]) -> String {
    format!("https://127.0.0.1:{}", api.number())
}

impl ControlPlane {
    /// Starts a control plane and returns when it serves. Waits for its turn where many run already.
    ///
    /// # Errors
    /// When a program is missing, or does not come up within [`PATIENCE`].
    pub fn start(options: &Options) -> Result<Self, StartError> {
        let programs = [binaries::find("kube-apiserver")?, binaries::find("etcd")?];
        let kubectl = binaries::find("kubectl")?;
        let folder = Folder::new()?;
        let watchdog = Watchdog::new(folder.path())?;
        let slot = Slot::take(&folder.common()?)?;
        let prepared = prepare(folder, options)?;
        let path = prepared.folder.path();
        let [api_server, etcd] = programs;
        let api_server = Program::new(
            api_server,
            api_server_arguments(&prepared, options),
            path.to_owned(),
        );
        let etcd = Program::new(etcd, etcd_arguments(&prepared), path.to_owned());
        let plane = Self {
            api_server: Mutex::new(api_server),
            etcd: Mutex::new(etcd),
            watchdog,
            kubectl,
            admin: Client::new(
                &server(&prepared.ports),
                &prepared.authority,
                &prepared.tokens["admin"],
            ),
            folder: prepared.folder,
            ports: prepared.ports,
            _slot: slot,
            authority: prepared.authority,
            tokens: prepared.tokens,
        };
        plane.revive(Process::Etcd)?;
        plane.revive(Process::ApiServer)?;
        Ok(plane)
    }

    /// Returns when the API server says that it is ready; after the store was away, that takes a moment.
    ///
    /// # Errors
    /// When that does not happen within [`PATIENCE`].
    pub fn wait_until_serving(&self) -> Result<(), StartError> {
        self.wait_until_ready(Process::ApiServer)
    }

    pub(super) fn wait_until_ready(&self, process: Process) -> Result<(), StartError> {
        let log = self.with(process, |program| Arc::clone(program.log()));
        let deadline = Instant::now() + PATIENCE;
        while !self.is_ready(process) {
            if log.ended() {
                return Err(not_ready(process, "ended", &log));
            }
            if Instant::now() > deadline {
                return Err(not_ready(process, "was not ready in time", &log));
            }
            log.wait();
        }
        Ok(())
    }

    fn is_ready(&self, process: Process) -> bool {
        let good = |path: &str| {
            self.admin
                .try_get(path)
                .is_ok_and(|answer| answer.is_success())
        };
        match process {
            // The namespace comes from a controller that readiness does not ask.
            Process::ApiServer => good("/readyz") && good("/api/v1/namespaces/default"),
            Process::Etcd => {
                let [_, client, _] = &self.ports;
                let health = format!("http://127.0.0.1:{}/health", client.number());
                self.admin
                    .elsewhere(&health)
                    .try_get("")
                    .is_ok_and(|answer| answer.is_success())
            }
        }
    }
}

fn not_ready(process: Process, what: &'static str, log: &Log) -> StartError {
    let log = log.tail();
    StartError::NotReady { process, what, log }
}

fn prepare(folder: Folder, options: &Options) -> Result<Prepared, StartError> {
    let common = folder.common()?;
    let take = || Port::take(&common);
    let ports = [take()?, take()?, take()?];
    let authority = Authority::new("meshwright tests");
    let serving = authority.serving(&["127.0.0.1", "localhost", "kubernetes.default.svc"]);
    folder.write("ca.crt", authority.pem())?;
    folder.write("tls.crt", &serving.certificate)?;
    folder.write("tls.key", &serving.key)?;
    let accounts = Keys::generate();
    folder.write("accounts.key", &accounts.secret)?;
    folder.write("accounts.pub", &accounts.public)?;
    folder.write("audit.yaml", &audit_policy(options).to_string())?;
    let tokens = write_tokens(&folder, options)?;
    for (user, token) in &tokens {
        folder.write_kubeconfig(user, token, &server(&ports))?;
    }
    Ok(Prepared {
        folder,
        ports,
        authority: authority.pem().to_owned(),
        tokens,
    })
}

/// Every change and whatever some users do, with what admission had to say, but not its bodies.
fn audit_policy(options: &Options) -> Value {
    let users = &options.audited_users;
    let of_users = json!({"level": "Metadata", "users": users});
    let others = [
        json!({"level": "None", "verbs": ["get", "list", "watch"]}),
        json!({"level": "Metadata"}),
    ];
    // A rule without users is about everybody.
    let rules = (!users.is_empty()).then_some(of_users).into_iter();
    json!({
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "rules": rules.chain(others).collect::<Vec<_>>(),
    })
}

fn write_tokens(folder: &Folder, options: &Options) -> io::Result<BTreeMap<String, String>> {
    let admin = ("admin".to_owned(), vec!["system:masters".to_owned()]);
    let (mut tokens, mut lines) = (BTreeMap::new(), Vec::new());
    for (name, groups) in std::iter::once(&admin).chain(&options.users) {
        let token = random()?;
        let groups = groups.join(",");
        lines.push(format!("{token},{name},{name},\"{groups}\""));
        tokens.insert(name.clone(), token);
    }
    folder.write("tokens.csv", &lines.join("\n"))?;
    Ok(tokens)
}

fn random() -> io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

fn etcd_arguments(prepared: &Prepared) -> Vec<OsString> {
    let [_, client, peer] = &prepared.ports;
    vec![
        "--data-dir".into(),
        prepared.folder.path().join("etcd").into(),
        format!("--client-url=http://127.0.0.1:{}", client.number()).into(),
        format!("--peer-url=http://127.0.0.1:{}", peer.number()).into(),
    ]
}

/// Paths are relative: the processes run in the folder.
fn api_server_arguments(prepared: &Prepared, options: &Options) -> Vec<OsString> {
    let [api, etcd, _] = &prepared.ports;
    let mut flags: Vec<String> = [
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
        "--authorization-mode=RBAC",
        "--token-auth-file=tokens.csv",
        "--tls-cert-file=tls.crt",
        "--tls-private-key-file=tls.key",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=accounts.pub",
        "--service-account-signing-key-file=accounts.key",
        "--service-cluster-ip-range=10.0.0.0/24",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    flags.push(format!("--secure-port={}", api.number()));
    flags.push(format!("--etcd-servers=http://127.0.0.1:{}", etcd.number()));
    if let Some(minor) = options.emulated {
        flags.push(format!("--emulated-version=1.{minor}"));
    }
    if options.audited {
        flags.push("--audit-policy-file=audit.yaml".to_owned());
        flags.push("--audit-log-path=audit.log".to_owned());
    }
    flags.extend_from_slice(&options.flags);
    flags.into_iter().map(OsString::from).collect()
}
