//! Overlays as the real kubectl renders them, and the control plane that takes them in.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use meshwright_testkit::control_plane::{ControlPlane, shared};
use serde_json::{Value, json};

/// Every overlay there is.
pub(crate) fn overlays() -> Vec<String> {
    let entries = std::fs::read_dir(deploy().join("overlays")).expect("the overlays are committed");
    let mut names: Vec<String> = entries
        .map(|entry| {
            let name = entry.expect("a readable folder").file_name();
            name.to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    assert!(names.len() >= 8, "{names:?}");
    names
}

/// The folder `deploy/`.
pub(crate) fn deploy() -> PathBuf {
    root().join("deploy")
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The shared control plane, which knows the kinds of cert-manager.
pub(crate) fn plane() -> &'static ControlPlane {
    static READY: OnceLock<()> = OnceLock::new();
    READY.get_or_init(|| know_cert_manager(shared()));
    shared()
}

/// An overlay as text.
pub(crate) fn rendered(plane: &ControlPlane, overlay: &str) -> String {
    rendered_at(plane, &deploy().join("overlays").join(overlay))
}

/// Any folder that kustomize reads, as text.
pub(crate) fn rendered_at(plane: &ControlPlane, folder: &Path) -> String {
    let folder = folder.to_string_lossy().into_owned();
    let output = plane.kubectl(&["kustomize", &folder]).run();
    let output = output.expect_success();
    assert_eq!(output.stderr, "", "{folder}");
    output.stdout
}

/// The folder of the chart.
pub(crate) fn chart() -> String {
    deploy()
        .join("charts/meshwright")
        .to_string_lossy()
        .into_owned()
}

/// The chart as text, with values of the command line.
pub(crate) fn charted(namespace: &str, values: &[&str]) -> String {
    let chart = chart();
    let mut words = vec!["template", "meshwright", &chart, "--namespace", namespace];
    words.extend(values.iter().flat_map(|value| ["--set", value]));
    plane().helm(&words).run().expect_success().stdout
}

/// An overlay applied as a user does, without a word of complaint.
pub(crate) fn apply(plane: &ControlPlane, overlay: &str) {
    let apply = ["apply", "--server-side", "--validate=strict", "-f", "-"];
    let output = plane
        .kubectl(&apply)
        .stdin(&rendered(plane, overlay))
        .run()
        .expect_success();
    assert_eq!(output.stderr, "", "{overlay}: no warning");
}

/// Kind, namespace and name, for messages and for sorting.
pub(crate) fn key(object: &Value) -> String {
    let text = |at| object.pointer(at).and_then(Value::as_str).unwrap_or("-");
    let (kind, namespace) = (text("/kind"), text("/metadata/namespace"));
    format!("{kind} {namespace}/{}", text("/metadata/name"))
}

/// Stand-ins: the names are what matters, cert-manager itself is not here.
pub(crate) fn know_cert_manager(plane: &ControlPlane) {
    for (kind, plural) in [("Issuer", "issuers"), ("Certificate", "certificates")] {
        let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
        let definition = json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": format!("{plural}.cert-manager.io")},
            "spec": {
                "group": "cert-manager.io",
                "scope": "Namespaced",
                "names": {"kind": kind, "plural": plural},
                "versions": [{
                    "name": "v1",
                    "served": true,
                    "storage": true,
                    "schema": {"openAPIV3Schema": schema},
                }],
            },
        });
        plane.apply(&definition.to_string());
    }
}
