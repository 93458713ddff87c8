//! Decisions, request by request, through the public door.

#![cfg(test)]

use meshwright_policy::{
    Admission, Context, Decision, Document, Kind, Operation, Policy, Requester, Surface, admit,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

const FINALIZER: &str = "servicemeshoperator.finalizers.alibabacloud.com";
const KEY: &str = "operator.istio.alibabacloud.com/deletion-policy";
const ID: &str = "c6490deb776cc458c82c4c22a69315bae";

/// A request in words.
#[derive(Default)]
struct Ask {
    new: Option<Value>,
    old: Option<Value>,
    subresource: Option<&'static str>,
    siblings: Vec<Value>,
    policy: Value,
    user: &'static str,
    group: &'static str,
    dry_run: bool,
}

fn mesh(value: Value) -> Document {
    Document::ServiceMesh(serde_json::from_value(value).unwrap())
}

fn decide(operation: Operation, ask: Ask) -> Decision {
    let policy = match ask.policy {
        Value::Null => Policy::default(),
        spec => Policy::from_spec(&spec).unwrap(),
    };
    let (new, old) = (ask.new.map(mesh), ask.old.map(mesh));
    let siblings: Vec<Document> = ask.siblings.into_iter().map(mesh).collect();
    let siblings: Vec<&Document> = siblings.iter().collect();
    let requester = Requester {
        username: ask.user.to_owned(),
        groups: vec![ask.group.to_owned()],
    };
    let admission = Admission {
        operation,
        subresource: ask.subresource,
        dry_run: ask.dry_run,
        new: new.as_ref(),
        old: old.as_ref(),
        requester: &requester,
        siblings: &siblings,
    };
    admit(&admission, &Context::new(&policy, Surface::Admission))
}

fn create(new: Value) -> Decision {
    decide(
        Operation::Create,
        Ask {
            new: Some(new),
            ..Ask::default()
        },
    )
}

fn update(old: &Value, new: &Value) -> Decision {
    let ask = Ask {
        new: Some(new.clone()),
        old: Some(old.clone()),
        ..Ask::default()
    };
    decide(Operation::Update, ask)
}

fn codes(decision: &Decision) -> Vec<&'static str> {
    decision.report.codes()
}

/// A complete resource with one change.
fn with(pointer: &str, value: Value) -> Value {
    let mut base = json!({
        "metadata": {
            "name": "mesh", "generation": 1, "annotations": {KEY: "Retain"}, "finalizers": [FINALIZER],
        },
        "spec": {"name": "some-mesh", "clusterSpec": "Enterprise"},
        "status": {"serviceMeshName": "some-mesh", "serviceMeshId": ID, "conditions": []},
    });
    if let Some(place) = base.pointer_mut(pointer) {
        *place = value;
        return base;
    }
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    base.pointer_mut(parent).unwrap()[key] = value;
    base
}

fn good() -> Value {
    with("/spec/name", json!("some-mesh"))
}

#[test]
fn a_good_object_is_let_in_without_a_word() {
    let decision = create(good());
    assert!(decision.allowed && decision.warnings.is_empty());
    assert!(decision.audit.is_empty() && decision.edits.is_empty() && decision.causes().is_empty());
    assert_eq!(decision.message(), None);
}

#[test]
fn a_denial_names_every_cause_and_stands_alone() {
    let bad = json!({
        "metadata": {"name": "mesh", "annotations": {KEY: "delete"}},
        "spec": {"clusterSpec": "standard", "id": 7},
    });
    let decision = create(bad);
    assert!(!decision.allowed);
    let causes: Vec<_> = decision
        .causes()
        .iter()
        .map(|cause| (cause.field.clone(), cause.reason.as_str()))
        .collect();
    assert_eq!(
        causes,
        [
            (
                format!("metadata.annotations[{KEY}]"),
                "FieldValueNotSupported"
            ),
            ("spec.clusterSpec".to_owned(), "FieldValueNotSupported"),
            ("spec.id".to_owned(), "FieldValueTypeInvalid"),
        ]
    );
    let message = decision.message().unwrap();
    assert!(
        message.contains("SM0201 spec.clusterSpec: \"standard\" is not an edition (write "),
        "{message}"
    );
    assert_eq!(decision.audit["codes"], "GX0011,SM0201,SM0401");
    assert!(decision.edits.is_empty(), "a denial writes nothing");
}

