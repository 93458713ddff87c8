//! Whole schemas held against whole verdicts: on every vector, and on documents changed at random.

#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use meshwright_policy::{Cell, Document, Kind, Level, Report, Surface, rules};
use meshwright_schema::{SchemaFile, find};
use meshwright_testkit::vectors::{document, judge_alone, vectors};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A schema, and the surfaces whose verdict it stands for.
struct Held {
    name: &'static str,
    surfaces: &'static [Surface],
}

/// What comes to the service is a request whatever it looks like; in a file an answer is an answer.
fn held(document: &Document) -> Vec<Held> {
    const BOTH: &[Surface] = &[Surface::Lint, Surface::Admission];
    match document {
        Document::ServiceMesh(_) => vec![Held {
            name: "service-mesh",
            surfaces: BOTH,
        }],
        Document::Mesh(mesh) => {
            let request = Held {
                name: "mesh-request",
                surfaces: &[Surface::Rest],
            };
            let response = Held {
                name: "mesh-response",
                surfaces: &[Surface::Lint],
            };
            if mesh.is_response() {
                vec![request, response]
            } else {
                vec![request]
            }
        }
        Document::ErrorBody(_) => vec![Held {
            name: "error-body",
            surfaces: &[Surface::Lint],
        }],
        Document::Crd(_) => Vec::new(),
    }
}

fn validates(name: &str, value: &Value) -> Result<(), String> {
    static VALIDATORS: LazyLock<BTreeMap<&str, jsonschema::Validator>> = LazyLock::new(|| {
        let build = |schema: &SchemaFile| jsonschema::draft202012::new(&schema.schema()).unwrap();
        meshwright_schema::schemas()
            .iter()
            .map(|schema| (schema.name, build(schema)))
            .collect()
    });
    let validator = &VALIDATORS[name];
    validator
        .validate(value)
        .map_err(|error| format!("{}: {error}", error.instance_path()))
}

fn reports(document: &Document, held: &Held) -> Vec<Report> {
    held.surfaces
        .iter()
        .map(|surface| judge_alone(document, *surface))
        .collect()
}

/// The enforcing schema refuses only what the rules refuse, and all that exact cells claim.
fn enforcing(value: &Value) -> Result<(), String> {
    let document = document(value.clone());
    for held in held(&document) {
        let reports = reports(&document, &held);
        let verdict = validates(held.name, value);
        let denied: Vec<_> = reports
            .iter()
            .flat_map(|report| report.at(Level::Deny))
            .collect();
        if let (Err(error), true) = (&verdict, denied.is_empty()) {
            return Err(format!("{} is stricter than the rules: {error}", held.name));
        }
        let missed = denied
            .iter()
            .find(|found| found.rule.points.schema == Cell::Exact);
        if let (Ok(()), Some(found)) = (&verdict, missed) {
            return Err(format!(
                "{} misses {} at {}",
                held.name,
                found.code(),
                found.path
            ));
        }
    }
    Ok(())
}

/// The strict schema refuses unknown keys too; the advisory one what is only warned about.
fn other_flavours(value: &Value) -> Result<(), String> {
    let document = document(value.clone());
    for held in held(&document)
        .iter()
        .filter(|held| held.name != "error-body")
    {
        let reports = reports(&document, held);
        let found = || reports.iter().flat_map(Report::diagnostics);
        let unknown = found().any(|found| ["GX0008", "GX0012"].contains(&found.code()));
        let denied = found().any(|found| found.level == Level::Deny);
        let strict = validates(&format!("{}.strict", held.name), value);
        match &strict {
            Err(error) if !unknown && !denied => {
                return Err(format!(
                    "{} (strict) is stricter than the rules: {error}",
                    held.name
                ));
            }
            Ok(()) if unknown => {
                return Err(format!("{} (strict) misses an unknown key", held.name));
            }
            _ => {}
        }
        let advisory = validates(&format!("{}.advisory", held.name), value);
        if let (Err(error), true) = (&advisory, found().next().is_none()) {
            return Err(format!(
                "{} (advisory) sees what no rule sees: {error}",
                held.name
            ));
        }
    }
    Ok(())
}

