//! `--from-cluster`: the `ServiceMesh` objects of a cluster as texts, each under its name.
//!
//! The linter knows texts only; what a cluster is stays in here. Reads, and never writes.

use meshwright_cluster::{Access, AskError, Claim, ConnectError, connect_as_kubectl, list, others};
use meshwright_lint::Input;
use serde_json::Value;
use thiserror::Error;
use tokio::runtime::Builder;

use crate::exit::Code;
use crate::streams;

/// The names of all objects.
pub(super) const ALL: &str = "servicemesh/*";

/// Why nothing came from the cluster.
#[derive(Debug, Error)]
pub(super) enum Missed {
    #[error("no way to a cluster")]
    Connect(#[from] ConnectError),
    #[error("{server}: {}", .source.told())]
    Ask { server: String, source: AskError },
    #[error("the runtime could not be started")]
    Runtime(#[from] std::io::Error),
}

/// What a cluster holds.
#[derive(Debug)]
pub(super) struct Found {
    /// All objects, in the order in which the cluster lists them: by name.
    pub(super) inputs: Vec<Input>,
    /// Who else looks after them, as far as one may know.
    pub(super) claims: Vec<Claim>,
}

/// Looks at the cluster.
pub(super) fn look(access: &Access) -> Result<Found, Missed> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(fetch(access))
}

async fn fetch(access: &Access) -> Result<Found, Missed> {
    let cluster = connect_as_kubectl(access).await?;
    let objects = list(&cluster).await.map_err(|source| Missed::Ask {
        server: cluster.server().to_owned(),
        source,
    })?;
    Ok(Found {
        inputs: objects.into_iter().map(text).collect(),
        // Who may see the objects may not see everything else, and need not.
        claims: others(&cluster).await.claims,
    })
}

/// Says who else looks after the objects: what their own controller does need not be what ours would.
pub(super) fn tell(claims: &[Claim]) {
    for claim in claims {
        streams::note(
            &format!("somebody else claims ServiceMesh: {claim}"),
            claim.way_out,
        );
    }
}

/// An object as kubectl shows it, without the accounts of who set which field.
fn text(mut object: Value) -> Input {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    let name = object.pointer("/metadata/name").and_then(Value::as_str);
    let name = format!("servicemesh/{}", name.unwrap_or_default());
    Input::text(name, format!("{object:#}\n"))
}

impl Missed {
    /// Says it, with the way out. A way to the cluster that is none is a wrong command line; a cluster that
    /// gives nothing is an input that cannot be read.
    pub(super) fn tell(self) -> Code {
        let (help, code) = match &self {
            Self::Connect(_) => (
                Some(
                    "name a kubeconfig with --kubeconfig FILE, and its context with --context NAME",
                ),
                Code::Usage,
            ),
            Self::Ask { source, .. } => (way_out(source), Code::Unreadable),
            Self::Runtime(_) => (None, Code::Unreadable),
        };
        streams::error(&format!("{:#}", anyhow::Error::from(self)), help);
        code
    }
}

fn way_out(error: &AskError) -> Option<&'static str> {
    match error {
        AskError::Unreachable(_) | AskError::Silent(_) => {
            Some("look whether the address is right and the API server runs")
        }
        AskError::Unauthenticated(_) => {
            Some("renew the credentials of the kubeconfig, or name another with --context NAME")
        }
        AskError::Forbidden(_) => {
            Some("ask for the verb list on servicemesh.istio.alibabacloud.com, cluster-wide")
        }
        AskError::NotServed => Some("install it: meshwright crd | kubectl apply -f -"),
        AskError::Expired => Some("run it again"),
        AskError::Refused(_) | AskError::Unreadable(_) => None,
    }
}
