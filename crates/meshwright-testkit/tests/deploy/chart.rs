//! What the chart refuses, as the real helm reads it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::rendered::{chart, deploy, plane};

#[test]
fn a_value_out_of_bounds_is_refused_by_its_name() {
    for (value, named) in [
        ("replicas=1", "'/replicas'"),
        ("certificates=none", "'/certificates'"),
        ("caBundle=QQ==", "'/certificates'"),
        ("certificates=files,caBundle=!", "'/caBundle'"),
        ("certificates=files,safeStart=true", "'/certificates'"),
        ("crd.install=1", "'/crd/install'"),
        ("image.name=", "'/image/name'"),
        ("image.pullPolicy=Often", "'/image/pullPolicy'"),
        ("policy.levles.SM0201=warn", "'levles'"),
        ("resources=1", "'/resources'"),
        ("tlsSecret=A_b", "'/tlsSecret'"),
        ("webhook.failurePolicy=Maybe", "'/webhook/failurePolicy'"),
        ("webhook.timeoutSeconds=11", "'/webhook/timeoutSeconds'"),
        ("webhook.unknown=1", "'unknown'"),
        ("unknown=1", "'unknown'"),
    ] {
        let output = plane()
            .helm(&["template", "meshwright", &chart(), "--set", value])
            .run();
        assert!(!output.success(), "{value} is taken");
        assert!(output.stderr.contains(named), "{value}: {}", output.stderr);
    }
}

#[test]
fn the_policy_among_the_values_has_the_fields_of_a_policy() {
    let values = json("charts/meshwright/values.schema.json");
    let policy = json("../schemas/policy.schema.json");
    assert_eq!(
        names(&values["properties"]["policy"]["properties"]),
        names(&policy["properties"]["spec"]["properties"]),
    );
}

fn json(path: &str) -> Value {
    let text = std::fs::read_to_string(deploy().join(path)).expect("a committed file");
    serde_json::from_str(&text).expect("JSON")
}

fn names(properties: &Value) -> BTreeSet<&String> {
    properties.as_object().expect("properties").keys().collect()
}
