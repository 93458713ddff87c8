//! The answer of a server with policies in force, read as rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use meshwright_policy::Level;
use meshwright_schema::policies::expressions;
use meshwright_testkit::Answer;
use serde_json::Value;

use super::Bound;
use crate::verdict::Verdict;

/// How refusals and warnings of policies name them.
const KIND: &str = "AdmissionPolicy '";

/// What an expression that fails says: its level and its code, by its message.
static SAID: LazyLock<BTreeMap<String, (Level, &'static str)>> = LazyLock::new(|| {
    let all = expressions().into_iter();
    all.map(|one| (one.message, (one.level, one.code)))
        .collect()
});

/// Reads an answer; `None` where the server refuses for reasons of its own.
pub(crate) fn verdict(answer: &Answer, bound: Bound) -> Option<Verdict> {
    let mut verdict = Verdict {
        complete: answer.is_success(),
        ..Verdict::default()
    };
    let warnings = answer.warnings.iter();
    for warning in warnings.filter(|text| text.contains(KIND)) {
        verdict.text.push_str(warning);
        verdict.text.push('\n');
        hear(warning, &mut verdict);
    }
    if answer.is_success() {
        verdict.refused = bound == Bound::ToTell && !verdict.said.is_empty();
        verdict.object = serde_json::from_str(&answer.text).ok();
        return Some(verdict);
    }
    verdict.refused = true;
    let message = message(answer);
    verdict.text.push_str(&message);
    if message.contains(KIND) {
        hear(&message, &mut verdict);
        return Some(verdict);
    }
    // Of what the definition or the server itself refuses, nobody asked the policies.
    answer.causes().is_empty().then_some(verdict)
}

fn message(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    body["message"].as_str().unwrap_or_default().to_owned()
}

/// What does not end in the message of an expression speaks of an expression that could not be evaluated.
fn hear(text: &str, verdict: &mut Verdict) {
    let said = SAID
        .iter()
        .find(|(message, _)| text.ends_with(&format!(": {message}")));
    match said {
        Some((_, (Level::Deny, code))) => {
            verdict.said.insert((*code).to_owned());
        }
        Some((_, advice)) => {
            verdict.advised.insert(*advice);
        }
        None => verdict.implied.push(BTreeSet::new()),
    }
}
