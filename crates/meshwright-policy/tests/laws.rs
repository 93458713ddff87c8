//! Laws that hold for every rule and every document, whatever is in it.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use meshwright_api::shape::Shape;
use meshwright_api::{Edit, FieldPath, Safety, Segment};
use meshwright_policy::policy::document::SHAPE as POLICY;
use meshwright_policy::{
    Anchor, Check, Context, Diagnostic, Document, Kind, Level, Policy, Subject, Surface, rules,
    validate,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

/// A red test stays red: the seed is fixed. `PROPTEST_CASES` looks further.
fn config() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn base(kind: Kind) -> Value {
    let name = match kind {
        Kind::ServiceMesh => "service-mesh",
        Kind::Mesh => "mesh",
        Kind::ErrorBody => {
            return json!({"errorCode": "ASM.01400001", "errorMsg": "the request body is invalid"});
        }
        Kind::Crd => {
            return json!({
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": {"name": "servicemesh.istio.alibabacloud.com"},
                "spec": {"group": "istio.alibabacloud.com", "scope": "Cluster",
                    "names": {"kind": "ServiceMesh", "plural": "servicemesh"}},
            });
        }
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/base");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn decode(kind: Kind, value: &Value) -> Option<Document> {
    let value = value.clone();
    Some(match kind {
        Kind::ServiceMesh => Document::ServiceMesh(serde_json::from_value(value).ok()?),
        Kind::Mesh => Document::Mesh(serde_json::from_value(value).ok()?),
        Kind::ErrorBody => Document::ErrorBody(serde_json::from_value(value).ok()?),
        Kind::Crd => Document::Crd(serde_json::from_value(value).ok()?),
    })
}

fn judged(kind: Kind, value: &Value, policy: &Policy, surface: Surface) -> Vec<Diagnostic> {
    let Some(document) = decode(kind, value) else {
        return Vec::new();
    };
    validate(&Subject::new(&document), &Context::new(policy, surface)).into_diagnostics()
}

/// Texts near the edges of some rule.
fn text() -> impl Strategy<Value = Value> {
    let known = select(vec![
        "",
        " ",
        "a",
        "abcd",
        "mesh",
        "Mesh ",
        "v1",
        "standard",
        "Standard",
        "Enterprise",
        "Delete",
        "delete",
        "Retain",
        "1.18",
        "v1.18.7-r5",
        "1.9",
        "1.14.2",
        "latest",
        "In",
        "in",
        "UID",
        "uid",
        "apm-otel",
        "zipkin",
        "prometheus",
        "*",
        "10.0.0.0/8",
        "10.0.0.1/8",
        "10.0.0.0/8, 10.1.0.0/16",
        "10.0.0.0/8,10.0.0.0/8",
        "::/0",
        "80",
        "80, 443",
        "80,080,80",
        "70000",
        "15001",
        "True",
        "true",
        "Running",
        "2026-11-25T08:00:00Z",
        "2026-11-25 08:00",
        "m\u{435}sh",
        "a\nb",
        "ns/zipkin.example",
        "http://zipkin:9411",
        "PreChecked",
        "ServiceMeshAvailable",
        "Reconciling",
        "Passed",
        "cn-hangzhou",
        "c6490deb776cc458c82c4c22a69315bae",
        "servicemeshoperator.finalizers.alibabacloud.com",
    ])
    .prop_map(Value::from);
    let long = select(vec![63_usize, 64, 65, 254, 5_000]).prop_map(|n| Value::from("a".repeat(n)));
    prop_oneof![12 => known, 1 => long, 1 => any::<String>().prop_map(Value::from)]
}

fn number() -> impl Strategy<Value = Value> {
    select(vec![
        json!(0),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(0.001),
        json!(100.01),
        json!(9411.0),
        json!(65536),
        json!(1e300),
        json!(u64::MAX),
    ])
}

/// Any value at all.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => text(), 1 => number(), 1 => any::<bool>().prop_map(Value::from), 1 => Just(Value::Null),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let keys = select(vec![
            "name",
            "zipkin",
            "fieldSelector",
            "type",
            "bogus",
            "Spec",
            "clusterid",
            "x.y/z",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys.prop_map(str::to_owned), inner, 0..3)
                .prop_map(Value::from_iter),
        ]
    })
}

