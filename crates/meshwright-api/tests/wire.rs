//! Wire types lose nothing and refuse nothing, whatever comes.

#![cfg(test)]

#[path = "wire/documents.rs"]
mod documents;

use documents::{BODIES, Kind, normal, places};
use meshwright_api::field::{Field, Wire};
use meshwright_api::shape::ObjectShape;
use meshwright_api::walk::{Seen, Walk};
use meshwright_api::{ErrorBody, FieldPath, Mesh, MeshList, ServiceMesh, shape::Shape};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

/// Decodes a document of a kind, whatever it is, and writes it again.
fn again(kind: Kind, text: &str) -> Value {
    fn pass<T: Wire>(text: &str) -> Value {
        let field: Field<T> = serde_json::from_str(text).unwrap();
        serde_json::to_value(field).unwrap()
    }
    match kind {
        Kind::ServiceMesh => pass::<ServiceMesh>(text),
        Kind::Mesh => pass::<Mesh>(text),
        Kind::MeshList => pass::<MeshList>(text),
        Kind::ErrorBody => pass::<ErrorBody>(text),
    }
}

/// The places of a document whose values are of the wrong type, with the values.
fn wrong(kind: Kind, document: &Value) -> Vec<(String, Value)> {
    struct Wrong(Vec<(String, Value)>);
    impl Walk for Wrong {
        fn see(&mut self, path: &FieldPath, _: &'static Shape, seen: Seen<'_>) {
            if let Seen::Wrong(value) = seen {
                self.0.push((path.pointer(), value.clone()));
            }
        }
        fn see_unknown(&mut self, path: &FieldPath, _: &'static ObjectShape, _: &Value) {
            self.0.push((path.pointer(), json!("unknown")));
        }
    }
    fn pass<T: Wire>(document: &Value) -> Vec<(String, Value)> {
        let field: Field<T> = serde_json::from_value(document.clone()).unwrap();
        let mut wrong = Wrong(Vec::new());
        field.walk(&mut FieldPath::root(), &mut wrong);
        wrong.0
    }
    match kind {
        Kind::ServiceMesh => pass::<ServiceMesh>(document),
        Kind::Mesh => pass::<Mesh>(document),
        Kind::MeshList => pass::<MeshList>(document),
        Kind::ErrorBody => pass::<ErrorBody>(document),
    }
}

#[test]
fn the_bodies_of_the_references_lose_nothing() {
    for (name, kind, text) in BODIES {
        let body: Value = serde_json::from_str(text).unwrap();
        assert_eq!(again(*kind, text), body, "{name}");
        assert_eq!(wrong(*kind, &body), [], "{name}");
    }
}

#[test]
fn null_equals_absent_in_every_field() {
    for (name, kind, text) in BODIES {
        let body: Value = serde_json::from_str(text).unwrap();
        for place in places(&body).iter().filter(|place| in_object(&body, place)) {
            let mut null = body.clone();
            *null.pointer_mut(place).unwrap() = Value::Null;
            let mut absent = body.clone();
            remove(&mut absent, place);
            // The values of a map (annotations) are free: null is kept there, and means nothing.
            let expected = if place.starts_with("/metadata/annotations/") {
                &null
            } else {
                &absent
            };
            assert_eq!(&again(*kind, &null.to_string()), expected, "{name} {place}");
            assert_eq!(wrong(*kind, &null), [], "{name} {place}");
        }
    }
}

#[test]
fn a_value_of_a_wrong_type_is_kept_and_seen_in_every_field() {
    for (name, kind, text) in BODIES {
        let body: Value = serde_json::from_str(text).unwrap();
        for place in places(&body) {
            for odd in [json!([[true]]), json!(true), json!({"a": 1})] {
                let mut changed = body.clone();
                let value = changed.pointer_mut(&place).unwrap();
                if same_type(value, &odd) {
                    continue;
                }
                *value = odd.clone();
                assert_eq!(
                    again(*kind, &changed.to_string()),
                    changed,
                    "{name} {place}"
                );
                assert_eq!(
                    wrong(*kind, &changed),
                    [(place.clone(), odd)],
                    "{name} {place}"
                );
            }
        }
    }
}

