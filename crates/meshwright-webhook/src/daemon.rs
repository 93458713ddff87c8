//! The daemon: everything put together, listening.
//!
//! Readiness is decided by certificate, policy and listener. Whatever else is missing only degrades: it
//! would take every replica away at once.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use meshwright_cluster::{Cluster, Pace};
use meshwright_runtime::metrics::Registry;
use meshwright_runtime::tls::files::{self, CertificateMetrics, Files, LoadError};
use meshwright_runtime::tls::report::Report;
use meshwright_runtime::tls::{self, Presented};
use meshwright_runtime::{Admin, Connections, Health, Limits, Server, Stages, State};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::certificates::SelfManaged;
use crate::certificates::keeper::{self, Keeper};
use crate::policies::{self, Follower, Loaded, Policies, PolicyError};
use crate::safe_start::{self, SafeStart};
use crate::{Core, Metrics, Webhook, operators, siblings};

/// The part of the daemon's health that speaks of its listener.
pub const LISTENER: &str = "listener";
/// The part of the daemon's health that speaks of the cluster.
pub const CLUSTER: &str = "cluster";
/// How often files are looked at even where nothing was heard.
const POLL: Duration = Duration::from_secs(10);

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum Certificate {
    /// From files, which somebody else replaces.
    Files(Files),
    /// From a Secret that the replicas keep themselves; needs a cluster.
    SelfManaged(SelfManaged),
}

/// What a daemon is to do.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API server asks.
    pub listen: SocketAddr,
    /// Where probes and scrapes come.
    pub admin_listen: SocketAddr,
    /// The certificate.
    pub certificate: Certificate,
    /// Whether `failurePolicy` follows the proof that objects are judged; needs a cluster.
    pub safe_start: Option<SafeStart>,
    /// The policy file; the built-in policy where there is none.
    pub policy: Option<PathBuf>,
    /// The cluster, as far as it may be asked; objects are judged one by one where there is none.
    pub cluster: Option<Cluster>,
    /// Whether to look for others who claim the resource; needs a cluster.
    pub look_for_operators: bool,
    /// How often the cluster is asked, and how long its answers count.
    pub pace: Pace,
    /// How many connections, and how long each step may take.
    pub limits: Limits,
    /// How often files are looked at even where nothing was heard.
    pub poll: Duration,
}

/// A daemon that listens.
#[derive(Debug)]
pub struct Running {
    /// Where it listens for the API server.
    pub address: SocketAddr,
    /// Where it listens for probes and scrapes.
    pub admin_address: SocketAddr,
    /// Its end.
    pub stages: Stages,
    /// How it is.
    pub health: Health,
    /// The policy in force.
    pub policies: Arc<Policies>,
    /// The certificate that is shown.
    pub presented: Arc<Presented>,
}

