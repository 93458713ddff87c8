//! The webhook with access to a cluster: what it remembers of it is memory too.

use std::path::Path;

use meshwright_testkit::{ControlPlane, Options};

use super::bodies::Body;
use super::client::Client;
use super::{load, ours};
use crate::bench::text;

/// The one object of the cluster: the one that is asked about.
const OBJECT: &str = "
apiVersion: istio.alibabacloud.com/v1beta1
kind: ServiceMesh
metadata: {name: mesh}
spec: {name: some-mesh, clusterSpec: Enterprise}
";

/// Peak memory after load in MB, beside a real API server.
pub(super) fn peak(folder: &Path, client: &Client, bodies: &[Body]) -> anyhow::Result<f64> {
    let plane =
        ControlPlane::start(&Options::new()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    for manifest in [meshwright_schema::crd(), OBJECT.to_owned()] {
        plane.apply(&manifest);
    }
    let kubeconfig = plane.kubeconfig("admin");
    let program = ours(folder, &["--kubeconfig", text(&kubeconfig)?])?;
    let server = program.start(client)?;
    for body in bodies {
        load::run(&server, client, body)?;
    }
    server.peak()
}
