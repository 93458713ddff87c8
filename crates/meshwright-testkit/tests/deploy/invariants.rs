//! What must hold for every object of every overlay, whoever edits a manifest next.

use serde_json::Value;

use crate::rendered::{key, overlays, plane, rendered};

const GROUP: &str = "istio.alibabacloud.com";

fn all() -> impl Iterator<Item = (String, Value)> {
    overlays().into_iter().flat_map(|overlay| {
        let objects = plane().objects(&rendered(plane(), &overlay));
        let named = move |object: Value| (format!("{overlay}: {}", key(&object)), object);
        objects.into_iter().map(named)
    })
}

#[test]
fn webhooks_judge_only_our_cluster_wide_kind_and_say_what_happens_without_an_answer() {
    let mut seen = 0;
    for (name, configuration) in all() {
        for webhook in configuration["webhooks"].as_array().into_iter().flatten() {
            seen += 1;
            assert!(webhook["objectSelector"].is_null(), "{name}");
            assert!(webhook["failurePolicy"].is_string(), "{name}");
            let seconds = webhook["timeoutSeconds"].as_u64();
            assert!(seconds.is_some_and(|seconds| seconds <= 5), "{name}");
            assert_eq!(webhook["sideEffects"], "None", "{name}");
            only_ours(&name, &webhook["rules"]);
        }
    }
    assert_eq!(seen, 2 * overlays().len());
}

#[test]
fn policies_judge_only_our_cluster_wide_kind() {
    let policies: Vec<_> = all()
        .filter(|(_, object)| object["kind"] == "ValidatingAdmissionPolicy")
        .collect();
    assert!(!policies.is_empty());
    for (name, policy) in policies {
        let constraints = &policy["spec"]["matchConstraints"];
        assert!(constraints["objectSelector"].is_null(), "{name}");
        assert!(policy["spec"]["failurePolicy"].is_string(), "{name}");
        only_ours(&name, &constraints["resourceRules"]);
    }
}

#[test]
fn no_right_is_a_wildcard_and_what_is_more_than_a_list_is_named_one_by_one() {
    let mut seen = 0;
    for (name, role) in all() {
        for rule in role["rules"].as_array().into_iter().flatten() {
            seen += 1;
            assert!(!rule.to_string().contains('*'), "{name}: {rule}");
            // Secrets are of the core group: even a list of them would show them all.
            let shows_secrets = rule["apiGroups"] == serde_json::json!([""]);
            let lists = rule["verbs"] == serde_json::json!(["list"]) && !shows_secrets;
            if rule["apiGroups"] != serde_json::json!([GROUP]) && !lists {
                assert!(rule["resourceNames"].is_array(), "{name}: {rule}");
            }
        }
    }
    assert!(seen >= overlays().len());
}

fn only_ours(name: &str, rules: &Value) {
    let rules = rules.as_array().expect("rules");
    assert!(!rules.is_empty(), "{name}");
    for rule in rules {
        assert_eq!(rule["apiGroups"], serde_json::json!([GROUP]), "{name}");
        assert_eq!(rule["scope"], "Cluster", "{name}");
        assert!(!rule.to_string().contains('*'), "{name}: {rule}");
    }
}
