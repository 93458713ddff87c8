//! "If this value is there, that one must be such": a sentence JSON Schema can say, but not legibly.
//!
//! An [`Implication`] keeps the sentence readable in the rule and writes the nested keywords out.
//! It knows nothing of rules; [`Keywords`](crate::rule::Keywords) carries it.

use serde_json::{Map, Value, json};

/// Where a value that satisfies `is` stands at `when`, the value at `then`, if there is one, satisfies
/// `holds`.
///
/// ```
/// use meshwright_policy::implication::Implication;
///
/// const WHEELS: Implication = Implication {
///     when: "parts[].engine",
///     is: r#"{"type": "object"}"#,
///     then: "wheels",
///     holds: r#"{"minimum": 2}"#,
/// };
/// assert_eq!(WHEELS.keywords()["then"]["properties"]["wheels"]["minimum"], 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implication {
    /// Dotted path of the value that asks, from the fragment's place; `[]` for any item of a list.
    pub when: &'static str,
    /// Keywords, as JSON text, that this value satisfies; a value that is not there satisfies none.
    pub is: &'static str,
    /// Dotted path of the value that is asked, from the fragment's place; no lists.
    pub then: &'static str,
    /// Keywords, as JSON text, that it must satisfy.
    pub holds: &'static str,
}

impl Implication {
    /// The keywords `if` and `then`.
    pub fn keywords(&self) -> Map<String, Value> {
        let asked = |inner: Value, step: Step| step.needed(&inner);
        let bound = |inner: Value, step: Step| step.if_there(&inner);
        Map::from_iter([
            (
                "if".to_owned(),
                steps(self.when).rev().fold(parse(self.is), asked),
            ),
            (
                "then".to_owned(),
                steps(self.then).rev().fold(parse(self.holds), bound),
            ),
        ])
    }
}

/// A step of a path down a document.
enum Step {
    Member(&'static str),
    AnyItem,
}

impl Step {
    /// Keywords for a value that has this step, and `inner` holds behind it.
    fn needed(self, inner: &Value) -> Value {
        match self {
            Self::Member(key) => {
                json!({"type": "object", "required": [key], "properties": {key: inner}})
            }
            Self::AnyItem => json!({"type": "array", "contains": inner}),
        }
    }

    /// Keywords for a value behind which `inner` holds, if it has this step.
    fn if_there(self, inner: &Value) -> Value {
        match self {
            Self::Member(key) => json!({"properties": {key: inner}}),
            Self::AnyItem => json!({"items": inner}),
        }
    }
}

fn steps(path: &'static str) -> impl DoubleEndedIterator<Item = Step> {
    path.split('.').flat_map(|part| {
        let key = part.strip_suffix("[]");
        let item = key.map(|_| Step::AnyItem);
        [Some(Step::Member(key.unwrap_or(part))), item]
            .into_iter()
            .flatten()
    })
}

fn parse(keywords: &'static str) -> Value {
    serde_json::from_str(keywords).expect("the fragments of all rules are compiled in a test")
}