/// A field on the way down from the root, and what to put there.
#[derive(Debug, Clone)]
struct Change {
    steps: Vec<Index>,
    text: Value,
    number: Value,
    any: Value,
}

fn change() -> impl Strategy<Value = Change> {
    let steps = prop::collection::vec(any::<Index>(), 12);
    (steps, text(), number(), value()).prop_map(|(steps, text, number, any)| Change {
        steps,
        text,
        number,
        any,
    })
}

/// A good document with up to eight fields set to anything.
fn document() -> impl Strategy<Value = (Kind, Value)> {
    let kinds = prop_oneof![4 => Just(Kind::ServiceMesh), 8 => Just(Kind::Mesh), 1 => select(Kind::ALL.to_vec())];
    (kinds, prop::collection::vec(change(), 0..9)).prop_map(|(kind, changes)| {
        let mut document = base(kind);
        for change in &changes {
            set(&mut document, kind.shape(), &change.steps, change);
        }
        (kind, document)
    })
}

/// Walks down the shape and sets a field to a value of its type; now and then one on the way, to anything.
fn set(at: &mut Value, shape: &Shape, steps: &[Index], change: &Change) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    let stray = step.index(1_000);
    if stray < 20 {
        *at = change.any.clone();
        return;
    }
    match (shape, &mut *at) {
        (Shape::Object(_), Value::Object(members)) if stray < 35 => {
            let names = ["bogus", "Spec", "NAME", "ClusterSpec", "naem"];
            members.insert(names[stray % names.len()].to_owned(), change.any.clone());
        }
        (Shape::Object(object), Value::Object(members)) => {
            let field = &object.fields[step.index(object.fields.len())];
            let member = members
                .entry(field.name)
                .or_insert_with(|| fresh(&field.shape));
            set(member, &field.shape, rest, change);
        }
        (Shape::Map { value, .. }, Value::Object(members)) => {
            let key = ["deletion-policy", "retry-at", "other"][step.index(3)];
            let key = format!("operator.istio.alibabacloud.com/{key}");
            set(
                members.entry(key).or_insert(Value::Null),
                value,
                rest,
                change,
            );
        }
        (Shape::List { item, .. }, Value::Array(items)) => {
            let place = step.index(items.len() + 1);
            if place == items.len() {
                items.push(fresh(item));
            }
            set(&mut items[place], item, rest, change);
        }
        (Shape::Text(text), _) if !text.values.is_empty() && stray < 700 => {
            *at = text.values[step.index(text.values.len())].into();
        }
        (Shape::Text(_), _) => *at = change.text.clone(),
        (Shape::Integer | Shape::Number, _) => *at = change.number.clone(),
        _ => *at = change.any.clone(),
    }
}

fn fresh(shape: &Shape) -> Value {
    match shape {
        Shape::Object(_) | Shape::Map { .. } => json!({}),
        Shape::List { .. } => json!([]),
        _ => Value::Null,
    }
}

fn lookup<'a>(document: &'a Value, path: &[Segment]) -> Option<&'a Value> {
    path.iter()
        .try_fold(document, |value, segment| match segment {
            Segment::Key(key) => value.get(key.as_ref()),
            Segment::Index(index) => value.get(index),
        })
}

fn apply(document: &Value, edits: &[Edit]) -> Value {
    let mut document = document.clone();
    for edit in edits {
        let patch: json_patch::Patch =
            serde_json::from_value(edit.json_patch(&document).into()).unwrap();
        json_patch::patch(&mut document, &patch).unwrap();
    }
    document
}