#[test]
fn unknown_members_are_kept_in_every_object() {
    for (name, kind, text) in BODIES {
        let body: Value = serde_json::from_str(text).unwrap();
        let known = |place: &&String| !place.starts_with("/metadata/annotations");
        for place in places(&body).iter().filter(known) {
            let mut changed = body.clone();
            let Some(object) = changed.pointer_mut(place).and_then(Value::as_object_mut) else {
                continue;
            };
            object.insert("bogus".to_owned(), json!({"kept": [1, null, "x"]}));
            assert_eq!(
                again(*kind, &changed.to_string()),
                changed,
                "{name} {place}"
            );
            let expected = [(format!("{place}/bogus"), json!("unknown"))];
            assert_eq!(wrong(*kind, &changed), expected, "{name} {place}");
        }
    }
}

#[test]
fn whole_numbers_are_integers_however_they_are_written() {
    let port = |text: &str| {
        let zipkin = format!("{{\"port\": {text}}}");
        serde_json::from_str::<meshwright_api::mesh::Zipkin>(&zipkin)
            .unwrap()
            .port
    };
    assert_eq!(port("9411"), Field::Is(9411));
    assert_eq!(port("9411.0"), Field::Is(9411));
    assert_eq!(port("1e3"), Field::Is(1000));
    assert_eq!(port("9411.5"), Field::Wrong(json!(9411.5)));
    assert_eq!(port("\"9411\""), Field::Wrong(json!("9411")));
    assert_eq!(port("18446744073709551615"), Field::Wrong(json!(u64::MAX)));
}

#[test]
fn the_managed_fields_are_the_one_thing_that_is_dropped() {
    let text = r#"{"metadata": {"name": "mesh", "managedFields": [{"manager": "kubectl"}]}}"#;
    let expected = json!({"metadata": {"name": "mesh"}});
    assert_eq!(again(Kind::ServiceMesh, text), expected);
}

#[test]
fn a_document_that_is_no_object_is_refused_as_a_document_and_kept_as_a_field() {
    assert!(serde_json::from_str::<Mesh>("[1]").is_err());
    assert_eq!(again(Kind::Mesh, "[1]"), json!([1]));
}

fn in_object(body: &Value, place: &str) -> bool {
    let parent = place.rsplit_once('/').map(|(parent, _)| parent);
    parent
        .and_then(|parent| body.pointer(parent))
        .is_some_and(Value::is_object)
}

fn remove(body: &mut Value, place: &str) {
    let (parent, key) = place.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let parent = body.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.unwrap().remove(&key).unwrap();
}

fn same_type(a: &Value, b: &Value) -> bool {
    matches!(
        (a, b),
        (Value::Array(_), Value::Array(_))
            | (Value::Object(_), Value::Object(_))
            | (Value::Bool(_), Value::Bool(_))
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(3),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_json_is_taken_as_any_kind_and_written_again(value in documents::json()) {
        for kind in Kind::ALL {
            let text = value.to_string();
            prop_assert_eq!(normal(again(kind, &text)), normal(value.clone()));
        }
    }

    #[test]
    fn documents_that_are_nearly_right_are_written_again(
        (kind, value) in prop::sample::select(Kind::ALL.to_vec())
            .prop_flat_map(|kind| (Just(kind), documents::nearly(kind)))
    ) {
        prop_assert_eq!(normal(again(kind, &value.to_string())), normal(value));
    }

    #[test]
    fn reading_what_was_written_changes_nothing_more(
        value in documents::nearly(Kind::Mesh)
    ) {
        let once = again(Kind::Mesh, &value.to_string());
        prop_assert_eq!(again(Kind::Mesh, &once.to_string()), once);
    }
}
