//! What the API server serves of `ServiceMesh`, and who is asked about it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cluster;
use crate::rendered::{deploy, rendered_at};

/// What the defaults are deliberately not asked about: a status has none.
const WITHOUT_DEFAULTS: [&str; 1] = ["servicemesh/status"];

#[test]
fn each_part_that_can_be_written_is_matched_or_left_out_on_purpose() {
    let plane = cluster::start();
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    let served = plane.admin().get("/apis/istio.alibabacloud.com/v1beta1");
    let served = served.expect_success()["resources"].clone();
    let name = |resource: &Value| resource["name"].as_str().expect("a name").to_owned();
    let served: BTreeSet<String> = list(&served).iter().map(name).collect();
    assert!(served.contains("servicemesh"), "{served:?}");

    let overlay = deploy().join("overlays/policies-and-defaults");
    for object in plane.objects(&rendered_at(&plane, &overlay)) {
        let kind = object["kind"].as_str().unwrap_or_default();
        let rules = match kind {
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration" => {
                &object["webhooks"][0]["rules"]
            }
            "ValidatingAdmissionPolicy" | "MutatingAdmissionPolicy" => {
                &object["spec"]["matchConstraints"]["resourceRules"]
            }
            _ => continue,
        };
        let resources = list(rules).iter().flat_map(|rule| list(&rule["resources"]));
        let mut covered: BTreeSet<String> = resources
            .filter_map(|it| it.as_str().map(ToOwned::to_owned))
            .collect();
        if kind.starts_with("Mutating") {
            for left_out in WITHOUT_DEFAULTS {
                assert!(covered.insert(left_out.to_owned()), "{kind}: {left_out}");
            }
        }
        assert_eq!(covered, served, "{kind}");
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
