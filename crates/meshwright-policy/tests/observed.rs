//! What the text rules say of what a reader noticed, and what follows from it.

#![cfg(test)]

use meshwright_api::{Edit, FieldPath, Observation, Oddity, path};
use meshwright_policy::{
    Anchor, Context, Diagnostic, Document, Kind, Level, Policy, Recognition, Subject, Surface,
    input, observe, validate,
};
use serde_json::{Value, json};

const GROUP: &str = "istio.alibabacloud.com/v1beta1";

fn seen(path: FieldPath, what: Oddity) -> Observation {
    Observation {
        path,
        span: 3..7,
        what,
    }
}

fn dialect(path: FieldPath, raw: &str, reads_as: impl Into<Value>) -> Observation {
    seen(
        path,
        Oddity::Dialect {
            raw: raw.to_owned(),
            reads_as: reads_as.into(),
            key: false,
        },
    )
}

/// What all rules say of a document that has no fault but those noticed.
fn judged(document: Value, observations: &[Observation]) -> Vec<Diagnostic> {
    let policy = Policy::default();
    let document = match document["kind"].as_str() {
        Some("Mesh") => Document::Mesh(serde_json::from_value(document).unwrap()),
        _ => Document::ServiceMesh(serde_json::from_value(document).unwrap()),
    };
    let subject = Subject {
        observations,
        ..Subject::new(&document)
    };
    let report = validate(&subject, &Context::new(&policy, Surface::Lint));
    report
        .into_diagnostics()
        .into_iter()
        .filter(|fault| fault.code().starts_with("GX"))
        .collect()
}

fn codes(faults: &[Diagnostic]) -> Vec<&'static str> {
    faults.iter().map(Diagnostic::code).collect()
}

/// The one thing that is said of an observation without a document.
fn alone(what: Oddity) -> Option<Diagnostic> {
    let policy = Policy::default();
    let context = Context::new(&policy, Surface::Lint);
    let mut faults = observe(&[seen(FieldPath::root(), what)], &context).into_diagnostics();
    assert!(faults.len() <= 1, "{faults:?}");
    let fault = faults.pop()?;
    assert_eq!(fault.anchor, Anchor::Bytes(3..7));
    Some(fault)
}

#[test]
fn every_oddity_has_its_rule_with_or_without_a_document() {
    let code = |what| alone(what).map(|fault| (fault.code(), fault.level));
    let deny = |code| Some((code, Level::Deny));
    let duplicate = Oddity::DuplicateKey {
        key: "a".to_owned(),
        first: 0..1,
    };
    assert_eq!(code(duplicate), deny("GX0001"));
    let merge = Oddity::MergeOverwrites {
        key: "a".to_owned(),
    };
    assert_eq!(code(merge), deny("GX0002"));
    assert_eq!(
        code(Oddity::Tag {
            tag: "!a".to_owned()
        }),
        Some(("GX0002", Level::Warn))
    );
    for what in [
        Oddity::TooDeep { limit: 1 },
        Oddity::TooLarge { limit: 1 },
        Oddity::AliasBomb { limit: 1 },
    ] {
        assert_eq!(code(what), deny("GX0005"));
    }
    for what in [
        Oddity::InvalidUtf8,
        Oddity::LoneSurrogate,
        Oddity::Nul,
        Oddity::ByteOrderMark { refused: true },
    ] {
        assert_eq!(code(what), deny("GX0006"));
    }
    assert_eq!(code(Oddity::ByteOrderMark { refused: false }), None);
    assert_eq!(
        code(Oddity::UnicodeLineBreak),
        Some(("GX0006", Level::Warn))
    );
    let bidi = Oddity::BidiControl {
        character: '\u{202E}',
    };
    assert_eq!(code(bidi), Some(("GX0009", Level::Warn)));
    let syntax = Oddity::Syntax {
        message: "did not\nfind it.".to_owned(),
    };
    let fault = alone(syntax).unwrap();
    assert_eq!(fault.code(), "GX0010");
    assert_eq!(fault.message, "cannot be read here: did not find it");
}

#[test]
fn a_repeated_key_is_mended_by_keeping_the_last() {
    let what = Oddity::DuplicateKey {
        key: "a".to_owned(),
        first: 0..1,
    };
    let fix = alone(what).unwrap().fix.unwrap();
    assert_eq!(
        fix.edits,
        [Edit::KeepLast {
            path: FieldPath::root()
        }]
    );
}

#[test]
fn a_word_where_text_belongs_speaks_alone_and_is_mended_by_quotes() {
    let place = path!["spec", "clusterSpec"];
    let faults = judged(
        json!({"kind": "ServiceMesh", "spec": {"clusterSpec": false}}),
        &[dialect(place.clone(), "no", false)],
    );
    assert_eq!(codes(&faults), ["GX0002"]);
    assert_eq!(
        faults[0].fix.as_ref().unwrap().edits,
        [Edit::set(place, "no")]
    );
}

