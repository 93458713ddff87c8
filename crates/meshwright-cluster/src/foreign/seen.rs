//! What is read of the cluster to find others: the few members that give somebody away.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::api::GetParams;
use kube::core::Request;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ask::{AskError, within};
use crate::connect::Cluster;
use crate::list::{PATIENCE, listed_at};

/// The definition of the resource.
pub(super) const DEFINITION: (&str, &str) = (
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    "servicemesh.istio.alibabacloud.com",
);
pub(super) const VALIDATING_WEBHOOKS: Resource = admission("validatingwebhookconfigurations");
pub(super) const MUTATING_WEBHOOKS: Resource = admission("mutatingwebhookconfigurations");
pub(super) const VALIDATING_POLICIES: Resource = admission("validatingadmissionpolicies");
pub(super) const MUTATING_POLICIES: Resource = admission("mutatingadmissionpolicies");
pub(super) const DEPLOYMENTS: Resource = Resource {
    group: "apps/v1",
    plural: "deployments",
};
pub(super) const MESHES: Resource = Resource {
    group: meshwright_api::service_mesh::API_VERSION,
    plural: meshwright_api::service_mesh::PLURAL,
};

/// A resource that can be listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resource {
    group: &'static str,
    pub(super) plural: &'static str,
}

/// An object with the members that matter here.
#[derive(Debug, Deserialize)]
pub(super) struct Seen<T> {
    pub(super) metadata: ObjectMeta,
    #[serde(flatten)]
    pub(super) body: T,
}

/// A webhook configuration.
#[derive(Debug, Deserialize)]
pub(super) struct Webhooks {
    #[serde(default)]
    pub(super) webhooks: Vec<Webhook>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Webhook {
    pub(super) name: String,
    #[serde(default)]
    pub(super) rules: Vec<Rule>,
}

/// An admission policy.
#[derive(Debug, Deserialize)]
pub(super) struct Policy {
    #[serde(default)]
    pub(super) spec: PolicySpec,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PolicySpec {
    pub(super) match_constraints: Option<Constraints>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Constraints {
    #[serde(default)]
    pub(super) resource_rules: Vec<Rule>,
}

/// Which requests somebody wants to judge.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rule {
    pub(super) api_groups: Vec<String>,
    pub(super) resources: Vec<String>,
}

/// A Deployment.
#[derive(Debug, Deserialize)]
pub(super) struct Workload {
    pub(super) spec: WorkloadSpec,
}

#[derive(Debug, Deserialize)]
pub(super) struct WorkloadSpec {
    pub(super) template: Template,
}

#[derive(Debug, Deserialize)]
pub(super) struct Template {
    pub(super) metadata: Option<TemplateMeta>,
    pub(super) spec: PodSpec,
}

#[derive(Debug, Deserialize)]
pub(super) struct TemplateMeta {
    #[serde(default)]
    pub(super) labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PodSpec {
    pub(super) containers: Vec<Container>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Container {
    pub(super) image: Option<String>,
    #[serde(default)]
    pub(super) command: Vec<String>,
    #[serde(default)]
    pub(super) args: Vec<String>,
}

/// Anything, of which the metadata alone or the whole text matters.
pub(super) type Whole = Value;

/// Nothing but the metadata.
#[derive(Debug, Deserialize)]
pub(super) struct Bare {}

const fn admission(plural: &'static str) -> Resource {
    Resource {
        group: "admissionregistration.k8s.io/v1",
        plural,
    }
}

/// One object by the path of its resource and its name.
pub(super) async fn one(
    cluster: &Cluster,
    (path, name): (&str, &str),
) -> Result<Seen<Whole>, AskError> {
    let request = Request::new(path).get(name, &GetParams::default());
    let request = request.map_err(kube::Error::BuildRequest)?;
    within(PATIENCE, cluster.client().request(request)).await
}

/// All objects of a resource, in every namespace.
pub(super) async fn all<T: DeserializeOwned>(
    cluster: &Cluster,
    resource: Resource,
) -> Result<Vec<Seen<T>>, AskError> {
    let path = format!("/apis/{}/{}", resource.group, resource.plural);
    Ok(listed_at(cluster, &Request::new(path)).await?.items)
}
