//! The rules as `ValidatingAdmissionPolicy` objects: one for each level, twice where parameters are asked.

use meshwright_policy::rule::Part;
use meshwright_policy::{Cell, Kind, Level, Rule, Surface, rules};
use serde_json::{Value, json};

use super::translate::translate;
use super::variables::{asks_parameters, variables};
use super::{both, matched, object, reference};

/// An expression of a policy, and the rule that it says.
#[derive(Debug, Clone)]
pub struct Expression {
    /// The code of the rule.
    pub code: &'static str,
    /// What its binding does.
    pub level: Level,
    /// Whether it asks the parameters.
    pub asks_parameters: bool,
    /// What must hold.
    pub rule: String,
    /// What the API server answers.
    pub message: String,
}

/// Every expression, in the order of the table.
pub fn expressions() -> Vec<Expression> {
    let here = |rule: &&Rule| {
        rule.kinds().contains(&Kind::ServiceMesh) && rule.points.policies != Cell::None
    };
    rules::all()
        .iter()
        .copied()
        .filter(here)
        .flat_map(said)
        .collect()
}

/// The policies and their bindings.
pub fn validating() -> Vec<Value> {
    let all = expressions();
    let mut objects = Vec::new();
    for with_parameters in [false, true] {
        for level in [Level::Deny, Level::Warn, Level::Audit] {
            let said: Vec<&Expression> = all
                .iter()
                .filter(|one| one.level == level && one.asks_parameters == with_parameters)
                .collect();
            if !said.is_empty() {
                let name = name(level, with_parameters);
                objects.push(policy(&name, &said, with_parameters));
                objects.push(binding(&name, level, with_parameters));
            }
        }
    }
    objects
}

fn said(rule: &'static Rule) -> Vec<Expression> {
    let level = rule.level_on(Surface::Admission);
    let one = |said: &str, message: &str, level: Level| Expression {
        code: rule.code,
        level,
        asks_parameters: asks_parameters(said),
        rule: gated(rule.part, said),
        message: format!("{}: {message}", rule.code),
    };
    let clauses = rule.clauses.iter();
    let clauses =
        clauses.map(|clause| one(clause.rule, clause.message, clause.level.unwrap_or(level)));
    let cel = rule.cel.iter().filter(|_| rule.clauses.is_empty());
    clauses
        .chain(cel.map(|cel| one(&translate(rule, cel), &message(cel.at, cel.message), level)))
        .collect()
}

/// A policy does not say where: its message must.
fn message(at: &str, message: &str) -> String {
    match at {
        "" => message.to_owned(),
        at => format!("{at} {message}"),
    }
}

/// Silent in a write that does not decide the part that the rule reads.
fn gated(part: Part, said: &str) -> String {
    match part {
        Part::Main => format!("!variables.onMain || ({said})"),
        Part::Status => format!("!variables.judgesStatus || ({said})"),
        Part::Finalizers => format!("variables.onStatus || ({said})"),
        Part::Any => said.to_owned(),
    }
}

fn name(level: Level, with_parameters: bool) -> String {
    let kind = if with_parameters { "-parameters" } else { "" };
    format!("meshwright{kind}-{}", level.as_str())
}

fn policy(name: &str, said: &[&Expression], with_parameters: bool) -> Value {
    let texts: Vec<&str> = said.iter().map(|one| one.rule.as_str()).collect();
    let validation = |one: &&Expression| {
        json!({
            "expression": one.rule,
            "message": one.message,
            "reason": "Invalid",
        })
    };
    let mut spec = json!({
        "failurePolicy": "Fail",
        "matchConstraints": matched(&both().each_ref().map(String::as_str)),
        "variables": variables(&texts),
        "validations": said.iter().map(validation).collect::<Value>(),
    });
    if with_parameters {
        spec["paramKind"] = json!({"apiVersion": "v1", "kind": "ConfigMap"});
    }
    object("ValidatingAdmissionPolicy", name, &spec)
}

fn binding(name: &str, level: Level, with_parameters: bool) -> Value {
    let action = match level {
        Level::Deny => "Deny",
        Level::Warn => "Warn",
        Level::Audit | Level::Off => "Audit",
    };
    let mut spec = json!({"policyName": name, "validationActions": [action]});
    if with_parameters {
        spec["paramRef"] = reference("Deny");
    }
    object("ValidatingAdmissionPolicyBinding", name, &spec)
}
