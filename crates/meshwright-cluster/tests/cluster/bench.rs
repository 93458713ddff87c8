//! A cluster with the definition installed, and what watches it.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use meshwright_cluster::{Access, Cluster, Freshness, Meshes, Pace, connect_as_kubectl, watch};
use meshwright_testkit::control_plane::{ControlPlane, shared};
use meshwright_testkit::wait::until;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

pub(crate) const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";

/// Quick, but no quicker than a loaded machine is.
pub(crate) const PACE: Pace = Pace {
    watch: Duration::from_secs(2),
    grace: Duration::from_secs(5),
    pause: Duration::from_millis(50),
    longest: Duration::from_millis(400),
    bound: Duration::from_secs(4),
};

pub(crate) fn definition() -> String {
    let path = "../../deploy/crds/servicemesh.istio.alibabacloud.com.yaml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(path).expect("the definition is committed")
}

/// The shared control plane, which knows the definition.
pub(crate) fn plane() -> &'static ControlPlane {
    static DEFINED: OnceLock<()> = OnceLock::new();
    DEFINED.get_or_init(|| {
        shared().apply(&definition());
    });
    shared()
}

pub(crate) async fn cluster(plane: &ControlPlane, user: &str) -> Cluster {
    let access = Access {
        kubeconfig: Some(plane.kubeconfig(user)),
        context: None,
    };
    connect_as_kubectl(&access).await.unwrap()
}

pub(crate) fn mesh(name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": name},
        "spec": spec,
    })
}

/// A role with these verbs over the resource, and nothing else, for a user of the control plane.
pub(crate) fn allow(plane: &ControlPlane, user: &str, verbs: &[&str]) {
    let roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    let rule = json!({"apiGroups": ["istio.alibabacloud.com"], "resources": ["servicemesh"], "verbs": verbs});
    let role = json!({"metadata": {"name": user}, "rules": [rule]});
    plane.admin().post(roles, &role).expect_success();
    let binding = json!({
        "metadata": {"name": user},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": user},
        "subjects": [{"kind": "User", "name": user}],
    });
    let bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
    plane.admin().post(bindings, &binding).expect_success();
}

/// Objects that are watched; dropped, they no longer are.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) meshes: Arc<Meshes>,
    task: JoinHandle<()>,
}

impl Watched {
    pub(crate) fn start(cluster: Cluster, pace: Pace) -> Self {
        let meshes = Arc::new(Meshes::new(pace.bound));
        let filled = Arc::clone(&meshes);
        let task = tokio::spawn(async move {
            watch(&cluster, &filled, pace).await;
        });
        Self { meshes, task }
    }

    pub(crate) fn until(&self, wanted: fn(Freshness) -> bool) {
        let look = || wanted(self.meshes.freshness()).then_some(());
        until(&format!("another freshness: {:?}", self.meshes), look);
    }

    pub(crate) fn until_trouble(&self, words: &str) {
        let seen = || self.meshes.trouble().filter(|why| why.contains(words));
        until(words, seen);
    }

    /// The edition of an object; the empty word where it has none, `None` where there is no object.
    pub(crate) fn edition(&self, name: &str) -> Option<String> {
        let known = self.meshes.known()?;
        let mesh = known.iter().find(|mesh| mesh.name() == Some(name))?;
        let meshwright_policy::Document::ServiceMesh(mesh) = mesh else {
            return None;
        };
        let edition = mesh.spec.and(|spec| &spec.cluster_spec);
        Some(
            edition
                .map(|edition| edition.as_str().to_owned())
                .unwrap_or_default(),
        )
    }

    pub(crate) fn until_edition(&self, name: &str, wanted: Option<&str>) {
        until(&format!("{name} to be {wanted:?}"), || {
            // What is not fresh tells nothing, not even that there is none.
            self.meshes.known()?;
            (self.edition(name).as_deref() == wanted).then_some(())
        });
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn fresh(freshness: Freshness) -> bool {
    freshness == Freshness::Fresh
}

pub(crate) fn stale(freshness: Freshness) -> bool {
    matches!(freshness, Freshness::Stale(_))
}
