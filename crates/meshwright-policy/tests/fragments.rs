//! The schema keywords of the proxy and tracing rules, held against the rules on their own vectors.
//!
//! Each rule's keywords stand alone in a schema here, so that no other rule can help.

#![cfg(test)]

use std::path::Path;

use meshwright_api::{Edit, FieldPath, Segment};
use meshwright_policy::rule::{Fragment, Keywords};
use meshwright_policy::{
    Cell, Context, Document, Group, Level, Policy, Rule, Subject, Surface, rules, validate,
};
use serde_json::{Value, json};

fn read(path: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn path_of(pointer: &str) -> FieldPath {
    let segment = |step: &str| {
        step.parse::<usize>()
            .map_or_else(|_| Segment::from(step.to_owned()), Segment::from)
    };
    pointer.split('/').skip(1).map(segment).collect()
}

fn patch(document: &mut Value, edit: &Edit) {
    let patch = Value::from(edit.json_patch(document));
    let patch: json_patch::Patch = serde_json::from_value(patch).unwrap();
    json_patch::patch(document, &patch).unwrap();
}

/// The documents of a rule's vectors, each with its name.
fn documents(rule: &Rule) -> Vec<(String, Value)> {
    let base = read("base/mesh.json");
    let file = read(&format!("{}.json", rule.code));
    let build = |case: &Value| {
        let mut document = base.clone();
        for (at, value) in case["set"].as_object().into_iter().flatten() {
            patch(&mut document, &Edit::set(path_of(at), value.clone()));
        }
        for at in case["drop"].as_array().into_iter().flatten() {
            let path = path_of(at.as_str().unwrap());
            patch(&mut document, &Edit::Remove { path });
        }
        (case["name"].to_string(), document)
    };
    file["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(build)
        .collect()
}

fn keywords(fragment: &Fragment) -> Value {
    match fragment.keywords {
        Keywords::Json(text) => serde_json::from_str(text).unwrap(),
        Keywords::Required(members) => json!({"required": members}),
        Keywords::Implies(implication) => implication.keywords().into(),
        Keywords::Text(_) => unreachable!("no rule of these groups says it"),
    }
}

/// A schema of nothing but one fragment. Null stands for absent wherever a member may be absent.
fn placed(fragment: &Fragment) -> Value {
    let steps = fragment.at.split('.').filter(|step| !step.is_empty());
    steps.rev().fold(keywords(fragment), |inner, step| {
        let (key, inner) = match step.strip_suffix("[]") {
            Some(key) => (key, json!({"items": inner})),
            None => (step, inner),
        };
        json!({"properties": {key: {"anyOf": [{"type": "null"}, inner]}}})
    })
}

fn without_null_members(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_null_members(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_null_members).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Whether the rule speaks at its own level: what the keywords stand for. Wrong types are the shapes' part.
fn refused_by_rule(rule: &Rule, document: &Value) -> Option<bool> {
    let document = Document::Mesh(serde_json::from_value(document.clone()).unwrap());
    let policy = Policy::default();
    let report = validate(
        &Subject::new(&document),
        &Context::new(&policy, Surface::Lint),
    );
    let of_type = |cause| cause == meshwright_policy::Cause::TypeInvalid;
    let diagnostics = report.diagnostics();
    if diagnostics.iter().any(|found| of_type(found.cause)) {
        return None;
    }
    let own = |found: &&meshwright_policy::Diagnostic| found.code() == rule.code;
    Some(
        diagnostics
            .iter()
            .filter(own)
            .any(|found| found.level == rule.level),
    )
}

#[test]
fn the_keywords_refuse_what_the_rule_refuses_and_nothing_else() {
    let (mut judged, mut exact) = (0, 0);
    let rules = rules::all().iter().filter(|rule| {
        matches!(rule.group, Group::Proxy | Group::Tracing) && rule.points.schema != Cell::None
    });
    for rule in rules {
        let schemas: Vec<Value> = rule.schema.iter().map(placed).collect();
        assert!(
            !schemas.is_empty() && rule.level != Level::Off,
            "{}",
            rule.code
        );
        let schema = jsonschema::validator_for(&json!({"allOf": schemas})).unwrap();
        for (name, document) in documents(rule) {
            let Some(refused) = refused_by_rule(rule, &document) else {
                continue;
            };
            let admitted = schema.is_valid(&without_null_members(&document));
            judged += 1;
            if rule.points.schema == Cell::Exact {
                exact += 1;
                assert_eq!(admitted, !refused, "{} {name}", rule.code);
            } else {
                assert!(admitted || refused, "{} {name}", rule.code);
            }
        }
    }
    assert!(judged > 250 && exact > 150, "{judged} {exact}");
}

#[test]
fn the_weaker_patterns_of_ranges_miss_little() {
    for code in ["MR0501", "MR0502"] {
        let rule = rules::find(code).unwrap();
        let schema = jsonschema::validator_for(&placed(&rule.schema[0])).unwrap();
        let missed = documents(rule).into_iter().filter(|(_, document)| {
            refused_by_rule(rule, document) == Some(true) && schema.is_valid(document)
        });
        let missed: Vec<String> = missed.map(|(name, _)| name).collect();
        assert!(missed.len() <= 4, "{missed:?}");
    }
}
