//! The vectors that need a whole text.

use std::fs;

use meshwright_lint::{PolicySource, Settings};
use serde_json::Value;

use crate::support::{Folder, lint_text, project};

#[test]
fn every_text_of_the_vectors_yields_exactly_the_codes_it_names() {
    let mut wrong = Vec::new();
    for entry in fs::read_dir(project().join("tests/vectors")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let cases = file["cases"].as_array().unwrap().iter();
        for case in cases.filter(|case| case["text"].is_string()) {
            let expected: Vec<&str> = case["expect"]
                .as_array()
                .unwrap()
                .iter()
                .map(|code| code.as_str().unwrap())
                .collect();
            let found = codes(case);
            if found != expected {
                wrong.push(format!(
                    "{} {}: expected {expected:?}, found {found:?}",
                    file["rule"], case["name"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn codes(case: &Value) -> Vec<&'static str> {
    let folder = Folder::new();
    let policy = match &case["policy"] {
        Value::Null => PolicySource::Defaults,
        spec => {
            let text = serde_json::json!({
                "apiVersion": "policy.meshwright.dev/v1alpha1", "kind": "Policy", "spec": spec,
            });
            PolicySource::File(folder.write("meshwright.yaml", text.to_string()))
        }
    };
    let text = case["text"].as_str().unwrap();
    let is_json = text.trim_start_matches('\u{feff}').starts_with(['{', '[']);
    let name = if is_json { "case.json" } else { "case.yaml" };
    let settings = Settings {
        policy,
        ..Settings::default()
    };
    let outcome = lint_text(&settings, name, text);
    assert!(
        outcome.faults.is_empty(),
        "{}: {:?}",
        case["name"],
        outcome.faults
    );
    let mut codes: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    codes.sort_unstable();
    codes
}
