//! From a kubeconfig, or from the files of a Pod, to a client.

use std::path::{Path, PathBuf};

use kube::config::{InClusterError, KubeConfigOptions, Kubeconfig, KubeconfigError as Unusable};
use kube::{Client, Config};
use thiserror::Error;

/// Why there is no client.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The file is no kubeconfig, or its current context leads nowhere.
    #[error("{} is not a usable kubeconfig", path.display())]
    Kubeconfig {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Unusable,
    },
    /// No file was named, and this is no Pod.
    #[error("this is not a Pod with a ServiceAccount; name a kubeconfig with --kubeconfig")]
    NotInCluster(#[source] InClusterError),
    /// The configuration leads to no client, such as a certificate that is none.
    #[error("the cluster's configuration cannot be used")]
    Client(#[source] kube::Error),
}

/// A client by the current context of the kubeconfig at `path`, else by the `ServiceAccount` of this Pod.
/// Asks the cluster for nothing yet.
///
/// # Errors
/// When the file, or the files of the Pod, lead to no client.
pub async fn connect(path: Option<&Path>) -> Result<Client, ConnectError> {
    let config = match path {
        Some(path) => from_file(path).await?,
        None => Config::incluster().map_err(ConnectError::NotInCluster)?,
    };
    Client::try_from(config).map_err(ConnectError::Client)
}

async fn from_file(path: &Path) -> Result<Config, ConnectError> {
    let unusable = |source| ConnectError::Kubeconfig {
        path: path.to_owned(),
        source,
    };
    let file = Kubeconfig::read_from(path).map_err(unusable)?;
    Config::from_custom_kubeconfig(file, &KubeConfigOptions::default())
        .await
        .map_err(unusable)
}