/// Why a daemon could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// There is no certificate.
    #[error("no certificate to show")]
    Certificate(#[from] LoadError),
    /// There is nothing to keep a certificate or a registration in, and nobody to look for.
    #[error("certificates of its own, a safe start and a look for operators need a cluster")]
    NoCluster,
    /// There is no policy.
    #[error("no policy to judge by")]
    Policy(#[from] PolicyError),
    /// It cannot listen.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl Settings {
    /// Settings with the usual limits and the built-in policy.
    pub fn new(listen: SocketAddr, admin_listen: SocketAddr, certificate: Certificate) -> Self {
        Self {
            listen,
            admin_listen,
            certificate,
            safe_start: None,
            policy: None,
            cluster: None,
            look_for_operators: false,
            pace: Pace::default(),
            limits: Limits::default(),
            poll: POLL,
        }
    }
}

/// Starts a daemon that decides by what `core` makes of its policies. It runs as tasks of the current
/// runtime until its [`Stages`] end.
///
/// # Errors
/// When certificate or policy are no use, or an address is taken.
pub async fn start(
    settings: Settings,
    core: impl FnOnce(Arc<Policies>) -> Core,
) -> Result<Running, StartError> {
    let mut registry = Registry::default();
    let stages = Stages::default();
    let parts = [files::PART, policies::PART, LISTENER, CLUSTER];
    let health = Health::new(&parts, stages.clone(), &mut registry);
    let metrics = Metrics::new(&mut registry);
    let certificates = CertificateMetrics::new(&mut registry);
    let connections = Connections::new(&mut registry);
    let poll = settings.poll;
    let cluster = settings.cluster.as_ref();
    let presented = match settings.certificate {
        Certificate::Files(files) => {
            let (presented, follower) = files.show(poll, health.clone(), certificates)?;
            stages.spawn(follower.follow(stages.clone()));
            presented
        }
        Certificate::SelfManaged(own) => {
            let cluster = cluster.ok_or(StartError::NoCluster)?;
            keep_own(own, cluster, certificates, &health, &stages)
        }
    };
    if let Some(safe_start) = settings.safe_start {
        let cluster = cluster.ok_or(StartError::NoCluster)?;
        let shell = safe_start::Shell::new(safe_start, cluster.client(), health.clone());
        stages.spawn(shell.run(stages.clone()));
    }
    if settings.look_for_operators {
        let cluster = cluster.ok_or(StartError::NoCluster)?;
        look_for_operators(cluster, settings.pace, &health, &stages);
    }
    let policies = follow_policy(settings.policy, poll, &health, &metrics, &stages)?;
    let mut core = core(Arc::clone(&policies));
    match settings.cluster {
        Some(cluster) => {
            let meshes = siblings::follow(
                cluster,
                settings.pace,
                health.clone(),
                &mut registry,
                &stages,
            );
            core = core.with_siblings(meshes);
        }
        None => health.set(
            CLUSTER,
            State::Degraded("no access, objects are judged one by one".to_owned()),
        ),
    }

    let server = Server {
        tls: Some(tls::server_config(Arc::clone(&presented))),
        limits: settings.limits,
        handler: Arc::new(Webhook::new(core, metrics)),
        stages: stages.clone(),
        connections,
    };
    let admin = admin(settings.limits, &health, registry, &stages);
    let (listener, address) = listen(settings.listen).await?;
    let (admin_listener, admin_address) = listen(settings.admin_listen).await?;
    stages.spawn(admin.run(admin_listener));
    stages.spawn(server.run(listener));
    health.set(LISTENER, State::Ok(format!("accepting on {address}")));
    tracing::info!(%address, admin = %admin_address, "listening");
    Ok(Running {
        address,
        admin_address,
        stages,
        health,
        policies,
        presented,
    })
}

/// Shows no certificate until the one is there that the replicas keep together.
fn keep_own(
    own: SelfManaged,
    cluster: &Cluster,
    certificates: CertificateMetrics,
    health: &Health,
    stages: &Stages,
) -> Arc<Presented> {
    let presented = Presented::empty();
    let report = Report::new(Arc::clone(&presented), health.clone(), certificates);
    health.set(keeper::PART, State::Degraded("not seen yet".to_owned()));
    let keeper = Keeper::new(own, cluster.client(), report, health.clone());
    stages.spawn(keeper.keep(stages.clone()));
    presented
}

/// What probes and scrapes meet.
fn admin(limits: Limits, health: &Health, registry: Registry, stages: &Stages) -> Server<Admin> {
    Server {
        tls: None,
        limits: Limits {
            connections: 64,
            connections_per_peer: 64,
            ..limits
        },
        handler: Arc::new(Admin::new(health.clone(), Arc::new(registry))),
        stages: stages.clone(),
        connections: Connections::default(),
    }
}

fn look_for_operators(cluster: &Cluster, pace: Pace, health: &Health, stages: &Stages) {
    let unseen = State::Degraded("not looked for yet".to_owned());
    health.set(operators::PART, unseen);
    let look = operators::look(
        cluster.clone(),
        pace.longest,
        health.clone(),
        stages.clone(),
    );
    stages.spawn(look);
}

fn follow_policy(
    file: Option<PathBuf>,
    poll: Duration,
    health: &Health,
    metrics: &Metrics,
    stages: &Stages,
) -> Result<Arc<Policies>, PolicyError> {
    let Some(path) = file else {
        health.set(policies::PART, State::Ok("built in".to_owned()));
        return Ok(Policies::new(Loaded::built_in()));
    };
    let (policies, follower) = Follower::start(path, poll, health.clone(), metrics.clone())?;
    stages.spawn(follower.follow(stages.clone()));
    Ok(policies)
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}
