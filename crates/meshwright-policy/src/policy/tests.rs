use serde_json::{Value, json};

use super::document::PolicyFault;
use super::*;
use crate::Surface;
use crate::diagnostic::Anchor;

fn faults(spec: &Value) -> Vec<(String, Option<String>)> {
    let tell = |fault: PolicyFault| (fault.path.to_string(), fault.suggestion);
    Policy::from_spec(spec)
        .unwrap_err()
        .into_iter()
        .map(tell)
        .collect()
}

fn fault(spec: &Value) -> PolicyFault {
    let mut faults = Policy::from_spec(spec).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.remove(0)
}

#[test]
fn no_document_means_the_defaults() {
    assert_eq!(Policy::from_spec(&json!({})), Ok(Policy::default()));
    assert_eq!(Policy::from_spec(&Value::Null), Ok(Policy::default()));
    let head = json!({"apiVersion": "policy.meshwright.dev/v1alpha1", "kind": "Policy"});
    assert_eq!(Policy::from_document(&head), Ok(Policy::default()));
}

#[test]
fn a_code_says_more_than_its_group() {
    let policy = Policy::from_spec(
        &json!({"levels": {"input": "off", "GX0011": "warn", "edition": "audit"}}),
    )
    .unwrap();
    assert_eq!(policy.levels.get("GX0011"), Some(&Level::Warn));
    assert_eq!(policy.levels.get("SM0201"), Some(&Level::Audit));
}

#[test]
fn the_head_must_be_that_of_a_policy() {
    let wrong = json!({"apiVersion": "v1", "kind": "policy", "spec": {}});
    let faults = Policy::from_document(&wrong).unwrap_err();
    let paths: Vec<String> = faults.iter().map(|fault| fault.path.to_string()).collect();
    assert_eq!(paths, ["apiVersion", "kind"]);
    assert_eq!(Policy::from_document(&json!({})).unwrap_err().len(), 2);
    assert_eq!(
        Policy::from_document(&json!([])).unwrap_err()[0].message,
        "must be an object, not a list"
    );
}

#[test]
fn a_bare_off_is_told_from_any_other_wrong_type() {
    let message = |spec: Value| fault(&spec).message;
    let bare = "must be a string, not a boolean; YAML reads a bare off as false, so write \"off\" in quotes";
    assert_eq!(message(json!({"levels": {"SM0205": false}})), bare);
    let overridden = json!({"overrides": [{"paths": ["a"], "levels": {"input": false}}]});
    assert_eq!(message(overridden), bare);
    let plain = "must be a string, not a boolean";
    assert_eq!(message(json!({"levels": {"SM0205": true}})), plain);
    assert_eq!(message(json!({"readings": {"apm118": false}})), plain);
}

#[test]
fn all_faults_come_out_of_one_pass() {
    let found = faults(&json!({
        "levels": {"SM0201": "Warn", "editon": "off"},
        "regions": {"standard": ["cn-hangzhou", "cn-hangzhou", "EU"], "other": []},
        "limits": {"clusters": 0, "standardPods": "50"},
        "exemptions": [{"rules": ["SM0201"]}, {"rules": [], "reason": " ", "expires": "2026-02-30"}],
        "overrides": [{"region": {}}, {"paths": ["", "a{"]}],
        "reading": {},
    }));
    let found: Vec<(&str, Option<&str>)> = found
        .iter()
        .map(|(path, word)| (path.as_str(), word.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("exemptions[0].reason", None),
            ("exemptions[1].expires", None),
            ("exemptions[1].reason", None),
            ("exemptions[1].rules", None),
            ("levels.SM0201", Some("warn")),
            ("levels.editon", Some("edition")),
            ("limits.clusters", None),
            ("limits.standardPods", None),
            ("overrides[0].paths", None),
            ("overrides[1].paths[0]", None),
            ("overrides[1].paths[1]", None),
            ("reading", Some("readings")),
            ("regions.standard[1]", None),
            ("regions.standard[2]", None),
        ]
    );
}

