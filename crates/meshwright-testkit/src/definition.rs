//! Another's definition of `ServiceMesh`: the same names, and it takes anything.
//!
//! For tests whose subject is not the schema, or that must store what our own definition refuses. Ours is
//! in `deploy/crds`.

use serde_json::{Value, json};

/// The definition, to be posted or applied.
pub fn open_definition() -> Value {
    let anything = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let version = json!({
        "name": "v1beta1",
        "served": true,
        "storage": true,
        "subresources": {"status": {}},
        "schema": {"openAPIV3Schema": anything},
    });
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "servicemesh.istio.alibabacloud.com"},
        "spec": {
            "group": "istio.alibabacloud.com",
            "scope": "Cluster",
            "names": {"kind": "ServiceMesh", "plural": "servicemesh", "singular": "servicemesh"},
            "versions": [version],
        },
    })
}