fn every_vector(check: fn(&Value) -> Result<(), String>) {
    let cases = vectors()
        .into_iter()
        .filter(|vector| vector.policy.is_none());
    let wrong = cases.filter_map(|case| {
        let error = check(&case.document).err()?;
        Some(format!("{} {:?}: {error}", case.rule, case.name))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_enforcing_schemas_follow_the_rules_on_every_vector() {
    every_vector(enforcing);
}

#[test]
fn the_strict_and_advisory_schemas_follow_the_rules_on_every_vector() {
    every_vector(other_flavours);
}

#[test]
fn every_schema_is_one() {
    for schema in meshwright_schema::schemas() {
        let value = schema.schema();
        assert!(jsonschema::meta::is_valid(&value), "{}", schema.name);
        assert!(value["title"].is_string(), "{}", schema.name);
        assert!(
            jsonschema::draft202012::new(&value).is_ok(),
            "{}",
            schema.name
        );
    }
}

#[test]
fn a_list_of_meshes_is_held_item_by_item() {
    let base = vectors()
        .into_iter()
        .find(|vector| vector.rule == "MR0201")
        .unwrap()
        .document;
    let list = |item: &Value| json!({"apiVersion": "v1", "kind": "MeshList", "items": [item]});
    assert_eq!(validates("mesh-list", &list(&base)), Ok(()));
    let mut broken = base;
    broken["metadata"]["name"] = json!("X");
    assert!(validates("mesh-list", &list(&broken)).is_err());
}

#[test]
fn the_codes_of_the_findings_schema_are_those_of_the_table() {
    let schema = find("findings").unwrap().schema();
    let codes = &schema["properties"]["findings"]["items"]["properties"]["code"]["enum"];
    assert_eq!(codes.as_array().unwrap().len(), rules::all().len());
}

/// A value that some field might take amiss.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        (-3i64..70_000).prop_map(Value::from),
        (-1.0f64..200.0).prop_map(Value::from),
        "[a-zA-Z0-9,.:/*-]{0,6}".prop_map(Value::from),
        "\\PC{0,3}".prop_map(Value::from),
        prop::sample::select(vec![
            "Standard",
            "standard",
            "In",
            "UID",
            "Name",
            "apm-otel",
            "zipkin",
            "1.14",
            "1.18.7-r5",
            "True",
            "PreChecked",
            "2025-04-10T07:48:37Z",
            "10.0.0.0/8",
            "80,443",
            "Running",
            "v1",
            "Mesh",
        ])
        .prop_map(Value::from),
        prop::collection::vec("[a-z]{0,3}".prop_map(Value::from), 0..3).prop_map(Value::from),
    ]
}

/// What is done at one place of a document.
#[derive(Debug, Clone)]
enum Change {
    Put(Value),
    Drop,
    Double,
    Add(String, Value),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => any_value().prop_map(Change::Put),
        2 => Just(Change::Drop),
        1 => Just(Change::Double),
        1 => ("[a-z]{1,4}", any_value()).prop_map(|(key, value)| Change::Add(key, value)),
    ]
}

/// Every place of a document but its root and its head.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    if !["", "/apiVersion", "/kind"].contains(&at) {
        out.push(at.to_owned());
    }
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    for (key, member) in members {
        places(
            member,
            &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
            out,
        );
    }
}

fn apply(document: &mut Value, index: prop::sample::Index, change: Change) {
    let mut all = Vec::new();
    places(document, "", &mut all);
    if all.is_empty() {
        return;
    }
    let at = index.get(&all).clone();
    let (parent, last) = at.rsplit_once('/').unwrap();
    let last = last.replace("~1", "/").replace("~0", "~");
    match change {
        Change::Put(value) => *document.pointer_mut(&at).unwrap() = value,
        Change::Drop => match document.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.remove(&last)),
            Value::Array(items) => drop(items.remove(last.parse().unwrap())),
            _ => {}
        },
        Change::Double => {
            if let Some(items) = document.pointer_mut(&at).and_then(Value::as_array_mut) {
                items.extend_from_within(..);
            }
        }
        Change::Add(key, value) => {
            if let Some(members) = document.pointer_mut(&at).and_then(Value::as_object_mut) {
                members.insert(key, value);
            }
        }
    }
}

fn any_document() -> impl Strategy<Value = Value> {
    let bases: Vec<Value> = vectors()
        .into_iter()
        .filter(|vector| vector.policy.is_none())
        .filter(|vector| document(vector.document.clone()).kind() != Kind::Crd)
        .map(|vector| vector.document)
        .collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any_change()), 1..4);
    (prop::sample::select(bases), changes).prop_map(|(mut document, changes)| {
        for (index, change) in changes {
            apply(&mut document, index, change);
        }
        document
    })
}

/// Never stricter: what a schema refuses, some rule speaks of.
fn never_stricter(value: &Value) -> Result<(), String> {
    let document = document(value.clone());
    for held in held(&document) {
        let reports = reports(&document, &held);
        let denied = reports.iter().any(Report::denies);
        if let (Err(error), false) = (validates(held.name, value), denied) {
            return Err(format!("{} is stricter than the rules: {error}", held.name));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_schema_is_stricter_than_the_rules(document in any_document()) {
        prop_assert_eq!(never_stricter(&document), Ok(()));
        prop_assert_eq!(other_flavours(&document), Ok(()));
    }
}
