//! Every constrained text: its example is good, its bounds hold at both ends, its pattern is portable.

#![cfg(test)]

use std::collections::BTreeMap;

use meshwright_api::mesh::{
    ClusterId, ErrorCode, ErrorMessage, MeshName, NamespaceName, Phase, PortList, RangeList,
    ServiceAddress, VersionText,
};
use meshwright_api::meta::{ObjectName, Timestamp};
use meshwright_api::service_mesh::{
    ConditionReason, ConditionStatus, ConditionType, ConditionTypeText, DeletionPolicy, Edition,
    InstanceName, MeshId,
};
use meshwright_api::shape::{ObjectShape, Shape, TextShape};
use meshwright_api::text_type::{AnyText, MessageText, ShortText, TextFault};
use meshwright_api::{ErrorBody, Mesh, MeshList, ServiceMesh, TextType};
use regex::Regex;

/// A text type, as data and as a function.
struct Text {
    shape: TextShape,
    parse: fn(&str) -> Result<(), TextFault>,
}

fn text<T: TextType>() -> Text {
    Text {
        shape: T::TEXT,
        parse: |text| T::parse(text).map(|_| ()),
    }
}

/// The texts with constraints as `text!` declares them.
fn texts() -> Vec<Text> {
    vec![
        text::<AnyText>(),
        text::<ShortText>(),
        text::<MessageText>(),
        text::<ObjectName>(),
        text::<Timestamp>(),
        text::<MeshName>(),
        text::<ClusterId>(),
        text::<VersionText>(),
        text::<NamespaceName>(),
        text::<RangeList>(),
        text::<PortList>(),
        text::<ServiceAddress>(),
        text::<ErrorCode>(),
        text::<ErrorMessage>(),
        text::<MeshId>(),
        text::<InstanceName>(),
        text::<ConditionTypeText>(),
    ]
}

/// The lists of names as `names!` declares them.
fn names() -> Vec<Text> {
    vec![
        text::<Phase>(),
        text::<Edition>(),
        text::<DeletionPolicy>(),
        text::<ConditionStatus>(),
        text::<ConditionType>(),
        text::<ConditionReason>(),
    ]
}

fn collect(object: &ObjectShape, found: &mut BTreeMap<&'static str, TextShape>) {
    for field in object.fields {
        collect_shape(&field.shape, found);
    }
}

fn collect_shape(shape: &Shape, found: &mut BTreeMap<&'static str, TextShape>) {
    match shape {
        Shape::Text(text) => {
            found.insert(text.name, **text);
        }
        Shape::List { item, .. } => collect_shape(item, found),
        Shape::Map { value, .. } => collect_shape(value, found),
        Shape::Object(object) => collect(object, found),
        Shape::Boolean | Shape::Integer | Shape::Number | Shape::Any => {}
    }
}

#[test]
fn no_text_of_any_field_is_forgotten_here() {
    let mut used = BTreeMap::new();
    let kinds = [
        &ServiceMesh::OBJECT,
        &Mesh::OBJECT,
        &MeshList::OBJECT,
        &ErrorBody::OBJECT,
    ];
    for kind in kinds {
        collect(kind, &mut used);
    }
    for text in texts().into_iter().chain(names()) {
        used.remove(text.shape.name);
    }
    let forgotten: Vec<&str> = used.into_keys().collect();
    assert_eq!(forgotten, [""; 0]);
}

#[test]
fn every_example_is_good() {
    for text in texts().into_iter().chain(names()) {
        assert_eq!(
            (text.parse)(text.shape.example),
            Ok(()),
            "{}",
            text.shape.name
        );
    }
}

#[test]
fn every_bound_is_far_above_every_good_value() {
    for text in texts().into_iter().chain(names()) {
        let TextShape {
            name,
            min,
            max,
            bound,
            ..
        } = text.shape;
        assert!(min <= max && max <= bound, "{name}");
    }
}

#[test]
fn lengths_count_characters_and_hold_at_both_ends() {
    for Text { shape, parse } in texts() {
        let repeat = |letter: &str, count| parse(&letter.repeat(count));
        if shape.min > 0 {
            assert_eq!(
                repeat("a", shape.min - 1),
                Err(TextFault::TooShort),
                "{}",
                shape.name
            );
        }
        assert_eq!(
            repeat("a", shape.max + 1),
            Err(TextFault::TooLong),
            "{}",
            shape.name
        );
        if shape.pattern.is_none() {
            for letter in ["a", "é", "😀"] {
                assert_eq!(repeat(letter, shape.min), Ok(()), "{}", shape.name);
                assert_eq!(repeat(letter, shape.max), Ok(()), "{}", shape.name);
            }
        }
    }
}

#[test]
fn patterns_are_anchored_and_made_of_what_every_engine_reads_alike() {
    for pattern in texts().into_iter().filter_map(|text| text.shape.pattern) {
        assert!(
            pattern.starts_with('^') && pattern.ends_with('$'),
            "{pattern}"
        );
        // `\w`, `\d`, `\s`, look-around, back references and flags differ between RE2, ECMA and Rust.
        for trap in ["\\w", "\\d", "\\s", "\\b", "(?", "\\1"] {
            assert!(!pattern.contains(trap), "{pattern}");
        }
        assert!(Regex::new(pattern).is_ok(), "{pattern}");
    }
}

#[test]
fn a_newline_last_is_never_let_through_by_a_pattern() {
    for Text { shape, parse } in texts()
        .into_iter()
        .filter(|text| text.shape.pattern.is_some())
    {
        let longer = format!("{}\n", shape.example);
        assert_eq!(parse(&longer), Err(TextFault::Pattern), "{}", shape.name);
    }
}

#[test]
fn names_are_taken_letter_by_letter() {
    for Text { shape, parse } in names() {
        for name in shape.values {
            assert_eq!(parse(name), Ok(()), "{name}");
            for other in [name.to_lowercase(), name.to_uppercase(), format!("{name} ")] {
                assert_eq!(parse(&other), Err(TextFault::NotListed), "{other}");
            }
        }
        assert_eq!(parse(""), Err(TextFault::NotListed), "{}", shape.name);
    }
}

#[test]
fn names_travel_as_they_are_written() {
    for phase in Phase::ALL {
        let json = serde_json::to_string(phase).unwrap();
        assert_eq!(json, format!("\"{phase}\""));
        assert_eq!(serde_json::from_str::<Phase>(&json).unwrap(), *phase);
        assert_eq!(Phase::parse(phase.as_str()), Ok(*phase));
    }
}

#[test]
fn a_checked_text_refuses_on_the_way_in_what_it_refuses_to_parse() {
    assert_eq!(
        serde_json::from_str::<MeshName>("\"mesh-test-api\"")
            .unwrap()
            .as_str(),
        "mesh-test-api"
    );
    let error = serde_json::from_str::<MeshName>("\"Mesh\"").unwrap_err();
    assert!(error.to_string().contains("not allowed"), "{error}");
}

#[test]
fn mesh_names_end_at_sixty_four_characters() {
    assert!(MeshName::parse(&"a".repeat(64)).is_ok());
    assert!(MeshName::parse("abc-").is_err());
    assert!(MeshName::parse("a--b").is_ok());
    assert!(MeshName::parse("\u{430}bcd").is_err(), "a Cyrillic letter");
}