#[test]
fn a_create_gets_its_defaults_and_a_note() {
    let ask = Ask {
        new: Some(json!({"metadata": {"name": "mesh"}})),
        policy: json!({"region": {"alibaba": "cn-hangzhou"}}),
        ..Ask::default()
    };
    let decision = decide(Operation::Create, ask);
    assert!(decision.allowed);
    assert_eq!(decision.edits.len(), 2);
    assert!(
        decision.audit["defaults"].contains("SM0104 the mesh will be called mesh-for-<cluster id>")
    );

    let nowhere = create(json!({"metadata": {"name": "mesh"}}));
    assert_eq!(nowhere.edits.len(), 1, "the deletion policy alone");
    assert!(nowhere.audit["defaults"].contains("SM0202 without a known region"));
}

#[test]
fn a_status_sent_with_a_create_is_not_judged() {
    assert!(create(with("/status/clusterSpec", json!("Pro"))).allowed);
}

#[test]
fn a_second_mesh_is_refused() {
    let ask = Ask {
        new: Some(good()),
        siblings: vec![with("/metadata/name", json!("other"))],
        ..Ask::default()
    };
    assert_eq!(codes(&decide(Operation::Create, ask)), ["SM0101"]);
}

#[test]
fn an_old_fault_is_a_warning_until_it_is_touched() {
    let old = with("/spec/clusterSpec", json!("Pro"));
    let mut same = old.clone();
    same["spec"]["name"] = json!("other-mesh");
    let decision = update(&old, &same);
    assert!(decision.allowed);
    assert_eq!(
        decision.warnings,
        ["SM0201 spec.clusterSpec: \"Pro\" is not an edition"]
    );
    assert_eq!(decision.audit["would-deny"], "SM0201");

    let touched = with("/spec/clusterSpec", json!("Basic"));
    assert!(!update(&old, &touched).allowed);
}

/// The good object with those conditions.
fn reporting(conditions: &Value) -> Value {
    with("/status", json!({"conditions": conditions}))
}

fn write_status(old: Value, new: Value) -> Decision {
    let ask = Ask {
        new: Some(new),
        old: Some(old),
        subresource: Some("status"),
        ..Ask::default()
    };
    decide(Operation::Update, ask)
}

#[test]
fn an_old_fault_of_a_condition_is_known_by_its_type() {
    let odd = json!({"type": "PreChecked", "status": "true"});
    let good = json!({"type": "ClusterEnrolled", "status": "True"});
    let old = reporting(&json!([odd, good]));
    assert!(write_status(old.clone(), reporting(&json!([good, odd]))).allowed);
    let renamed = json!([{"type": "Retried", "status": "true"}, good]);
    assert!(!write_status(old, reporting(&renamed)).allowed);
}

#[test]
fn an_old_fault_that_reads_alike_and_has_another_value_is_a_new_one() {
    let odd = |letter: &str| json!([{"type": "PreChecked", "status": letter.repeat(80) + letter}]);
    let (old, same) = (reporting(&odd("a")), reporting(&odd("a")));
    assert!(write_status(old.clone(), same).allowed);
    let other = format!("{}b", "a".repeat(80));
    let new = reporting(&json!([{"type": "PreChecked", "status": other}]));
    assert!(!write_status(old, new).allowed);
}

#[test]
fn a_wrong_type_is_told_to_whoever_writes_it() {
    let wrong = with("/status", json!([]));
    assert!(!write_status(good(), wrong.clone()).allowed);
    assert!(
        create(wrong).allowed,
        "the server drops the status of a create"
    );
}

#[test]
fn a_transition_is_never_ratcheted() {
    let old = with("/spec/id", json!(ID));
    let decision = update(
        &old,
        &with("/spec/id", json!("c0f1e2d3c4b5a697887766554433221100")),
    );
    assert!(!decision.allowed);
    assert!(codes(&decision).contains(&"SM0301"));
}

#[test]
fn an_edition_taken_away_is_kept() {
    let mut new = good();
    new["spec"] = json!({"name": "some-mesh"});
    let decision = update(&good(), &new);
    assert_eq!(decision.edits.len(), 1);
    assert_eq!(decision.edits[0].path().to_string(), "spec.clusterSpec");
}

#[test]
fn an_object_under_deletion_passes_the_rules_about_its_spec() {
    let old = with("/metadata/deletionTimestamp", json!("2026-01-09T02:25:12Z"));
    let mut new = old.clone();
    new["spec"] = json!({"clusterSpec": "Pro", "id": "x"});
    new["metadata"]["finalizers"] = json!([]);
    let decision = update(&old, &new);
    assert!(decision.allowed && decision.edits.is_empty() && decision.warnings.is_empty());
}

