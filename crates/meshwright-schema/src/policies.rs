//! The rule table as admission policies: the API server judges by itself, with no webhook at all.
//!
//! A `ValidatingAdmissionPolicy` for each level, with its binding; those whose rules ask for regions or
//! identities read them from one `ConfigMap`. The defaults are `MutatingAdmissionPolicy` objects, which API
//! servers know from 1.36 on. Rules that look at several resources, or that need words we cannot put into
//! CEL, are left to the webhook.
//!
//! Start at [`validating()`], [`mutating()`] and [`parameters()`].

mod mutating;
mod parameters;
mod translate;
mod validating;
mod variables;

use meshwright_api::service_mesh::{GROUP, PLURAL, VERSION};
use serde_json::{Value, json};

use crate::artefacts::Artefact;
use crate::{NOTICE, yaml};

pub use mutating::mutating;
pub use parameters::{NAME as PARAMETERS, NAMESPACE, parameters};
pub use validating::{Expression, expressions, validating};

/// Folders of the policies: from 1.30 on, and what 1.36 adds.
pub(crate) const FOLDERS: [&str; 2] = ["deploy/policies/validating", "deploy/policies/mutating"];

/// The files of both folders.
pub(crate) fn files() -> Vec<Artefact> {
    let [early, late] = FOLDERS;
    let policy = meshwright_policy::Policy::default();
    vec![
        file(early, "policies.yaml", &validating()),
        file(early, "parameters.yaml", &[parameters(&policy)]),
        file(
            early,
            "kustomization.yaml",
            &[list(&["parameters.yaml", "policies.yaml"])],
        ),
        file(late, "policies.yaml", &mutating()),
        file(
            late,
            "kustomization.yaml",
            &[list(&["../validating", "policies.yaml"])],
        ),
    ]
}

/// All policies and their parameters as one stream of documents.
pub fn policies() -> String {
    let policy = meshwright_policy::Policy::default();
    let all = [vec![parameters(&policy)], validating(), mutating()].concat();
    stream(&all)
}

fn list(resources: &[&str]) -> Value {
    json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources,
    })
}

fn file(folder: &str, name: &str, documents: &[Value]) -> Artefact {
    Artefact {
        path: format!("{folder}/{name}"),
        text: stream(documents),
    }
}

fn stream(documents: &[Value]) -> String {
    let documents: Vec<String> = documents.iter().map(yaml::emit).collect();
    format!("# {NOTICE}\n{}\n", documents.join("\n---\n"))
}

/// What the policies are asked about.
fn matched(resources: &[&str]) -> Value {
    json!({
        "matchPolicy": "Equivalent",
        "resourceRules": [{
            "apiGroups": [GROUP],
            "apiVersions": [VERSION],
            "operations": ["CREATE", "UPDATE"],
            "resources": resources,
            "scope": "Cluster",
        }],
    })
}

/// The object, and its status.
fn both() -> [String; 2] {
    [PLURAL.to_owned(), format!("{PLURAL}/status")]
}

/// The parameters, as a binding names them; `without` says what happens while they are not there.
fn reference(without: &str) -> Value {
    json!({
        "name": PARAMETERS,
        "namespace": NAMESPACE,
        "parameterNotFoundAction": without,
    })
}

fn object(kind: &str, name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "meshwright"}},
        "spec": spec,
    })
}
