//! SARIF 2.1.0, for code scanning: one run, the rules that spoke, a result a finding.

mod uri;

use std::collections::BTreeMap;
use std::io::{self, Write};

use meshwright_api::Safety;
use meshwright_policy::{Level, rules};
use serde_json::{Map, Value, json};

use super::json::pretty;
use super::{describe, sentence};
use crate::{Fault, FaultKind, Finding, FindingFix, Outcome, TextEdit};

/// The address of the published schema.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut spoke: Vec<&Finding> = outcome.findings.iter().collect();
    spoke.sort_by_key(|finding| finding.code);
    spoke.dedup_by_key(|finding| finding.code);
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = outcome
        .findings
        .iter()
        .map(|finding| result(finding, &spoke, &mut seen))
        .collect();
    let driver = json!({
        "name": "meshwright",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": spoke.iter().map(|finding| rule(finding)).collect::<Vec<_>>(),
    });
    let run = json!({
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(&outcome.faults)],
        "results": results,
    });
    pretty(
        &json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}),
        out,
    )
}

/// What a rule says of itself. A link must be absolute here: a relative one stays in the text.
fn rule(finding: &Finding) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), finding.code.into());
    out.insert("name".to_owned(), finding.name.into());
    out.insert(
        "properties".to_owned(),
        json!({"tags": [finding.group, finding.category]}),
    );
    if finding.url.contains("://") {
        out.insert("helpUri".to_owned(), finding.url.as_str().into());
    }
    if let Some(rule) = rules::find(finding.code) {
        let page = rule
            .docs
            .lines()
            .map(str::trim_start)
            .collect::<Vec<_>>()
            .join("\n");
        let help = format!("{}\n\nSee {}", page.trim_end(), finding.url);
        out.insert(
            "shortDescription".to_owned(),
            json!({"text": rule.summary()}),
        );
        out.insert("help".to_owned(), json!({"text": help, "markdown": help}));
        out.insert(
            "defaultConfiguration".to_owned(),
            json!({"level": level(rule.level)}),
        );
    }
    Value::Object(out)
}

fn result<'a>(
    finding: &'a Finding,
    rules: &[&Finding],
    seen: &mut BTreeMap<(&'a str, &'a str), usize>,
) -> Value {
    let count = seen
        .entry((&finding.file, &finding.fingerprint))
        .or_default();
    *count += 1;
    let fingerprint = format!("{}:{count}", finding.fingerprint);
    let mut out = json!({
        "ruleId": finding.code,
        "ruleIndex": rules.iter().position(|rule| rule.code == finding.code),
        "level": level(finding.level),
        "message": {"text": sentence(finding)},
        "locations": [location(finding)],
        // The second name is the one GitHub reads.
        "partialFingerprints": {
            "meshwrightFinding/v1": fingerprint,
            "primaryLocationLineHash": fingerprint,
        },
        "properties": {"pointer": finding.pointer, "document": finding.document},
    });
    if let (Some(fix), Some(out)) = (&finding.fix, out.as_object_mut()) {
        out.insert("fixes".to_owned(), json!([fixes(finding, fix)]));
    }
    out
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Audit => "note",
        Level::Off => "none",
    }
}

fn location(finding: &Finding) -> Value {
    let mut region = region(
        (finding.line, finding.column),
        (finding.end_line, finding.end_column),
        (finding.offset, finding.end_offset),
    );
    let (start, end) = finding.excerpt.mark;
    if let (Some(text), Some(region)) =
        (finding.excerpt.text.get(start..end), region.as_object_mut())
    {
        region.insert("snippet".to_owned(), json!({"text": text}));
    }
    let mut out = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri::of(&finding.file)},
            "region": region,
        },
    });
    if let (false, Some(out)) = (finding.field.is_empty(), out.as_object_mut()) {
        out.insert("logicalLocations".to_owned(), json!([logical(finding)]));
    }
    out
}

/// The field, below the kind and name of its object.
fn logical(finding: &Finding) -> Value {
    let head = [
        &finding.resource.kind,
        &finding.resource.namespace,
        &finding.resource.name,
    ];
    let path: Vec<&str> = head
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain([finding.field.as_str()])
        .collect();
    json!({"name": finding.field, "fullyQualifiedName": path.join("/"), "kind": "property"})
}

fn region(start: (usize, usize), end: (usize, usize), bytes: (usize, usize)) -> Value {
    json!({
        "startLine": start.0,
        "startColumn": start.1,
        "endLine": end.0,
        "endColumn": end.1,
        "byteOffset": bytes.0,
        "byteLength": bytes.1.saturating_sub(bytes.0),
    })
}

fn fixes(finding: &Finding, fix: &FindingFix) -> Value {
    let text = match fix.safety {
        Safety::Safe => "safe fix",
        Safety::Unsafe => "unsafe fix: look at it first",
    };
    json!({
        "description": {"text": finding.help.as_deref().map_or_else(|| text.to_owned(), |help| format!("{help} ({text})"))},
        "artifactChanges": [{
            "artifactLocation": {"uri": uri::of(&finding.file)},
            "replacements": fix.edits.iter().map(replacement).collect::<Vec<_>>(),
        }],
    })
}

fn replacement(edit: &TextEdit) -> Value {
    json!({
        "deletedRegion": region(
            (edit.line, edit.column),
            (edit.end_line, edit.end_column),
            (edit.offset, edit.end_offset),
        ),
        "insertedContent": {"text": edit.text},
    })
}

/// How the run itself went: a report without findings is good news only if all was read.
fn invocation(faults: &[Fault]) -> Value {
    let (ours, others): (Vec<&Fault>, Vec<&Fault>) = faults
        .iter()
        .partition(|fault| fault.kind == FaultKind::Configuration);
    json!({
        "executionSuccessful": faults.is_empty(),
        "toolConfigurationNotifications": ours.into_iter().map(notification).collect::<Vec<_>>(),
        "toolExecutionNotifications": others.into_iter().map(notification).collect::<Vec<_>>(),
    })
}

fn notification(fault: &Fault) -> Value {
    json!({"level": "error", "message": {"text": describe(fault)}})
}