#[test]
fn an_update_of_the_finalizers_alone_passes_the_rules_about_the_spec() {
    let old = with("/spec/clusterSpec", json!("Pro"));
    let mut new = old.clone();
    new["metadata"]["finalizers"] = json!([FINALIZER, "example.com/other"]);
    new["metadata"]["resourceVersion"] = json!("7");
    let decision = update(&old, &new);
    assert!(decision.allowed && decision.warnings.is_empty() && decision.edits.is_empty());
    // Together with anything else it is an update like all others.
    new["metadata"]["labels"] = json!({"a": "b"});
    assert_eq!(update(&old, &new).warnings.len(), 1);
}

#[test]
fn a_write_of_the_status_is_judged_by_the_rules_about_the_status_alone() {
    let old = with("/spec/clusterSpec", json!("Pro"));
    let mut new = old.clone();
    new["spec"]["clusterSpec"] = json!("Basic");
    new["status"]["clusterSpec"] = json!("enterprise");
    let status = |new: &Value| {
        let ask = Ask {
            new: Some(new.clone()),
            old: Some(old.clone()),
            subresource: Some("status"),
            ..Ask::default()
        };
        decide(Operation::Update, ask)
    };
    assert_eq!(codes(&status(&new)), ["SM0510"]);
    new["status"]["clusterSpec"] = json!("Enterprise");
    let decision = status(&new);
    assert!(decision.allowed && decision.edits.is_empty());
    new["status"] = json!({});
    assert_eq!(codes(&status(&new)), ["SM0302"]);
}

#[test]
fn where_a_write_reaches_the_status_it_is_judged_too() {
    let decision = update(&good(), &with("/status/serviceMeshName", json!("other")));
    assert_eq!(codes(&decision), ["SM0302"]);
}

#[test]
fn an_untouched_fault_of_the_status_is_not_told_to_whoever_changes_the_spec() {
    let old = with("/status/clusterSpec", json!("Pro"));
    let mut new = old.clone();
    new["spec"]["name"] = json!("other-mesh");
    let decision = update(&old, &new);
    assert!(decision.allowed && decision.warnings.is_empty());
}

fn guarded(user: &'static str, group: &'static str, new: Value) -> Decision {
    let ask = Ask {
        new: Some(new),
        old: Some(with(
            "/metadata/deletionTimestamp",
            json!("2026-01-09T02:25:12Z"),
        )),
        policy: json!({"controllers": ["robot"], "breakGlassGroups": ["emergency"]}),
        user,
        group,
        ..Ask::default()
    };
    decide(Operation::Update, ask)
}

#[test]
fn the_finalizer_is_taken_away_by_controllers_and_in_emergencies() {
    let mut freed = with("/metadata/deletionTimestamp", json!("2026-01-09T02:25:12Z"));
    freed["metadata"]["finalizers"] = json!([]);
    assert!(guarded("robot", "", freed.clone()).allowed);
    let stranger = guarded("alice", "users", freed.clone());
    assert_eq!(codes(&stranger), ["SM0602"]);
    assert!(!stranger.allowed && stranger.message().unwrap().contains("\"alice\""));
    let emergency = guarded("bob", "emergency", freed);
    assert!(emergency.allowed);
    assert_eq!(
        emergency.audit["break-glass"],
        "bob took the finalizer away"
    );
}

#[test]
fn the_status_is_written_by_controllers_once_they_are_named() {
    let by = |user| {
        let ask = Ask {
            new: Some(with("/status/clusterSpec", json!("Enterprise"))),
            old: Some(good()),
            subresource: Some("status"),
            policy: json!({"controllers": ["robot"]}),
            user,
            ..Ask::default()
        };
        decide(Operation::Update, ask)
    };
    assert!(by("robot").allowed);
    assert_eq!(codes(&by("alice")), ["SM0306"]);
    assert_eq!(codes(&by("")), ["SM0306"], "nobody is no controller");
}

fn deletion(old: Value, policy: Value) -> Decision {
    decide(
        Operation::Delete,
        Ask {
            old: Some(old),
            policy,
            ..Ask::default()
        },
    )
}

