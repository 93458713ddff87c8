//! `meshwright webhook`: what can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// An object a line.
    Json,
    /// For people.
    Text,
}

/// What the server looks after itself.
#[derive(Debug, clap::Args)]
pub(crate) struct OwnArgs {
    /// Make and renew the certificate in a Secret that the replicas share, and keep caBundle
    #[arg(long, conflicts_with_all = ["tls_cert_file", "tls_key_file", "no_cluster"])]
    pub(crate) self_managed_certs: bool,
    /// Set failurePolicy to Fail once a bad resource was refused by the whole way, to Ignore when it is not any more
    #[arg(long, conflicts_with = "no_cluster")]
    pub(crate) safe_start: bool,
    /// Look once for others who claim ServiceMesh, and tell of them in the log and in /readyz?verbose
    #[arg(long, conflicts_with = "no_cluster")]
    pub(crate) look_for_operators: bool,
    /// Namespace of the Secret and the Service [default: that of the Pod, else meshwright-system]
    #[arg(long, value_name = "NAME")]
    pub(crate) namespace: Option<String>,
    /// Secret of --self-managed-certs; must exist, may be empty
    #[arg(long, value_name = "NAME", default_value = "meshwright-webhook-certs")]
    pub(crate) secret_name: String,
    /// Service by which the API server calls
    #[arg(long, value_name = "NAME", default_value = "meshwright-webhook")]
    pub(crate) service_name: String,
    /// More DNS names for the certificate, with commas between them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) dns_names: Vec<String>,
    /// Our validating webhook configuration
    #[arg(long, value_name = "NAME", default_value = "meshwright")]
    pub(crate) validating_configuration: String,
    /// Our mutating webhook configuration
    #[arg(long, value_name = "NAME", default_value = "meshwright")]
    pub(crate) mutating_configuration: String,
}

/// `meshwright webhook`.
#[derive(Debug, clap::Args)]
pub(crate) struct WebhookArgs {
    /// Where the API server asks: /validate and /mutate
    #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:9443")]
    pub(crate) listen: SocketAddr,
    /// Where /livez, /readyz and /metrics are, without TLS
    #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:9444")]
    pub(crate) admin_listen: SocketAddr,
    /// Certificate chain in PEM, its leaf first; followed while it is replaced
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "self_managed_certs"
    )]
    pub(crate) tls_cert_file: Option<PathBuf>,
    /// Key of the certificate in PEM; followed while it is replaced
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "self_managed_certs"
    )]
    pub(crate) tls_key_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) own: OwnArgs,
    /// Policy file; followed while it is replaced
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Way to the cluster, to know its other resources [default: the service account of this Pod]
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,
    /// Ask no cluster for anything: objects are judged one by one; outdoes --kubeconfig
    #[arg(long)]
    pub(crate) no_cluster: bool,
    /// Open connections at most
    #[arg(long, value_name = "N", default_value_t = 2048)]
    pub(crate) max_connections: u32,
    /// Seconds to go on accepting after SIGTERM, until nobody sends requests here any more
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) shutdown_delay: Duration,
    /// Seconds that requests under way have after that
    #[arg(long, value_name = "SECONDS", default_value = "35", value_parser = seconds)]
    pub(crate) drain_timeout: Duration,
    /// How the log is written
    #[arg(long, value_enum, default_value_t = LogFormat::Json)]
    pub(crate) log_format: LogFormat,
    /// The least that is logged: error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value_t = tracing::Level::INFO)]
    pub(crate) log_level: tracing::Level,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_not_a_number| "write a number of seconds, such as 10".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
