//! A control plane of a test's own, for what is installed once in a cluster; and what is left in it.

use std::collections::BTreeSet;
use std::thread;

use meshwright_testkit::control_plane::{Answer, ControlPlane, Options, Output};
use meshwright_testkit::wait;
use serde_json::{Value, json};

pub(crate) const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
pub(crate) const NAMESPACE: &str = "/api/v1/namespaces/meshwright-system";

/// A control plane that looks for the Pods behind a Service: where there are none it says so at once, as
/// the rules of a node do. Without it, it would send to an address that nobody has.
pub(crate) fn start() -> ControlPlane {
    let options = Options::new().flag("--enable-aggregator-routing=true");
    ControlPlane::start(&options).expect("a control plane")
}

/// A `ServiceMesh`.
pub(crate) fn mesh(name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": name},
        "spec": spec,
    })
}

/// Tries a good `ServiceMesh` until the answer is what is awaited: the API server learns of what is
/// registered by its own watch.
pub(crate) fn until_answered(
    plane: &ControlPlane,
    what: &str,
    awaited: impl Fn(&Answer) -> bool,
) -> Answer {
    let probe = mesh("probe", &json!({"name": "probe"}));
    wait::until(what, || {
        let answer = plane.admin().post(&format!("{MESHES}?dryRun=All"), &probe);
        awaited(&answer).then_some(answer)
    })
}

/// Everything in the cluster that bears our name or is a `ServiceMesh`, as `kind/name`.
pub(crate) fn ours(plane: &ControlPlane) -> BTreeSet<String> {
    let kinds = kinds(plane, &["--verbs=list"]);
    let output = plane
        .kubectl(&["get", &kinds, "--all-namespaces", "--output=name"])
        .run()
        .expect_success();
    let lines = output.stdout.lines().filter(|line| line.contains("mesh"));
    lines.map(ToOwned::to_owned).collect()
}

/// Runs kubectl or helm to its end while a stand-in for the namespace controller does its work: nobody
/// else ends namespaces here, and who deletes one waits for that.
pub(crate) fn run_with_namespaces_ending(
    plane: &ControlPlane,
    run: impl FnOnce() -> Output + Send,
) -> Output {
    thread::scope(|scope| {
        let running = scope.spawn(run);
        wait::until("the end of the command", || {
            end_namespace(plane);
            running.is_finished().then_some(())
        });
        running.join().expect("it does not panic")
    })
}

/// What the namespace controller does for our namespace, if somebody has deleted it.
pub(crate) fn end_namespace(plane: &ControlPlane) {
    let mut namespace = plane.admin().get(NAMESPACE).json();
    if namespace["metadata"]["deletionTimestamp"].is_null() {
        return;
    }
    let kinds = kinds(plane, &["--verbs=list,delete", "--namespaced"]);
    plane
        .kubectl(&["delete", &kinds, "--all", "--namespace=meshwright-system"])
        .run()
        .expect_success();
    namespace["spec"]["finalizers"] = json!([]);
    let path = format!("{NAMESPACE}/finalize");
    plane.admin().put(&path, &namespace).expect_success();
}

/// The names of kinds, for kubectl.
fn kinds(plane: &ControlPlane, which: &[&str]) -> String {
    let mut words = vec!["api-resources", "--output=name"];
    words.extend(which);
    let output = plane.kubectl(&words).run().expect_success();
    // The first is no object but a question, the second speaks of other objects, the third goes with its
    // EndpointSlice and only warns.
    let apart = ["componentstatuses", "events", "endpoints"];
    let names = output
        .stdout
        .lines()
        .filter(|name| !apart.contains(&name.split('.').next().unwrap_or_default()));
    names.collect::<Vec<_>>().join(",")
}