#[test]
fn a_deletion_says_what_becomes_of_the_mesh() {
    let kept = deletion(good(), Value::Null);
    assert!(kept.allowed);
    assert_eq!(
        kept.warnings,
        [format!(
            "SM0604 mesh {ID} is kept in the cloud, the cluster leaves it"
        )]
    );
    let gone = deletion(
        with("/metadata/annotations", json!({KEY: "Delete"})),
        Value::Null,
    );
    assert_eq!(
        gone.warnings,
        [format!(
            "SM0403 mesh {ID} is destroyed in the cloud with the resource"
        )]
    );
    assert!(kept.edits.is_empty() && gone.allowed);
}

#[test]
fn a_deletion_is_told_what_blocks_it() {
    let condition = json!({
        "type": "ServiceMeshDeleted", "status": "False", "reason": "Failed",
        "message": "2 gateways in istio-ingress",
    });
    let old = with("/status/conditions", json!([condition]));
    let decision = deletion(old.clone(), Value::Null);
    assert!(decision.allowed);
    assert!(
        decision.warnings[0]
            .starts_with("SM0601 status.conditions[0]: the mesh is in use: \"2 gateways")
    );
    assert_eq!(decision.warnings.len(), 2);
    let denied = deletion(old, json!({"levels": {"SM0601": "deny"}}));
    assert!(!denied.allowed);
    assert_eq!(denied.causes()[0].field, "status.conditions[0]");
}

#[test]
fn a_bad_object_may_be_deleted() {
    assert!(
        deletion(
            json!({"metadata": 7, "spec": {"clusterSpec": "Pro"}}),
            Value::Null
        )
        .allowed
    );
}

#[test]
fn an_exempted_fault_is_recorded_and_lets_through() {
    let ask = Ask {
        new: Some(with("/spec/clusterSpec", json!("Pro"))),
        policy: json!({"exemptions": [{"rules": ["SM0201"], "names": ["mesh"], "reason": "trial"}]}),
        ..Ask::default()
    };
    let decision = decide(Operation::Create, ask);
    assert!(decision.allowed);
    assert_eq!(decision.audit["exempted"], "SM0201");
}

#[test]
fn a_lowered_rule_says_that_it_would_have_refused() {
    let ask = Ask {
        new: Some(with("/spec/clusterSpec", json!("Pro"))),
        policy: json!({"levels": {"SM0201": "audit"}}),
        ..Ask::default()
    };
    let decision = decide(Operation::Create, ask);
    assert!(decision.allowed && decision.warnings.is_empty());
    assert_eq!(decision.audit["would-deny"], "SM0201");
}

#[test]
fn warnings_are_short_few_and_single() {
    let annotations: serde_json::Map<String, Value> = (0..40)
        .map(|n| {
            (
                format!("operator.istio.alibabacloud.com/{}{n}\n", "x".repeat(100)),
                json!(""),
            )
        })
        .collect();
    let mut new = good();
    new["metadata"]["annotations"] = Value::Object(annotations);
    new["metadata"]["annotations"][KEY] = json!("Retain");
    let decision = create(new);
    assert!(decision.allowed);
    assert!(decision.warnings.len() <= 13);
    let fits = |text: &String| text.chars().count() <= 120 && !text.contains('\n');
    assert!(decision.warnings.iter().all(fits));
    let mut single = decision.warnings.clone();
    single.dedup();
    assert_eq!(single, decision.warnings);
}

#[test]
fn a_dry_run_is_decided_alike_and_recorded() {
    let ask = |dry_run| Ask {
        new: Some(with("/spec/clusterSpec", json!("Pro"))),
        dry_run,
        ..Ask::default()
    };
    let dry = decide(Operation::Create, ask(true));
    assert_eq!(
        dry.message(),
        decide(Operation::Create, ask(false)).message()
    );
    assert_eq!(dry.audit["dry-run"], "true");
}

#[test]
fn what_cannot_be_decided_is_refused_with_a_code() {
    let whole = || Ask {
        new: Some(good()),
        old: Some(good()),
        ..Ask::default()
    };
    let cases = [
        decide(Operation::Create, Ask::default()),
        decide(
            Operation::Update,
            Ask {
                old: None,
                ..whole()
            },
        ),
        decide(
            Operation::Update,
            Ask {
                new: None,
                ..whole()
            },
        ),
        decide(
            Operation::Delete,
            Ask {
                old: None,
                ..whole()
            },
        ),
        decide(
            Operation::Update,
            Ask {
                subresource: Some("scale"),
                ..whole()
            },
        ),
        decide(
            Operation::Create,
            Ask {
                subresource: Some("status"),
                ..whole()
            },
        ),
        decide(
            Operation::Delete,
            Ask {
                subresource: Some("status"),
                ..whole()
            },
        ),
    ];
    for decision in &cases {
        assert!(!decision.allowed);
        assert_eq!(codes(decision), ["GX0011"]);
        assert!(
            decision
                .message()
                .is_some_and(|message| message.starts_with("GX0011 "))
        );
    }
}