#[test]
fn keys_are_anchored_as_keys_and_missing_fields_as_missing() {
    assert_eq!(fault(&json!({"Levels": {}})).anchor, Anchor::Key);
    assert_eq!(
        fault(&json!({"levels": {"SM9999": "off"}})).anchor,
        Anchor::Key
    );
    let without = json!({"exemptions": [{"rules": ["SM0201"]}]});
    assert_eq!(fault(&without).anchor, Anchor::Missing);
}

#[test]
fn a_retired_code_names_its_heir() {
    let fault = fault(&json!({"levels": {"MR0105": "off"}}));
    assert_eq!(fault.message, "the rule MR0105 is gone");
    assert_eq!(fault.suggestion.as_deref(), Some("GX0012"));
}

#[test]
fn a_rule_may_not_be_called_by_its_name_but_is_understood() {
    let fault = fault(&json!({"exemptions": [{"rules": ["unknown-edition"], "reason": "r"}]}));
    assert_eq!(fault.suggestion.as_deref(), Some("SM0201"));
    assert_eq!(
        tests::fault(&json!({"levels": {"sm0201": "off"}}))
            .suggestion
            .as_deref(),
        Some("SM0201")
    );
}

#[test]
fn a_region_on_both_lists_is_a_fault() {
    let own = json!({"regions": {"standard": ["x-1"], "other": ["x-1"]}});
    assert_eq!(faults(&own), [("regions.other[0]".to_owned(), None)]);
    let built_in = json!({"regions": {"standard": ["eu-west-1"]}});
    assert_eq!(
        faults(&built_in),
        [("regions.standard[0]".to_owned(), None)]
    );
}

#[test]
fn the_reading_of_1_18_is_a_level() {
    let level = |word: &str| {
        let policy = Policy::from_spec(&json!({"readings": {"apm118": word}})).unwrap();
        policy.levels.get(reader::APM_118).copied()
    };
    assert_eq!(level("deny"), Some(Level::Deny));
    assert_eq!(level("warn"), Some(Level::Warn));
    assert_eq!(level("allow"), Some(Level::Off));
    assert_eq!(
        fault(&json!({"readings": {"apm118": "off"}}))
            .path
            .to_string(),
        "readings.apm118"
    );
}

#[test]
fn strict_fields_refuse_unknown_fields_unless_a_level_says_otherwise() {
    let Some(rule) = rules::find("GX0012") else {
        return;
    };
    let level = |spec| {
        Policy::from_spec(&spec)
            .unwrap()
            .level(rule, Surface::Lint)
            .0
    };
    assert_eq!(level(json!({})), Level::Warn);
    assert_eq!(
        level(json!({"readings": {"strictFields": true}})),
        Level::Deny
    );
    assert_eq!(
        level(json!({"readings": {"strictFields": true}, "levels": {"GX0012": "off"}})),
        Level::Off
    );
}

#[test]
fn the_last_override_that_matches_wins() {
    let policy = Policy::from_spec(&json!({"overrides": [
        {"paths": ["eu/**"], "levels": {"SM0201": "warn"}, "region": {"alibaba": "eu-west-1"}},
        {"paths": ["*.test.yaml"], "levels": {"SM0201": "off"}},
    ]}))
    .unwrap();
    let at = policy.for_path("./eu/a.test.yaml");
    assert_eq!(at.levels.get("SM0201"), Some(&Level::Off));
    assert_eq!(at.region.alibaba.as_deref(), Some("eu-west-1"));
    assert!(matches!(policy.for_path("asia/a.yaml"), Cow::Borrowed(_)));
}

