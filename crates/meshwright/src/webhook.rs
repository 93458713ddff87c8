//! `meshwright webhook`: runs the admission server until it is told to end.

mod own;

use std::future::Future;
use std::io;
use std::num::NonZero;
use std::thread::available_parallelism;

use anyhow::Context as _;
use meshwright_cluster::{Cluster, connect};
use meshwright_runtime::logs::{self, Format};
use meshwright_runtime::stages::Drained;
use meshwright_runtime::{Limits, tls};
use meshwright_webhook::{Certificate, Core, Settings, start};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::args::{LogFormat, WebhookArgs};
use crate::today;

/// Threads beyond this many would wait for each other.
const THREADS: usize = 4;

/// Runs the server.
pub(crate) fn run(args: WebhookArgs) -> anyhow::Result<()> {
    let format = match args.log_format {
        LogFormat::Json => Format::Json,
        LogFormat::Text => Format::Text,
    };
    logs::start(format, args.log_level)?;
    let threads = available_parallelism().map_or(1, NonZero::get).min(THREADS);
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()?;
    runtime.block_on(serve(args))
}

async fn serve(args: WebhookArgs) -> anyhow::Result<()> {
    let told = told_to_end()?;
    let (delay, drain) = (args.shutdown_delay, args.drain_timeout);
    let cluster = cluster(&args).await?;
    let settings = settings(args, cluster);
    let running = start(settings, |policies| Core::new(policies, today::today)).await?;
    told.await;
    tracing::info!("leaving");
    match running.stages.leave(delay, drain).await {
        Drained::Whole => tracing::info!("left"),
        Drained::CutShort => tracing::warn!("left with requests under way"),
    }
    Ok(())
}

/// The cluster to look at, if any.
async fn cluster(args: &WebhookArgs) -> anyhow::Result<Option<Cluster>> {
    if args.no_cluster {
        return Ok(None);
    }
    let cluster = connect(args.kubeconfig.as_deref()).await;
    let cluster = cluster.context("no way to the cluster; name one with --kubeconfig FILE, or pass --no-cluster to judge objects one by one")?;
    Ok(Some(cluster))
}

fn settings(args: WebhookArgs, cluster: Option<Cluster>) -> Settings {
    let connections = usize::try_from(args.max_connections).unwrap_or(usize::MAX);
    let limits = Limits {
        connections,
        connections_per_peer: connections.saturating_mul(3).div_ceil(4),
        ..Limits::default()
    };
    let safe_start = args.own.safe_start.then(|| own::safe_start(&args.own));
    let look_for_operators = args.own.look_for_operators;
    let certificate = match (args.tls_cert_file, args.tls_key_file) {
        (Some(certificates), Some(key)) => {
            Certificate::Files(tls::files::Files { certificates, key })
        }
        _ => Certificate::SelfManaged(own::certificates(&args.own)),
    };
    Settings {
        policy: args.policy,
        safe_start,
        cluster,
        look_for_operators,
        limits,
        ..Settings::new(args.listen, args.admin_listen, certificate)
    }
}

/// Waits for SIGTERM or SIGINT, of which none is missed from the call on.
fn told_to_end() -> anyhow::Result<impl Future<Output = ()>> {
    let listen = |kind| -> io::Result<_> { signal(kind) };
    let mut terminate = listen(SignalKind::terminate()).context("SIGTERM")?;
    let mut interrupt = listen(SignalKind::interrupt()).context("SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
