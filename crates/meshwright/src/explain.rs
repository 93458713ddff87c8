//! `meshwright explain`: the page of a rule, without a network.

use meshwright_policy::rule::Status;
use meshwright_policy::{Cell, Rule};
use meshwright_schema::Example;
use serde_json::{Value, json};

use crate::args::{ExplainArgs, PageFormat};
use crate::{page, streams};

/// Code of the rule, name of the file, text.
const EXAMPLES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Prints the page.
pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<()> {
    let rule = args.asked.rule;
    let gone = args.asked.gone.as_ref();
    let note = gone.map(|code| format!("{code} is retired; {} took over.\n\n", rule.code));
    let markdown = meshwright_schema::page(rule, &examples(rule));
    let text = match args.format {
        PageFormat::Text => note.unwrap_or_default() + &page::plain(&markdown),
        PageFormat::Markdown => note.unwrap_or_default() + &markdown,
        PageFormat::Json => format!("{:#}\n", detailed(rule)),
    };
    streams::print(&text)
}

fn examples(rule: &Rule) -> Vec<Example> {
    let of = EXAMPLES.iter().filter(|(code, ..)| *code == rule.code);
    of.map(|(_, name, text)| Example {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    })
    .collect()
}

/// What programs want to know of every rule.
pub(crate) fn brief(rule: &Rule) -> Value {
    let (status, reason) = match rule.status {
        Status::Preview => ("preview", None),
        Status::Stable => ("stable", None),
        Status::Deprecated(reason) => ("deprecated", Some(reason)),
        Status::Removed(reason) => ("removed", Some(reason)),
    };
    let kinds = rule.kinds();
    json!({
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary(),
        "level": rule.level,
        "group": rule.group,
        "category": rule.category,
        "kinds": kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
        "fix": rule.fix,
        "status": {"is": status, "reason": reason, "since": rule.since},
        "points": points(rule),
    })
}

/// What programs want to know of one rule.
fn detailed(rule: &Rule) -> Value {
    let docs: Vec<&str> = rule
        .docs
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let cel: Vec<Value> = rule
        .cel
        .iter()
        .map(|cel| json!({"at": cel.at, "rule": cel.rule, "message": cel.message}))
        .collect();
    let examples: Vec<Value> = examples(rule)
        .iter()
        .map(|example| json!({"name": example.name, "text": example.text}))
        .collect();
    let mut out = brief(rule);
    if let Some(out) = out.as_object_mut() {
        out.insert("docs".to_owned(), docs.join("\n").into());
        out.insert("cel".to_owned(), cel.into());
        out.insert("schema".to_owned(), meshwright_schema::alone(rule).into());
        out.insert("examples".to_owned(), examples.into());
    }
    out
}

fn points(rule: &Rule) -> Value {
    let cell = |cell| match cell {
        Cell::None => json!("none"),
        Cell::Weaker => json!("weaker"),
        Cell::Exact => json!("exact"),
        Cell::ExactFrom(minor) => json!(format!("exact from Kubernetes 1.{minor}")),
    };
    let points = &rule.points;
    json!({
        "webhook": cell(points.webhook),
        "lint": cell(points.lint),
        "crd": cell(points.crd),
        "policies": cell(points.policies),
        "schema": cell(points.schema),
        "api": cell(points.api),
    })
}
