//! From a kubeconfig, or from the files of a Pod, to a cluster that can be asked.

use std::fmt;
use std::path::{Path, PathBuf};

use kube::config::{InClusterError, KubeConfigOptions, Kubeconfig, KubeconfigError as Unusable};
use kube::{Client, Config};
use thiserror::Error;

/// A cluster: where its API server is, and a client of it. Clones share their connections.
#[derive(Clone)]
pub struct Cluster {
    client: Client,
    server: String,
}

/// Where the way to a cluster is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// A kubeconfig.
    pub kubeconfig: Option<PathBuf>,
    /// The context of the kubeconfig; its current one where none is named.
    pub context: Option<String>,
}

/// Why there is no client.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The file is no kubeconfig, or the context leads nowhere.
    #[error("{} is not a usable kubeconfig", path.display())]
    Kubeconfig {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Unusable,
    },
    /// No file was named, and the usual places hold none that can be used.
    #[error("neither KUBECONFIG nor the home folder leads to a usable kubeconfig")]
    NoKubeconfig(#[source] Unusable),
    /// No file was named, and this is no Pod.
    #[error("this is not a Pod with a ServiceAccount, and no kubeconfig was named")]
    NotInCluster(#[source] InClusterError),
    /// The configuration leads to no client, such as a certificate that is none.
    #[error("the cluster's configuration cannot be used")]
    Client(#[source] kube::Error),
}

/// As a daemon finds its cluster: by the kubeconfig that was named, else by the `ServiceAccount` of this
/// Pod. Asks the cluster for nothing yet.
///
/// # Errors
/// When the file, or the files of the Pod, lead to no client.
pub async fn connect(kubeconfig: Option<&Path>) -> Result<Cluster, ConnectError> {
    let config = match kubeconfig {
        Some(path) => from_file(path, &KubeConfigOptions::default()).await?,
        None => Config::incluster().map_err(ConnectError::NotInCluster)?,
    };
    Cluster::of(config)
}

/// As a person finds a cluster: by the kubeconfig that was named, else by those of kubectl, else, unless a
/// context was named, by the `ServiceAccount` of this Pod. Asks the cluster for nothing yet.
///
/// # Errors
/// When none of these leads to a client.
pub async fn connect_as_kubectl(access: &Access) -> Result<Cluster, ConnectError> {
    let options = KubeConfigOptions {
        context: access.context.clone(),
        ..KubeConfigOptions::default()
    };
    let config = match &access.kubeconfig {
        Some(path) => from_file(path, &options).await?,
        None => match Config::from_kubeconfig(&options).await {
            Ok(config) => config,
            Err(source) => Config::incluster()
                .ok()
                .filter(|_| access.context.is_none())
                .ok_or(ConnectError::NoKubeconfig(source))?,
        },
    };
    Cluster::of(config)
}

impl Cluster {
    fn of(config: Config) -> Result<Self, ConnectError> {
        let server = config.cluster_url.to_string();
        let client = Client::try_from(config).map_err(ConnectError::Client)?;
        Ok(Self {
            client,
            server: server.trim_end_matches('/').to_owned(),
        })
    }

    /// A client of its API server.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Where its API server is: `https://host:port`.
    pub fn server(&self) -> &str {
        &self.server
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cluster").field(&self.server).finish()
    }
}

async fn from_file(path: &Path, options: &KubeConfigOptions) -> Result<Config, ConnectError> {
    let unusable = |source| ConnectError::Kubeconfig {
        path: path.to_owned(),
        source,
    };
    let file = Kubeconfig::read_from(path).map_err(unusable)?;
    Config::from_custom_kubeconfig(file, options)
        .await
        .map_err(unusable)
}
