//! The refusal of an API server, read as rules.

use std::collections::BTreeSet;

use meshwright_policy::rule::{Fragment, Keywords};
use meshwright_policy::{Cell, Kind, Level, Rule, rules};
use meshwright_testkit::Answer;
use serde_json::Value;

use crate::verdict::Verdict;

/// What a server says when it looked no further.
const UNFINISHED: &str = "some validation rules were not checked";

/// Reads an answer; `None` where the server refuses for reasons of its own.
pub fn verdict(answer: &Answer) -> Option<Verdict> {
    if answer.is_success() {
        return Some(Verdict::admitted());
    }
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let text = body["message"].as_str().unwrap_or(&answer.text).to_owned();
    let mut verdict = Verdict {
        refused: true,
        complete: answer.code == 422,
        text,
        ..Verdict::default()
    };
    let causes: Vec<&Value> = body
        .pointer("/details/causes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    if answer.code == 422 && !causes.is_empty() && causes.iter().all(|cause| is_servers_own(cause))
    {
        return None;
    }
    for cause in causes.into_iter().filter(|cause| !is_servers_own(cause)) {
        read(cause, &mut verdict);
    }
    Some(verdict)
}

/// What a server asks of the metadata of every object is no rule of ours.
fn is_servers_own(cause: &Value) -> bool {
    cause["field"]
        .as_str()
        .is_some_and(|field| field.starts_with("metadata"))
}

fn read(cause: &Value, verdict: &mut Verdict) {
    let text = |key: &str| cause[key].as_str().unwrap_or_default();
    let message = text("message");
    // What does not decode after it was patched is told of as the patch.
    if message.contains(UNFINISHED) || text("field") == "patch" {
        verdict.complete = false;
    } else if let Some(code) = code(message) {
        verdict.said.insert(code.to_owned());
    } else {
        verdict
            .implied
            .push(candidates(text("reason"), text("field")));
    }
}

/// The code of a rule in a message: two letters, four digits and a colon.
pub fn code(message: &str) -> Option<&str> {
    let codes = rules::all().iter().map(|rule| rule.code);
    let mut places =
        codes.filter_map(|code| Some((message.find(&format!("{code}: "))?, code.len())));
    let (at, length) = places.next()?;
    message.get(at..at + length)
}

/// The rules whose keywords, types or bounds a fault without a code can speak of.
fn candidates(reason: &str, field: &str) -> BTreeSet<&'static str> {
    let place = pattern(field);
    let ours = |rule: &Rule| {
        rule.kinds().contains(&Kind::ServiceMesh)
            && rule.level == Level::Deny
            && rule.points.crd != Cell::None
    };
    let speaks = |rule: &Rule| {
        rule.types.contains(&place.as_str())
            || rule
                .schema
                .iter()
                .any(|fragment| is_about(fragment, &place))
    };
    let mut codes: BTreeSet<_> = rules::all()
        .iter()
        .filter(|rule| ours(rule) && speaks(rule))
        .map(|rule| rule.code)
        .collect();
    match reason {
        "FieldValueTooLong" | "FieldValueTooMany" => codes.insert("GX0014"),
        // The list is keyed: the server compares the keys itself, whatever their type.
        "FieldValueDuplicate" => codes.insert("SM0504") | codes.insert("GX0011"),
        // The second is said of the items of a keyed list that are no objects.
        "FieldValueTypeInvalid" | "FieldValueInvalid" => codes.insert("GX0011"),
        _ => false,
    };
    codes
}

fn is_about(fragment: &Fragment, place: &str) -> bool {
    match fragment.keywords {
        Keywords::Required(members) => members
            .iter()
            .any(|member| format!("{}.{member}", fragment.at) == place),
        Keywords::Text(_) | Keywords::Json(_) | Keywords::Implies(_) => fragment.at == place,
    }
}

/// `status.conditions[3].type` as rules write it: `status.conditions[].type`.
fn pattern(field: &str) -> String {
    let mut pattern = String::new();
    let mut inside = false;
    for letter in field.chars() {
        inside = (inside || letter == '[') && letter != ']';
        if !inside || letter == '[' {
            pattern.push(letter);
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_becomes_the_place_of_a_rule() {
        assert_eq!(
            pattern("status.conditions[12].type"),
            "status.conditions[].type"
        );
        assert_eq!(pattern("spec.id"), "spec.id");
    }

    #[test]
    fn the_code_is_found_behind_the_words_of_the_server() {
        let message = "Invalid value: \"Pro\": SM0201: must be Standard, Enterprise or Ultimate";
        assert_eq!(code(message), Some("SM0201"));
        assert_eq!(code("Required value"), None);
    }

    #[test]
    fn a_fault_without_a_code_belongs_to_the_rules_of_its_place() {
        assert_eq!(
            candidates("FieldValueRequired", "status.conditions[0].type"),
            BTreeSet::from(["SM0504"])
        );
        assert_eq!(
            candidates("FieldValueTypeInvalid", "spec.id"),
            BTreeSet::from(["GX0011"])
        );
    }
}