/// For each rule the policy under which it alone looks.
static ALONE: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let off = |code: &'static str| (code, Level::Off);
    let codes = || rules::all().iter().map(|rule| rule.code);
    codes()
        .map(|own| Policy {
            levels: codes().filter(|code| *code != own).map(off).collect(),
            ..Policy::default()
        })
        .collect()
});

type Told = (&'static str, FieldPath, String);

fn told(fault: &Diagnostic) -> Told {
    (fault.code(), fault.path.clone(), fault.message.clone())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_rule_finds_alone_what_it_finds_among_all((kind, value) in document(), surface in select(Surface::ALL.to_vec())) {
        // GX0011 alone asks what the others do: it takes over the types of rules that are off.
        let found = |policy: &Policy| {
            let faults = judged(kind, &value, policy, surface);
            faults.iter().filter(|fault| fault.code() != "GX0011").map(told).collect::<Vec<_>>()
        };
        let together: BTreeSet<Told> = found(&Policy::default()).into_iter().collect();
        let apart: BTreeSet<Told> = ALONE.iter().flat_map(found).collect();
        prop_assert_eq!(together, apart);
    }

    #[test]
    fn every_place_is_there_or_is_missing_from_one_that_is((kind, value) in document(), surface in select(Surface::ALL.to_vec())) {
        for fault in judged(kind, &value, &Policy::default(), surface) {
            let segments = fault.path.segments();
            let place = lookup(&value, segments);
            match &fault.anchor {
                Anchor::Missing => {
                    let parent = lookup(&value, segments.split_last().map_or(&[][..], |(_, rest)| rest));
                    prop_assert!(parent.is_some_and(|parent| parent.is_object() || parent.is_array()), "{fault:?}");
                    prop_assert!(place.is_none_or(Value::is_null), "{fault:?}");
                }
                Anchor::Item(item) => {
                    let text = place.and_then(Value::as_str);
                    prop_assert!(text.is_some_and(|text| text.get(item.clone()).is_some()), "{fault:?}");
                }
                _ => prop_assert!(place.is_some(), "{fault:?}"),
            }
        }
    }

    #[test]
    fn nothing_makes_a_rule_panic(kind in select(Kind::ALL.to_vec()), values in prop::collection::vec(value(), 3), (other, change) in document(), surface in select(Surface::ALL.to_vec())) {
        let mut documents: Vec<Document> = values.iter().filter_map(|value| decode(kind, value)).collect();
        documents.extend(decode(kind, &base(kind)));
        documents.extend(decode(other, &change));
        let policy = Policy::default();
        for document in &documents {
            for old in &documents {
                let siblings: Vec<&Document> = documents.iter().collect();
                let subject = Subject { old: Some(old), siblings: &siblings, ..Subject::new(document) };
                validate(&subject, &Context::new(&policy, surface));
            }
        }
    }

    #[test]
    fn a_safe_fix_removes_its_finding_and_adds_none((kind, value) in document()) {
        let policy = Policy::default();
        let before = judged(kind, &value, &policy, Surface::Lint);
        for fault in &before {
            let Some(fix) = fault.fix.as_ref().filter(|fix| fix.safety == Safety::Safe) else { continue };
            let fixed = apply(&value, &fix.edits);
            let after = judged(kind, &fixed, &policy, Surface::Lint);
            let place = |fault: &Diagnostic| (fault.code(), fault.path.clone());
            let stayed = after.iter().any(|other| told(other) == told(fault));
            prop_assert!(!stayed, "{fault:?} stays in {fixed}");
            // A key that gets its right name uncovers what stands in it.
            if fault.code() == "GX0008" {
                continue;
            }
            let known: BTreeSet<_> = before.iter().map(place).collect();
            let refused = after.iter().find(|new| new.level == Level::Deny && !known.contains(&place(new)));
            prop_assert!(refused.is_none(), "{fault:?} brings {refused:?} in {fixed}");
        }
    }

    #[test]
    fn an_unchanged_document_is_refused_by_no_rule_that_ratchets((kind, value) in document()) {
        let policy = Policy::default();
        let Some(document) = decode(kind, &value) else { return Ok(()) };
        let subject = Subject { old: Some(&document), ..Subject::new(&document) };
        let report = validate(&subject, &Context::new(&policy, Surface::Admission));
        let refused: Vec<_> = report.at(Level::Deny).filter(|fault| fault.rule.ratchets).collect();
        prop_assert!(refused.is_empty(), "{refused:?}");
    }

    #[test]
    fn a_policy_document_is_read_whole_or_all_its_faults_have_places(changes in prop::collection::vec(change(), 0..9)) {
        let mut written = json!({"apiVersion": "policy.meshwright.dev/v1alpha1", "kind": "Policy"});
        for change in &changes {
            set(&mut written, &Shape::Object(POLICY), &change.steps, change);
        }
        match Policy::from_document(&written) {
            Ok(policy) => {
                let again = serde_json::to_value(policy.to_spec()).unwrap();
                prop_assert_eq!(Policy::from_spec(&again).map(|again| again.revision()), Ok(policy.revision()));
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    let segments = fault.path.segments();
                    let absent = matches!(fault.anchor, Anchor::Missing) || segments.len() == 1;
                    prop_assert!(absent || lookup(&written, segments).is_some(), "{fault:?}");
                }
            }
        }
    }

    #[test]
    fn messages_are_one_plain_line_without_the_path((kind, value) in document(), surface in select(Surface::ALL.to_vec())) {
        for fault in judged(kind, &value, &Policy::default(), surface) {
            let path = fault.path.to_string();
            for line in std::iter::once(&fault.message).chain(&fault.help) {
                prop_assert!(!line.is_empty() && !line.contains(['\n', '\r']), "{fault:?}");
                prop_assert!(!line.ends_with(['.', '!', ' ']), "{fault:?}");
            }
            let names_path = path.contains('.') && fault.message.contains(&path);
            prop_assert!(!names_path, "{fault:?}");
            prop_assert!(fault.help.is_some() || fault.level == Level::Audit, "{} offers no way out", fault.code());
        }
    }
}

