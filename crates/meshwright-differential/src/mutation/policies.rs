//! The admission policies, wrong in one expression.

use serde_json::{Value, json};

use super::{Mutant, Wrong};
use crate::causes;
use crate::policies::Policies;

/// A member of the spec that lists expressions, and what can be done to one of them.
type List = (&'static str, fn(&mut Vec<Value>, usize) -> Vec<Change>);
/// What becomes of an expression.
type Said = fn(&str) -> String;
/// What was done, and the list as it is then.
type Change = (String, Vec<Value>);

const LISTS: [List; 4] = [
    ("validations", |list, index| {
        let message = list[index]["message"].clone();
        let message = message.as_str().unwrap_or_default();
        vec![
            without(list, index, message),
            opposite(list, index, message),
        ]
    }),
    ("matchConditions", |list, index| {
        let name = format!("condition {}", list[index]["name"]);
        vec![without(list, index, &name), opposite(list, index, &name)]
    }),
    ("variables", |list, index| {
        let name = format!("variable {}", list[index]["name"]);
        vec![neutral(list, index, &name)]
    }),
    ("mutations", |list, index| {
        let changes: [(&str, Said); 3] = [
            ("without patch", |said| format!("true ? [] : ({said})")),
            (
                "the opposite of the condition of patch",
                opposite_of_condition,
            ),
            ("parents where there are some in patch", |said| {
                said.replace("(has(", "(!has(")
            }),
        ];
        let change = |(what, change)| {
            let what = format!("{what} {index}");
            said(list, index, "/jsonPatch/expression", &what, change)
        };
        // Where there is nothing to change there is no mutant.
        changes
            .map(change)
            .into_iter()
            .filter(|(_, changed)| changed != list)
            .collect()
    }),
];

/// A patch with a condition of its own starts with it.
fn opposite_of_condition(said: &str) -> String {
    match said.split_once(" ? [] : ") {
        Some((condition, patch)) if !said.starts_with('(') => {
            format!("!({condition}) ? [] : {patch}")
        }
        _ => said.to_owned(),
    }
}

/// Every set of policies that lacks one expression, or says the opposite in one.
pub(super) fn mutants(policies: &Policies) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (at, object) in policies.objects.iter().enumerate() {
        for (member, changes) in LISTS {
            let list = object["spec"].get(member).and_then(Value::as_array);
            let list = list.cloned().unwrap_or_default();
            for index in 0..list.len() {
                for (what, list) in changes(&mut list.clone(), index) {
                    all.push(mutant(policies, at, &what, (member, list)));
                }
            }
        }
    }
    all
}

fn mutant(policies: &Policies, at: usize, what: &str, list: (&str, Vec<Value>)) -> Mutant {
    let mut objects = policies.objects.clone();
    let object = &mut objects[at];
    object["spec"][list.0] = Value::Array(list.1);
    let name = format!(
        "{}: {what}",
        object["metadata"]["name"].as_str().unwrap_or_default()
    );
    let wrong = policies.with(objects.clone());
    let regions = if objects[at]["spec"].get("paramKind").is_some() {
        wrong.everywhere(1)
    } else {
        vec![wrong.clone(), wrong.at_once(1)]
    };
    Mutant {
        code: causes::code(what).map(str::to_owned),
        name,
        wrong: Wrong::Policies(regions),
    }
}

fn without(list: &[Value], index: usize, name: &str) -> Change {
    let mut list = list.to_vec();
    list.remove(index);
    (format!("without {name}"), list)
}

fn opposite(list: &[Value], index: usize, name: &str) -> Change {
    let what = format!("the opposite of {name}");
    said(list, index, "/expression", &what, |said| {
        format!("!({said})")
    })
}

/// A variable turned around where it is true or false, and empty where it is a value.
fn neutral(list: &[Value], index: usize, name: &str) -> Change {
    let said_now = list[index]["expression"].as_str().unwrap_or_default();
    match empty(said_now) {
        Some(empty) => said(list, index, "/expression", &format!("empty {name}"), |_| {
            empty.to_owned()
        }),
        None => opposite(list, index, name),
    }
}

/// The empty value of the type of an expression; none where it is true or false.
fn empty(said: &str) -> Option<&'static str> {
    let ends = |ends: &[&str]| ends.iter().any(|end| said.ends_with(end));
    if ends(&["orValue('')", "orValue(''))"]) {
        Some("''")
    } else if ends(&["orValue({})"]) {
        Some("{}")
    } else if ends(&["orValue([])", "]", "split('\\n')", "!= '')"]) || said.contains(".map(") {
        Some("[]")
    } else {
        None
    }
}

fn said(
    list: &[Value],
    index: usize,
    at: &str,
    what: &str,
    change: impl Fn(&str) -> String,
) -> Change {
    let mut list = list.to_vec();
    if let Some(expression) = list[index].pointer_mut(at) {
        *expression = json!(change(expression.as_str().unwrap_or_default()));
    }
    (what.to_owned(), list)
}
