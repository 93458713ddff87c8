//! What the policies need to know of this cluster, in a `ConfigMap`.

use meshwright_policy::Policy;
use serde_json::{Value, json};

/// The name of the parameters.
pub const NAME: &str = "meshwright-parameters";
/// The namespace of the parameters.
pub const NAMESPACE: &str = "meshwright-system";

/// The parameters that say what `policy` says. Lists have a line an item.
pub fn parameters(policy: &Policy) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": NAME,
            "namespace": NAMESPACE,
            "labels": {"app.kubernetes.io/part-of": "meshwright"},
        },
        "data": {
            "region": policy.region.alibaba.clone().unwrap_or_default(),
            "standardRegions": policy.regions.standard.join("\n"),
            "otherRegions": policy.regions.other.join("\n"),
            "controllers": policy.controllers.join("\n"),
            "breakGlassGroups": policy.break_glass_groups.join("\n"),
        },
    })
}
