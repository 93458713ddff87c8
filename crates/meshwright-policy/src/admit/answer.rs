//! What a decision says: to the user, to the API server, to the audit log.

use std::collections::BTreeMap;

use meshwright_api::Edit;

use crate::context::Context;
use crate::defaults::DefaultEdit;
use crate::diagnostic::{Cause, Diagnostic};
use crate::level::Level;
use crate::lifecycle::Aftermath;
use crate::policy::{Policy, Target};
use crate::report::Report;
use crate::rule::Surface;
use crate::rules::{sm0403, sm0604};
use crate::subject::Document;

/// The most characters of a warning; a server cuts at 256, a terminal sooner.
const LONGEST_WARNING: usize = 120;
/// The most warnings of an answer.
const MOST_WARNINGS: usize = 12;
/// The most causes that the message of a denial repeats; the causes themselves are complete.
const MOST_IN_MESSAGE: usize = 8;

/// The decision of a request.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// Whether the write may happen.
    pub allowed: bool,
    /// All faults, without the exempted ones.
    pub report: Report,
    /// What the user is told, code first, each on one line, short, none twice.
    pub warnings: Vec<String>,
    /// What the audit log is told: `codes` (rules that found something), `would-deny` (rules that would have
    /// refused, had the fault not stood there before or the policy not lowered them), `exempted`,
    /// `defaults`, `break-glass` and `dry-run`, each only where there is something to tell. The shell adds
    /// the revision of its policy.
    pub audit: BTreeMap<&'static str, String>,
    /// The defaults to write; empty in a denial.
    pub edits: Vec<Edit>,
}

/// One cause of a denial, for `status.details.causes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLine {
    /// The field.
    pub field: String,
    /// The kind of the fault.
    pub reason: Cause,
    /// Code, what is wrong, and the way out.
    pub message: String,
}

impl Decision {
    /// Every cause of a denial.
    pub fn causes(&self) -> Vec<CauseLine> {
        let line = |fault: &Diagnostic| CauseLine {
            field: fault.path.to_string(),
            reason: fault.cause,
            message: one_line(&format!(
                "{} {}{}",
                fault.code(),
                fault.message,
                way_out(fault)
            )),
        };
        self.report.at(Level::Deny).map(line).collect()
    }

    /// The message of a denial, complete for clients that show nothing else; none where it is allowed.
    pub fn message(&self) -> Option<String> {
        let causes: Vec<String> = self
            .report
            .at(Level::Deny)
            .map(|fault| one_line(&format!("{}{}", headline(fault), way_out(fault))))
            .collect();
        let shown = causes.get(..MOST_IN_MESSAGE).unwrap_or(&causes).join("; ");
        match causes.len() {
            0 => None,
            count if count > MOST_IN_MESSAGE => {
                Some(format!("{shown}; and {} more", count - MOST_IN_MESSAGE))
            }
            _ => Some(shown),
        }
    }

    /// The decision that a report asks for.
    pub(super) fn new(report: Report) -> Self {
        let mut decision = Self {
            allowed: !report.denies(),
            ..Self::default()
        };
        let faults: Vec<String> = report.at(Level::Warn).map(headline).collect();
        for fault in faults {
            decision.warn(&fault);
        }
        decision.record("codes", report.codes());
        decision.report = report;
        decision
    }

    /// The decision that a report asks for once the exemptions of the policy are taken out of it.
    pub(super) fn judged(mut report: Report, document: &Document, context: &Context<'_>) -> Self {
        let policy = context.policy;
        let target = Target {
            kind: document.kind(),
            name: document.name(),
            path: None,
        };
        let exempted = report.take(|fault| policy.exempts(fault, target, context.today).is_some());
        let mut decision = Self::new(report);
        decision.record("exempted", exempted.iter().map(Diagnostic::code).collect());
        decision.record("would-deny", would_deny(&decision.report, policy));
        decision
    }

    /// Adds the defaults, unless the request is refused.
    pub(super) fn add_defaults(&mut self, defaults: Vec<DefaultEdit>) {
        if !self.allowed || defaults.is_empty() {
            return;
        }
        let notes: Vec<String> = defaults
            .iter()
            .map(|default| format!("{} {}", default.rule.code, default.why))
            .collect();
        self.audit.insert("defaults", notes.join("; "));
        self.edits
            .extend(defaults.into_iter().filter_map(|default| default.edit));
    }

    /// Says what a deletion leaves behind.
    pub(super) fn tell_aftermath(&mut self, aftermath: Aftermath<'_>) {
        let mesh =
            |id: Option<&str>| id.map_or_else(|| "the mesh".to_owned(), |id| format!("mesh {id}"));
        let (rule, words) = match aftermath {
            Aftermath::Kept(id) => (
                &sm0604::RULE,
                format!("{} is kept in the cloud, the cluster leaves it", mesh(id)),
            ),
            Aftermath::Destroyed(id) => (
                &sm0403::RULE,
                format!("{} is destroyed in the cloud with the resource", mesh(id)),
            ),
        };
        self.warn(&format!("{} {words}", rule.code));
    }

    fn warn(&mut self, text: &str) {
        let warning = shortened(&one_line(text));
        if self.warnings.contains(&warning) || self.warnings.len() > MOST_WARNINGS {
            return;
        }
        self.warnings.push(match self.warnings.len() {
            MOST_WARNINGS => {
                "there are more warnings; meshwright lint shows all of them".to_owned()
            }
            _ => warning,
        });
    }

    /// Tells the audit log about codes, each once, in order.
    fn record(&mut self, key: &'static str, mut codes: Vec<&'static str>) {
        codes.sort_unstable();
        codes.dedup();
        if !codes.is_empty() {
            self.audit.insert(key, codes.join(","));
        }
    }
}

/// The codes that would refuse, had the fault not stood there before or the policy not lowered them.
fn would_deny(report: &Report, policy: &Policy) -> Vec<&'static str> {
    let lowered = report.diagnostics().iter().filter(|fault| {
        let rule = fault.rule;
        fault.level < Level::Deny
            && policy.levels.contains_key(rule.code)
            && rule.level_on(Surface::Admission) == Level::Deny
    });
    report
        .ratcheted()
        .iter()
        .copied()
        .chain(lowered.map(Diagnostic::code))
        .collect()
}

/// Code, field and fault.
fn headline(fault: &Diagnostic) -> String {
    if fault.path.is_root() {
        format!("{} {}", fault.code(), fault.message)
    } else {
        format!("{} {}: {}", fault.code(), fault.path, fault.message)
    }
}

fn way_out(fault: &Diagnostic) -> String {
    fault
        .help
        .as_ref()
        .map(|help| format!(" ({help})"))
        .unwrap_or_default()
}

/// Keys are the user's: a server drops a warning with a line break in it.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_WARNING {
        return text.to_owned();
    }
    text.chars()
        .take(LONGEST_WARNING - 1)
        .chain(['…'])
        .collect()
}
