//! GitLab's code quality report: a list of issues, told apart by their fingerprints.

use std::collections::BTreeMap;
use std::io::{self, Write};

use meshwright_policy::Level;
use serde_json::{Value, json};

use super::json::pretty;
use super::sentence;
use crate::hash::Hash;
use crate::{Finding, Outcome};

pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut seen = BTreeMap::new();
    let issues: Vec<Value> = outcome
        .findings
        .iter()
        .map(|finding| issue(finding, &mut seen))
        .collect();
    pretty(&issues, out)
}

fn issue<'a>(finding: &'a Finding, seen: &mut BTreeMap<(&'a str, &'a str), usize>) -> Value {
    json!({
        "type": "issue",
        "check_name": finding.code,
        "description": format!("{} ({}): {}", finding.code, finding.name, sentence(finding)),
        "categories": ["Bug Risk"],
        "severity": severity(finding.level),
        "fingerprint": fingerprint(finding, seen),
        "location": {
            "path": finding.file.trim_start_matches("./"),
            "lines": {"begin": finding.line, "end": finding.end_line},
        },
    })
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Deny => "major",
        Level::Warn => "minor",
        Level::Audit | Level::Off => "info",
    }
}

/// GitLab drops an issue whose fingerprint another one has, so the file and a count are part of it.
fn fingerprint<'a>(finding: &'a Finding, seen: &mut BTreeMap<(&'a str, &'a str), usize>) -> String {
    let count = seen
        .entry((&finding.file, &finding.fingerprint))
        .or_default();
    *count += 1;
    let file = Hash::of([finding.file.as_str()]);
    format!("{}-{file}-{count}", finding.fingerprint)
}