#[test]
fn objects_of_other_kinds_are_refused() {
    let policy = Policy::default();
    let requester = Requester::default();
    let crd = Document::Crd(serde_json::from_value(json!({})).unwrap());
    let stored = Document::Mesh(serde_json::from_value(json!({})).unwrap());
    assert_eq!(crd.kind(), Kind::Crd);
    for (new, old) in [(&crd, &crd), (&stored, &mesh(good()))] {
        let admission = Admission {
            operation: Operation::Update,
            subresource: None,
            dry_run: false,
            new: Some(new),
            old: Some(old),
            requester: &requester,
            siblings: &[],
        };
        assert!(!admit(&admission, &Context::new(&policy, Surface::Admission)).allowed);
    }
}

/// A resource with some of its values exchanged for odd ones.
fn odd_mesh() -> impl Strategy<Value = Value> {
    let places = [
        "/metadata",
        "/metadata/name",
        "/metadata/annotations",
        "/metadata/deletionTimestamp",
        "/metadata/finalizers",
        "/spec",
        "/spec/id",
        "/spec/name",
        "/spec/clusterSpec",
        "/status",
        "/status/serviceMeshName",
        "/status/clusterSpec",
        "/status/conditions",
    ];
    let values = [
        json!(null),
        json!("Standard"),
        json!("Pro"),
        json!(""),
        json!(7),
        json!([]),
        json!({}),
        json!([{"type": "ServiceMeshDeleted", "status": "False", "reason": "Failed"}]),
        json!({KEY: "Delete"}),
        json!("2026-01-09T02:25:12Z"),
    ];
    let exchange = (select(places.to_vec()), select(values.to_vec()));
    prop::collection::vec(exchange, 0..5).prop_map(|exchanges| {
        let mut mesh = good();
        for (place, value) in exchanges {
            let (parent, key) = place.rsplit_once('/').unwrap();
            if let Some(Value::Object(parent)) = mesh.pointer_mut(parent) {
                parent.insert(key.to_owned(), value);
            }
        }
        mesh
    })
}

fn config() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The object with the defaults of a decision.
fn patched(object: &Value, decision: &Decision) -> Value {
    let mut object = object.clone();
    for edit in &decision.edits {
        let patch: json_patch::Patch =
            serde_json::from_value(Value::from(edit.json_patch(&object))).unwrap();
        json_patch::patch(&mut object, &patch).unwrap();
    }
    object
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_request_gets_a_decision_that_is_consistent(
        new in prop::option::of(odd_mesh()),
        old in prop::option::of(odd_mesh()),
        operation in select(vec![Operation::Create, Operation::Update, Operation::Delete]),
        subresource in select(vec![None, Some("status"), Some("scale"), Some("")]),
        region in select(vec!["cn-hangzhou", "eu-west-1", "nowhere"]),
        named in any::<bool>(),
    ) {
        let controllers = if named { json!(["robot"]) } else { json!([]) };
        let policy = json!({"region": {"alibaba": region}, "controllers": controllers});
        let decision = decide(operation, Ask { new, old, subresource, policy, user: "alice", ..Ask::default() });
        prop_assert_eq!(decision.allowed, decision.causes().is_empty());
        prop_assert_eq!(decision.allowed, decision.message().is_none());
        prop_assert!(decision.allowed || decision.edits.is_empty());
        prop_assert!(subresource.is_none_or(|part| part == "status") || !decision.allowed);
        prop_assert!(decision.warnings.iter().all(|text| text.chars().count() <= 120));
    }

    #[test]
    fn an_object_with_its_defaults_is_decided_as_without(
        new in odd_mesh(),
        old in odd_mesh(),
        operation in select(vec![Operation::Create, Operation::Update]),
        region in select(vec!["cn-hangzhou", "eu-west-1", "nowhere"]),
    ) {
        let ask = |new: &Value| Ask {
            new: Some(new.clone()),
            old: Some(old.clone()),
            policy: json!({"region": {"alibaba": region}}),
            ..Ask::default()
        };
        let first = decide(operation, ask(&new));
        let second = decide(operation, ask(&patched(&new, &first)));
        prop_assert_eq!(first.message(), second.message());
        prop_assert!(second.edits.is_empty(), "a second round writes nothing: {:?}", second.edits);
    }
}