#[test]
fn a_policy_written_back_means_the_same() {
    let spec = json!({
        "levels": {"SM0201": "warn"},
        "region": {"alibaba": "cn-hangzhou"},
        "regions": {"apm": ["a-1", "b-1"]},
        "limits": {"clusters": 5, "meshTypes": ["InCluster", "Other"], "standardPods": 60},
        "readings": {"idFromStatus": true, "apm118": "allow"},
        "controllers": ["system:serviceaccount:mesh:controller"],
        "breakGlassGroups": ["mesh-emergency"],
        "exemptions": [{"rules": ["edition"], "kinds": ["ServiceMesh"], "names": ["old-*"], "reason": "r"}],
        "overrides": [{"paths": ["x/**"], "levels": {"SM0201": "off"}}],
    });
    let policy = Policy::from_spec(&spec).unwrap();
    let again = Policy::from_spec(&serde_json::to_value(policy.to_spec()).unwrap()).unwrap();
    assert_eq!(policy, again);
    assert_eq!(policy.revision(), again.revision());
}

#[test]
fn the_revision_does_not_depend_on_the_order_of_names() {
    let revision = |spec| Policy::from_spec(&spec).unwrap().revision();
    assert_eq!(
        revision(json!({"regions": {"apm": ["a-1", "b-1"]}})),
        revision(json!({"regions": {"apm": ["b-1", "a-1"]}}))
    );
    assert_ne!(
        revision(json!({})),
        revision(json!({"controllers": ["me"]}))
    );
    assert_eq!(Policy::default().revision().len(), 16);
}

#[test]
fn an_exemption_covers_what_all_its_parts_match() {
    let policy = Policy::from_spec(&json!({"exemptions": [
        {"rules": ["edition"], "kinds": ["ServiceMesh"], "names": ["old-*"], "paths": ["legacy/**"], "reason": "r"},
    ]}))
    .unwrap();
    let mesh = json!({"spec": {"clusterSpec": "Pro", "id": 7}});
    let document = serde_json::from_value(mesh)
        .map(crate::Document::ServiceMesh)
        .unwrap();
    let report = crate::validate(
        &crate::Subject::new(&document),
        &crate::Context::new(&policy, Surface::Lint),
    );
    let fault = |code| {
        report
            .diagnostics()
            .iter()
            .find(|fault| fault.code() == code)
            .unwrap()
    };
    let good = Target {
        kind: crate::Kind::ServiceMesh,
        name: Some("old-1"),
        path: Some("legacy/a.yaml"),
    };
    let covers = |code, target| policy.exempts(fault(code), target, None).is_some();
    assert!(covers("SM0201", good));
    assert!(!covers("GX0011", good));
    assert!(!covers(
        "SM0201",
        Target {
            kind: crate::Kind::Mesh,
            ..good
        }
    ));
    assert!(!covers(
        "SM0201",
        Target {
            name: Some("new-1"),
            ..good
        }
    ));
    assert!(!covers("SM0201", Target { name: None, ..good }));
    assert!(!covers(
        "SM0201",
        Target {
            path: Some("a.yaml"),
            ..good
        }
    ));
    assert!(!covers("SM0201", Target { path: None, ..good }));
}

#[test]
fn a_looser_policy_names_the_rules_whose_artefacts_are_now_too_strict() {
    let loosened = |spec| Policy::from_spec(&spec).unwrap().loosened();
    assert_eq!(
        loosened(json!({"limits": {"clusters": 17, "meshTypes": ["InCluster", "X"]}})),
        ["MR0301", "MR0402"]
    );
    assert!(loosened(json!({"limits": {"clusters": 5}, "levels": {"SM0105": "deny"}})).is_empty());
    assert_eq!(
        loosened(json!({"readings": {"idFromStatus": true}})),
        ["SM0301"]
    );
    let exempt = |extra: Value| {
        let mut one = json!({"rules": ["SM0201"], "reason": "r"});
        one.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        loosened(json!({"exemptions": [one]}))
    };
    assert_eq!(exempt(json!({"kinds": ["ServiceMesh"]})), ["SM0201"]);
    assert!(exempt(json!({"paths": ["legacy/**"]})).is_empty());
}
