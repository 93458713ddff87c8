//! Findings to bytes: ten formats, all written from one [`Outcome`].
//!
//! A renderer decides nothing: what is found, at which level and where has been decided before. Each
//! format has a file of its own and is held against its published schema or grammar by `tests/formats.rs`.
//! A user's text goes into each of them escaped as that format asks.

mod concise;
mod footer;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod plain;
mod rdjson;
mod sarif;
mod tap;

use std::io::{self, Write};

use meshwright_policy::Level;

use crate::{Fault, Finding, Outcome};

pub use footer::{statistics, write as summary};

/// A format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For people: the lines concerned, underlined, with notes and help.
    Full,
    /// For people: one line a finding.
    Concise,
    /// One JSON object: version, findings, summary.
    Json,
    /// One JSON object a line, each a finding.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML, for test reports.
    Junit,
    /// GitHub's workflow commands, for annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Test Anything Protocol 13.
    Tap,
    /// Reviewdog's diagnostic format.
    Rdjson,
}

/// What a renderer may know beside the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether formats for people are coloured.
    pub colour: bool,
    /// Whether formats for people end with the counts.
    pub summary: bool,
    /// The mildest level that makes the run fail: formats that know only pass and fail ask for it.
    pub fail_level: Level,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 10] = [
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Tap,
        Self::Rdjson,
    ];

    /// The name on a command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Tap => "tap",
            Self::Rdjson => "rdjson",
        }
    }

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Whether it is made for people.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

impl Look {
    /// Whether a finding of that level makes the run fail.
    fn fails(self, level: Level) -> bool {
        self.fail_level != Level::Off && level >= self.fail_level
    }
}

impl Default for Look {
    fn default() -> Self {
        Self {
            colour: false,
            summary: true,
            fail_level: Level::Deny,
        }
    }
}

/// Writes `outcome` to `out`.
///
/// ```
/// use meshwright_lint::render::{Format, Look, render};
/// use meshwright_lint::{Input, Settings, run};
///
/// let text = "kind: ConfigMap\napiVersion: v1\n";
/// let outcome = run(&Settings { inputs: vec![Input::text("a.yaml", text)], ..Settings::default() });
/// let mut out = Vec::new();
/// render(Format::Json, &outcome, Look::default(), &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("\"findings\": []"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// What `out` answers.
pub fn render(
    format: Format,
    outcome: &Outcome,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::write(outcome, look, out),
        Format::Concise => concise::write(outcome, look, out),
        Format::Json => json::write(outcome, out),
        Format::Jsonl => json::write_lines(outcome, out),
        Format::Sarif => sarif::write(outcome, out),
        Format::Junit => junit::write(outcome, look, out),
        Format::Github => github::write(outcome, out),
        Format::Gitlab => gitlab::write(outcome, out),
        Format::Tap => tap::write(outcome, look, out),
        Format::Rdjson => rdjson::write(outcome, out),
    }
}

/// A fault of the run on one line: place, then message.
pub fn describe(fault: &Fault) -> String {
    let message = plain::line(&fault.message);
    match (&fault.file, fault.place) {
        (Some(file), Some((line, column))) => {
            format!("{}:{line}:{column}: {message}", plain::line(file))
        }
        (Some(file), None) => format!("{}: {message}", plain::line(file)),
        (None, _) => message.into_owned(),
    }
}

/// What is wrong and the way out, for formats with one text a finding.
fn sentence(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}; {help}", finding.message),
        None => finding.message.clone(),
    }
}
