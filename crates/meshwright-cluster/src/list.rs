//! One look at all `ServiceMesh` objects, page by page.

use std::time::Duration;

use kube::api::ListParams;
use kube::core::Request;
use meshwright_api::service_mesh::{API_VERSION, PLURAL};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::ask::{AskError, within};
use crate::connect::Cluster;

/// Objects on a page.
const PAGE: u32 = 500;
/// How long a page may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// All objects, and the version of the store at which they were all.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    pub(crate) version: String,
}

#[derive(Debug, Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Page<T> {
    #[serde(default)]
    metadata: PageMeta,
    items: Vec<T>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PageMeta {
    resource_version: String,
    r#continue: Option<String>,
}

/// All `ServiceMesh` objects of the cluster, as what the caller reads them as.
///
/// # Errors
/// When the API server does not answer, refuses, or does not know the resource.
pub async fn list<T: DeserializeOwned>(cluster: &Cluster) -> Result<Vec<T>, AskError> {
    Ok(listed(cluster).await?.items)
}

pub(crate) async fn listed<T: DeserializeOwned>(cluster: &Cluster) -> Result<Listed<T>, AskError> {
    listed_at(cluster, &requests()).await
}

/// All objects of any resource.
pub(crate) async fn listed_at<T: DeserializeOwned>(
    cluster: &Cluster,
    resource: &Request,
) -> Result<Listed<T>, AskError> {
    let mut params = ListParams::default().limit(PAGE);
    let mut items = Vec::new();
    loop {
        let request = resource.list(&params).map_err(kube::Error::BuildRequest)?;
        let page = cluster.client().request::<Page<T>>(request);
        let page = within(PATIENCE, page).await?;
        items.extend(page.items);
        match page.metadata.r#continue.filter(|token| !token.is_empty()) {
            Some(token) => params = params.continue_token(&token),
            None => {
                return Ok(Listed {
                    items,
                    version: page.metadata.resource_version,
                });
            }
        }
    }
}

/// What asks for the resource.
pub(crate) fn requests() -> Request {
    Request::new(format!("/apis/{API_VERSION}/{PLURAL}"))
}
