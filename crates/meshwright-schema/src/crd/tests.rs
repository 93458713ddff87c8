//! What an API server asks of a definition before it takes it.

use super::*;

/// Visits every schema of the tree.
fn each(schema: &Value, at: &str, see: &mut dyn FnMut(&str, &Schema)) {
    let Some(schema) = schema.as_object() else {
        return;
    };
    see(at, schema);
    for (name, property) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        each(property, &place::below(at, name), see);
    }
    for (keyword, mark) in [("items", "[]"), ("additionalProperties", "{}")] {
        if let Some(inner) = schema.get(keyword) {
            each(inner, &format!("{at}{mark}"), see);
        }
    }
}

#[test]
fn every_text_list_and_map_below_spec_and_status_is_bounded() {
    each(&schema(), "", &mut |at, schema| {
        let bound = match schema["type"].as_str() {
            Some("string") => "maxLength",
            Some("array") => "maxItems",
            Some("object") if schema.contains_key("additionalProperties") => "maxProperties",
            _ => return,
        };
        let ours = at.starts_with("spec") || at.starts_with("status");
        assert!(!ours || schema.contains_key(bound), "{at} has no {bound}");
    });
}

#[test]
fn every_node_has_one_type_and_only_keywords_of_a_structural_schema() {
    const KNOWN: &[&str] = &[
        "description",
        "enum",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "pattern",
        "properties",
        "required",
        "type",
        "additionalProperties",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type",
        "x-kubernetes-validations",
    ];
    each(&schema(), "", &mut |at, schema| {
        assert!(schema["type"].is_string(), "{at} has no type");
        for keyword in schema.keys() {
            assert!(KNOWN.contains(&keyword.as_str()), "{at}: {keyword}");
        }
        let enumeration = schema.get("enum").and_then(Value::as_array);
        assert!(
            !enumeration.is_some_and(|values| values.contains(&Value::Null)),
            "{at}"
        );
    });
}

#[test]
fn metadata_is_left_to_the_server() {
    let schema = schema();
    assert_eq!(
        schema["properties"]["metadata"],
        serde_json::json!({"type": "object"})
    );
}

#[test]
fn conditions_are_told_apart_by_type() {
    let conditions = &schema()["properties"]["status"]["properties"]["conditions"];
    assert_eq!(conditions["x-kubernetes-list-map-keys"], json!(["type"]));
    assert!(
        conditions["items"]["required"]
            .as_array()
            .unwrap()
            .contains(&json!("type"))
    );
}

#[test]
fn every_validation_has_a_place_and_one_short_line() {
    for rule in rules::all() {
        for cel in rule.cel {
            assert!(
                place::shape_at(&ServiceMesh::SHAPE, cel.at).is_some(),
                "{}: {}",
                rule.code,
                cel.at
            );
            assert!(
                !cel.message.contains('\n') && cel.message.len() < 200,
                "{}",
                rule.code
            );
            assert!(!cel.rule.contains('\n'), "{}: {}", rule.code, cel.rule);
        }
    }
}

/// Null members are dropped by an API server before it looks.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, member)| !member.is_null());
            kept.map(|(key, member)| (key.clone(), without_nulls(member)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[test]
fn the_schema_is_never_stricter_than_the_rules() {
    use meshwright_policy::{Report, Surface};
    use meshwright_testkit::vectors::{document, judge_alone, vectors};
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for vector in vectors().iter().filter(|vector| vector.policy.is_none()) {
        let document = document(vector.document.clone());
        let refused = !validator.is_valid(&without_nulls(&vector.document));
        let at = [Surface::Lint, Surface::Admission];
        let denied = at
            .iter()
            .any(|at| Report::denies(&judge_alone(&document, *at)));
        let ours = document.kind() == Kind::ServiceMesh;
        assert!(
            !ours || !refused || denied,
            "{} {:?}",
            vector.rule,
            vector.name
        );
    }
}
