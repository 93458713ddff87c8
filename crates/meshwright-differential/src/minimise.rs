//! Smaller cases: one member or item less. What is stored stays as it is.

use serde_json::Value;

use crate::case::Case;

/// Every case with one member or item less.
pub(crate) fn smaller(case: &Case) -> Vec<Case> {
    let mut places = Vec::new();
    places_in(&case.new, "", &mut places);
    places
        .iter()
        .map(|place| Case {
            new: without(&case.new, place),
            ..case.clone()
        })
        .collect()
}

fn places_in(value: &Value, at: &str, places: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        let place = format!("{at}/{key}");
        places.push(place.clone());
        places_in(child, &place, places);
    }
}

fn without(document: &Value, place: &str) -> Value {
    let mut document = document.clone();
    let (parent, key) = place.rsplit_once('/').unwrap_or(("", place));
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            let index = key.parse().unwrap_or(usize::MAX);
            if index < items.len() {
                items.remove(index);
            }
        }
        _ => {}
    }
    document
}
