//! The file of known findings: they are not told again, wherever their lines move.
//!
//! An entry is known by the finding's fingerprint (code, object, field and value); the rest of it is for
//! people. The file may only shrink: writing it over an existing one keeps what still matches and adds
//! nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use meshwright_manifest::{Syntax, documents};
use serde::{Deserialize, Serialize};

use crate::facts::Unused;
use crate::finding::Finding;

/// What the file looks like today.
const VERSION: u32 = 1;

/// A known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    file: String,
    code: String,
    resource: String,
    field: String,
    fingerprint: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    entries: Vec<Entry>,
}

/// The known findings of a file.
#[derive(Debug, Default)]
pub(crate) struct Baseline {
    /// Each entry with its bytes in the file and whether it matched.
    entries: Vec<(Entry, std::ops::Range<usize>, bool)>,
    /// Entries by fingerprint, the first last.
    by_fingerprint: BTreeMap<String, Vec<usize>>,
}

impl Entry {
    fn of(finding: &Finding) -> Self {
        Self {
            file: finding.file.clone(),
            code: finding.code.to_owned(),
            resource: finding.resource.to_string(),
            field: finding.field.clone(),
            fingerprint: finding.fingerprint.clone(),
        }
    }
}

impl Baseline {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let file: File = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!(
                "version {} of baseline files is not known",
                file.version
            ));
        }
        let mut spans = Vec::new();
        if let Some(document) = documents(bytes, Syntax::Json).next() {
            let entries = document.root().and_then(|root| root.get("entries"));
            spans.extend(
                entries
                    .into_iter()
                    .flat_map(|entries| entries.items())
                    .map(|entry| entry.span()),
            );
        }
        let mut baseline = Self::default();
        for (index, entry) in file.entries.into_iter().enumerate() {
            let same = baseline
                .by_fingerprint
                .entry(entry.fingerprint.clone())
                .or_default();
            same.insert(0, index);
            baseline
                .entries
                .push((entry, spans.get(index).cloned().unwrap_or(0..0), false));
        }
        Ok(baseline)
    }

    /// Takes the known findings out; each entry knows one finding.
    pub(crate) fn silence(&mut self, findings: Vec<Finding>) -> Vec<Finding> {
        findings
            .into_iter()
            .filter(|finding| !self.knows(finding))
            .collect()
    }

    fn knows(&mut self, finding: &Finding) -> bool {
        let known = self
            .by_fingerprint
            .get_mut(&finding.fingerprint)
            .and_then(Vec::pop);
        if let Some((_, _, matched)) = known.and_then(|index| self.entries.get_mut(index)) {
            *matched = true;
        }
        known.is_some()
    }

    /// The entries that matched nothing.
    pub(crate) fn unused(&self) -> impl Iterator<Item = Unused> {
        self.entries
            .iter()
            .filter(|(_, _, matched)| !matched)
            .map(|(entry, span, _)| Unused {
                codes: entry.code.clone(),
                span: span.clone(),
                because: Some((
                    format!(
                        "the baseline knows a finding of {} that is gone",
                        entry.code
                    ),
                    "write the baseline again, it shrinks by this entry".to_owned(),
                )),
            })
    }

    /// The file with the entries that matched.
    pub(crate) fn shrunk(&self) -> String {
        write(
            self.entries
                .iter()
                .filter(|(_, _, matched)| *matched)
                .map(|(entry, _, _)| entry.clone()),
        )
    }
}

/// A new baseline file that knows these findings.
pub(crate) fn first<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
    write(findings.into_iter().map(Entry::of))
}

/// One entry a line, in an order of their own, so that two versions compare well.
fn write(entries: impl Iterator<Item = Entry>) -> String {
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort();
    let mut out = format!("{{\n  \"version\": {VERSION},\n  \"entries\": [");
    for (index, entry) in entries.iter().enumerate() {
        let line = serde_json::to_string(entry).unwrap_or_default();
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}\n    {line}").expect("a string takes everything");
    }
    out.push_str(if entries.is_empty() {
        "]\n}\n"
    } else {
        "\n  ]\n}\n"
    });
    out
}