#[test]
fn the_table_is_sorted_and_its_codes_and_names_are_unique() {
    let codes: Vec<&str> = rules::all().iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    let names: BTreeSet<&str> = rules::all().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), codes.len(), "two rules share a name");
    for rule in rules::all() {
        let (family, digits) = rule.code.split_at(2);
        assert!(["GX", "MR", "SM"].contains(&family), "{}", rule.code);
        assert!(
            digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()),
            "{}",
            rule.code
        );
        let kebab = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || ['-', '.'].contains(&letter)
        };
        assert!(
            !rule.name.is_empty() && rule.name.chars().all(kebab),
            "{} {:?}",
            rule.code,
            rule.name
        );
        assert!(
            rules::retired(rule.code).is_none(),
            "{} is retired",
            rule.code
        );
    }
}

#[test]
fn every_rule_has_a_page_of_a_summary_and_three_parts() {
    for rule in rules::all() {
        let summary = rule.summary();
        assert!(
            summary.ends_with('.') && !summary.starts_with('#'),
            "{}: {summary:?}",
            rule.code
        );
        let heads: Vec<&str> = rule
            .docs
            .lines()
            .map(str::trim)
            .filter_map(|line| line.strip_prefix("# "))
            .collect();
        assert_eq!(
            heads,
            ["What it refuses", "Why", "What to do instead"],
            "{}",
            rule.code
        );
    }
}

#[test]
fn a_rule_that_looks_has_a_level_and_one_that_does_not_has_none() {
    for rule in rules::all() {
        if matches!(rule.check, Check::Admits) {
            assert_eq!(rule.level, Level::Off, "{}", rule.code);
        } else if !matches!(rule.check, Check::Elsewhere(_) | Check::Defaults) {
            let off_everywhere = Surface::ALL
                .iter()
                .all(|at| rule.level_on(*at) == Level::Off);
            assert!(!off_everywhere, "{} never speaks", rule.code);
        }
    }
}