#[test]
fn without_the_dialect_rule_the_type_speaks() {
    let policy = Policy::from_spec(&json!({"levels": {"GX0002": "off"}})).unwrap();
    let document = serde_json::from_value(json!({"spec": {"clusterSpec": false}}))
        .map(Document::ServiceMesh)
        .unwrap();
    let observations = [dialect(path!["spec", "clusterSpec"], "no", false)];
    let subject = Subject {
        observations: &observations,
        ..Subject::new(&document)
    };
    let report = validate(&subject, &Context::new(&policy, Surface::Lint));
    assert_eq!(report.codes(), ["GX0011"]);
}

#[test]
fn a_key_that_is_read_as_another_is_not_also_unknown() {
    let what = Oddity::Dialect {
        raw: "on".to_owned(),
        reads_as: Value::from("true"),
        key: true,
    };
    let faults = judged(
        json!({"kind": "ServiceMesh", "spec": {"true": "x"}}),
        &[seen(path!["spec", "true"], what)],
    );
    assert_eq!(codes(&faults), ["GX0002"]);
}

#[test]
fn numbers_are_reported_only_where_their_value_is_not_what_the_digits_show() {
    let port = || path!["metadata", "generation"];
    let level = |raw: &str, read: Value| {
        let document = json!({"kind": "ServiceMesh", "metadata": {"generation": read.clone()}});
        let faults = judged(document, &[dialect(port(), raw, read)]);
        assert!(faults.len() <= 1, "{faults:?}");
        faults.first().map(|fault| fault.level)
    };
    assert_eq!(level("017", json!(15)), Some(Level::Deny));
    assert_eq!(level("-017", json!(-15)), Some(Level::Deny));
    assert_eq!(level("9_411", json!(9411)), Some(Level::Warn));
    assert_eq!(level("0_17", json!(15)), Some(Level::Deny));
    assert_eq!(level("08", json!(8)), None);
    assert_eq!(level("+1", json!(1)), None);
    assert_eq!(level("0x1F", json!(31)), None);
    assert_eq!(level("1e3", json!(1000)), None);
    assert_eq!(
        level("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
        Some(Level::Deny)
    );
    assert_eq!(level("1e400", json!("1e400")), Some(Level::Deny));
}

#[test]
fn booleans_where_booleans_belong_are_what_they_say() {
    let faults = judged(
        json!({"kind": "Mesh", "spec": {"ipv6Enable": true}}),
        &[dialect(path!["spec", "ipv6Enable"], "yes", true)],
    );
    assert!(!codes(&faults).contains(&"GX0002"));
}

#[test]
fn nobody_reads_the_value_of_an_unknown_field() {
    let faults = judged(
        json!({"kind": "ServiceMesh", "spec": {"bogus": false}}),
        &[dialect(path!["spec", "bogus"], "no", false)],
    );
    assert_eq!(codes(&faults), ["GX0012"]);
}

#[test]
fn heads_are_recognised_whatever_their_spelling() {
    use Recognition::{Foreign, NearMiss, Ours};
    let of = |version: &str, kind: &str| Recognition::of(Some(version), Some(kind));
    assert_eq!(of(GROUP, "ServiceMesh"), Ours(Kind::ServiceMesh));
    for kind in [
        "Servicemesh",
        "ServiceMeshes",
        "servicemeshes",
        "ServiceMash",
        "ServiceMesh ",
    ] {
        assert_eq!(of(GROUP, kind), NearMiss(Kind::ServiceMesh), "{kind}");
    }
    for version in [
        "istio.alibabacloud.com/v1beta2",
        "v1beta1",
        "v1",
        "istio.alibabcloud.com/v1beta1",
        "Istio.alibabacloud.com/v1beta1",
        "istio.alibabacloud.com",
    ] {
        assert_eq!(
            of(version, "ServiceMesh"),
            NearMiss(Kind::ServiceMesh),
            "{version}"
        );
    }
    for (version, kind) in [
        ("maistra.io/v1", "ServiceMesh"),
        (GROUP, "ServiceMeshList"),
        (GROUP, "ASMGateway"),
        ("kuma.io/v1alpha1", "Mesh"),
        ("v1", "MeshList"),
        ("v1", "Service"),
        ("apps/v1", "Meshes"),
    ] {
        assert_eq!(of(version, kind), Foreign, "{version} {kind}");
    }
    for (version, kind) in [
        ("v1", "Mesh"),
        ("v1", "mesh"),
        ("V1", "MESH"),
        ("v1beta1", "Mesh"),
        ("", "Mesh"),
    ] {
        assert_eq!(of(version, kind), Ours(Kind::Mesh), "{version} {kind}");
    }
    assert_eq!(of("v1", "Meshes"), NearMiss(Kind::Mesh));
    assert_eq!(of("v1", "mesh "), NearMiss(Kind::Mesh));
    assert_eq!(Recognition::of(None, Some("Mesh")), Ours(Kind::Mesh));
    assert_eq!(
        Recognition::of(Some(GROUP), None),
        NearMiss(Kind::ServiceMesh)
    );
    assert_eq!(Recognition::of(None, None), Foreign);
}

#[test]
fn a_near_miss_names_the_word_that_is_wrong() {
    let policy = Policy::default();
    let context = Context::new(&policy, Surface::Lint);
    let place = |version, kind| {
        let fault = input::near_miss(version, kind, &context)?;
        assert_eq!((fault.code(), fault.level), ("GX0013", Level::Deny));
        Some((fault.path.to_string(), fault.anchor))
    };
    let ours = Some("istio.alibabacloud.com/v1beta1");
    assert_eq!(
        place(ours, Some("Servicemesh")),
        Some(("kind".to_owned(), Anchor::Value))
    );
    assert_eq!(
        place(ours, None),
        Some(("kind".to_owned(), Anchor::Missing))
    );
    let other = Some("istio.alibabacloud.com/v1");
    assert_eq!(
        place(other, Some("ServiceMesh")),
        Some(("apiVersion".to_owned(), Anchor::Value))
    );
    assert_eq!(
        place(Some("v1"), Some("Meshes")),
        Some(("kind".to_owned(), Anchor::Value))
    );
    assert_eq!(place(ours, Some("ServiceMesh")), None);
    assert_eq!(place(Some("v1"), Some("Mesh")), None);
}

#[test]
fn facts_of_the_linter_become_diagnostics_of_their_rules_unless_those_are_off() {
    let (policy, off) = (
        Policy::default(),
        Policy::from_spec(&json!({"levels": {"input": "off"}})).unwrap(),
    );
    let all = |policy: &Policy| {
        let context = Context::new(policy, Surface::Lint);
        let place = || Anchor::Bytes(1..2);
        [
            input::unread(&context),
            input::later_document(&context),
            input::unused_suppression("SM0201", place(), &context),
            input::suppression_without_reason("SM0201", place(), &context),
        ]
    };
    let found = all(&policy).map(|fault| fault.map(|fault| (fault.code(), fault.level)));
    let (unread, found) = found.split_first().unwrap();
    assert_eq!(*unread, Some(("GX0005", Level::Deny)));
    assert_eq!(
        found,
        ["GX0007", "GX0015", "GX0016"].map(|code| Some((code, Level::Warn)))
    );
    assert!(all(&off).iter().all(Option::is_none));
}

#[test]
fn the_strict_reading_refuses_unknown_fields_everywhere() {
    let policy = Policy::from_spec(&json!({"readings": {"strictFields": true}})).unwrap();
    let document = json!({"spec": {"bogus": 1, "ClusterSpec": "Ultimate"}});
    let document = serde_json::from_value(document)
        .map(Document::ServiceMesh)
        .unwrap();
    for surface in [Surface::Lint, Surface::Rest] {
        let report = validate(&Subject::new(&document), &Context::new(&policy, surface));
        let denied: Vec<&str> = report.at(Level::Deny).map(Diagnostic::code).collect();
        assert_eq!(denied, ["GX0008", "GX0012"]);
    }
}

#[test]
fn only_the_first_of_two_strays_gets_the_free_name() {
    let faults = judged(
        json!({"kind": "ServiceMesh", "spec": {"ClusterSpec": "Ultimate", "clusterspec": "Standard"}}),
        &[],
    );
    let fixes: Vec<bool> = faults.iter().map(|fault| fault.fix.is_some()).collect();
    assert_eq!(
        (codes(&faults), fixes),
        (vec!["GX0008", "GX0008"], vec![true, false])
    );
    let taken = judged(
        json!({"kind": "ServiceMesh", "spec": {"ClusterSpec": "Ultimate", "clusterSpec": "Enterprise"}}),
        &[],
    );
    assert!(taken[0].fix.is_none());
}

#[test]
fn a_number_that_the_cluster_reads_otherwise_is_written_out_where_it_still_fits() {
    let port = path![
        "spec",
        "config",
        "telemetryConfig",
        "tracing",
        "extensionProviders",
        0,
        "zipkin",
        "port"
    ];
    let fixes = |raw: &str, reads_as: Value| {
        let providers = json!([{"name": "a", "zipkin": {"port": reads_as}}]);
        let tracing = json!({"telemetryConfig": {"tracing": {"extensionProviders": providers}}});
        let mesh = json!({"apiVersion": "v1", "kind": "Mesh", "spec": {"config": tracing}});
        let mut faults = judged(mesh, &[dialect(port.clone(), raw, reads_as)]);
        faults.retain(|fault| fault.code() == "GX0002");
        assert_eq!(faults.len(), 1, "{raw}");
        faults.remove(0).fix.map(|fix| fix.edits)
    };
    assert_eq!(
        fixes("017", json!(15)),
        Some(vec![Edit::set(port.clone(), 15)])
    );
    assert_eq!(
        fixes("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
        None
    );
}
