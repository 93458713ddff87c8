//! Policies that match nothing and stay.
//!
//! A server watches the parameters as long as a binding asks for their kind. When the last one goes the
//! watch ends, and for the next one it does not start again: that one sees the parameters as they were
//! (kubernetes issue 130887; of 1.36 too). So one binding of each kind is never taken away.

use meshwright_schema::policies::{NAMESPACE, PARAMETERS};
use serde_json::{Value, json};

const NAME: &str = "differential-keeper";

/// The policies and their bindings.
pub(super) fn policies(mutating: bool) -> Vec<Value> {
    let mut objects = pair(
        "Validating",
        &json!({"validations": [{"expression": "true"}]}),
    );
    if mutating {
        let nothing = json!({"patchType": "JSONPatch", "jsonPatch": {"expression": "[JSONPatch{op: 'test', path: '/kind', value: 'Nothing'}]"}});
        objects.extend(pair(
            "Mutating",
            &json!({"mutations": [nothing], "reinvocationPolicy": "Never"}),
        ));
    }
    objects
}

fn pair(effect: &str, more: &Value) -> Vec<Value> {
    let mut spec = json!({
        "paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
        "matchConstraints": {"resourceRules": [{
            "apiGroups": ["nothing.meshwright.dev"],
            "apiVersions": ["v1"],
            "operations": ["CREATE"],
            "resources": ["nothings"],
        }]},
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        spec[member] = value.clone();
    }
    let mut binding = json!({
        "policyName": NAME,
        "paramRef": {"name": PARAMETERS, "namespace": NAMESPACE, "parameterNotFoundAction": "Allow"},
    });
    if effect == "Validating" {
        binding["validationActions"] = json!(["Deny"]);
    }
    vec![
        object(&format!("{effect}AdmissionPolicy"), &spec),
        object(&format!("{effect}AdmissionPolicyBinding"), &binding),
    ]
}

fn object(kind: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": NAME},
        "spec": spec,
    })
}
