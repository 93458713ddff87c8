//! One pass of all rules over one document.

mod rota;

use std::collections::BTreeSet;

use meshwright_api::{FieldPath, Mesh, Observation, ServiceMesh, path};

use crate::context::Context;
use crate::diagnostic::{Cause, Diagnostic};
use crate::faults::Faults;
use crate::level::Level;
use crate::ratchet::Before;
use crate::report::Report;
use crate::rule::{Change, Check, Part, Rule};
use crate::rules;
use crate::subject::{Document, Noticed, Subject};
use rota::{holds, rota};

/// Which rules look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// All that can.
    Whole,
    /// Those that read the status, for a write of the status alone.
    Status,
    /// Those that read metadata and spec, for a write that cannot touch the status.
    Main,
    /// Those that read the finalizers, for a write that touches nothing else or an object on its way out.
    Finalizers,
}

impl Pass {
    /// Whether the write decides what stands at `path`.
    fn writes(self, path: &FieldPath) -> bool {
        let in_status = path.starts_with(&path!["status"]);
        match self {
            Self::Whole => true,
            Self::Status => in_status,
            Self::Main => !in_status,
            Self::Finalizers => false,
        }
    }

    /// Whether rules about that part look.
    const fn reads(self, part: Part) -> bool {
        match self {
            Self::Whole => true,
            Self::Status => matches!(part, Part::Status | Part::Any),
            Self::Main => matches!(part, Part::Main | Part::Any | Part::Finalizers),
            Self::Finalizers => matches!(part, Part::Finalizers),
        }
    }
}

/// Judges a document by every rule that `context` asks for. All faults come out of this one pass.
///
/// With an old document the transition rules look too, and faults that already stood there are lowered
/// to warnings.
///
/// ```
/// use meshwright_policy::{Context, Document, Policy, Subject, Surface, validate};
///
/// let text = r#"{"spec": {"clusterSpec": "standard"}}"#;
/// let document = Document::ServiceMesh(serde_json::from_str(text).unwrap());
/// let policy = Policy::default();
/// let report = validate(&Subject::new(&document), &Context::new(&policy, Surface::Lint));
/// assert!(report.denies());
/// assert_eq!(report.diagnostics()[0].path.to_string(), "spec.clusterSpec");
/// ```
pub fn validate(subject: &Subject<'_>, context: &Context<'_>) -> Report {
    judge(subject, context, Pass::Whole)
}

/// Judges what a reader noticed in a text that became no document: the text rules alone look.
pub fn observe(seen: &[Observation], context: &Context<'_>) -> Report {
    if seen.is_empty() {
        return Report::default();
    }
    let mut found = Vec::new();
    for rule in rules::all() {
        let (level, fixed) = context.policy.level(rule, context.surface);
        if level != Level::Off {
            let mut faults = Faults::new(rule, level, fixed, &mut found);
            run_text(rule, seen, None, context, &mut faults);
        }
    }
    found.retain(|diagnostic| diagnostic.level != Level::Off);
    Report::new(found)
}

/// Judges what the deletion of a document would do, by the rules about deletion.
pub fn validate_deletion(document: &Document, context: &Context<'_>) -> Report {
    let mut found = Vec::new();
    let Document::ServiceMesh(mesh) = document else {
        return Report::default();
    };
    for rule in rules::all() {
        let (level, fixed) = context.policy.level(rule, context.surface);
        let Check::ServiceMeshDelete(check) = &rule.check else {
            continue;
        };
        if level != Level::Off && holds(rule, context.surface) {
            check(
                mesh,
                context,
                &mut Faults::new(rule, level, fixed, &mut found),
            );
        }
    }
    Report::new(found)
}

pub(crate) fn judge(subject: &Subject<'_>, context: &Context<'_>, pass: Pass) -> Report {
    let mut report = Report::new(look(subject, context, pass));
    // What refuses nothing cannot be lowered: most updates are not compared with what was there.
    if let Some(old) = subject.old
        && report.denies()
    {
        let alone = Subject {
            siblings: subject.siblings,
            ..Subject::new(old)
        };
        let faults = Report::new(look(&alone, context, pass));
        report.ratchet(&Before::new(old, subject.document, faults));
    }
    report
}

fn look(subject: &Subject<'_>, context: &Context<'_>, pass: Pass) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rota(subject.document.kind(), context.surface) {
        if !pass.reads(rule.part) {
            continue;
        }
        let (level, fixed) = context.policy.level(rule, context.surface);
        if level != Level::Off {
            let before = found.len();
            let mut faults = Faults::new(rule, level, fixed, &mut found);
            run(rule, subject, context, &mut faults);
            run_text(
                rule,
                subject.observations,
                Some(subject.document),
                context,
                &mut faults,
            );
            if rule.part == Part::Any {
                let own = found.split_off(before);
                found.extend(own.into_iter().filter(|fault| pass.writes(&fault.path)));
            }
        }
    }
    found.retain(|diagnostic| diagnostic.level != Level::Off);
    dialect_speaks_alone(&mut found);
    found
}

/// Where a scalar is read as something else than its letters say, what follows from that is no news: a
/// wrong type, or a key that nobody knows.
fn dialect_speaks_alone(found: &mut Vec<Diagnostic>) {
    let dialect = |fault: &Diagnostic| fault.code() == "GX0002";
    let places: BTreeSet<FieldPath> = found
        .iter()
        .filter(|fault| dialect(fault))
        .map(|fault| fault.path.clone())
        .collect();
    if places.is_empty() {
        return;
    }
    let follows = |fault: &Diagnostic| {
        fault.cause == Cause::TypeInvalid || matches!(fault.code(), "GX0008" | "GX0012")
    };
    found.retain(|fault| dialect(fault) || !follows(fault) || !places.contains(&fault.path));
}

/// Whether a rule looks at documents here at all.
pub(crate) fn looks(rule: &Rule, context: &Context<'_>) -> bool {
    let (level, _) = context.policy.level(rule, context.surface);
    level != Level::Off && holds(rule, context.surface)
}

fn run(rule: &Rule, subject: &Subject<'_>, context: &Context<'_>, faults: &mut Faults<'_>) {
    match (&rule.check, subject.document) {
        (Check::ServiceMesh(check), Document::ServiceMesh(new)) => check(new, context, faults),
        (Check::ServiceMeshChange(check), Document::ServiceMesh(new)) => {
            if let Some(Document::ServiceMesh(old)) = subject.old {
                check(&Change { old, new }, context, faults);
            }
        }
        (Check::ServiceMeshHistory(check), Document::ServiceMesh(new)) => {
            let old = match subject.old {
                Some(Document::ServiceMesh(old)) => Some(&**old),
                _ => None,
            };
            check(new, old, context, faults);
        }
        (Check::ServiceMeshSet(check), Document::ServiceMesh(new)) => {
            check(new, &service_meshes(subject.siblings), context, faults);
        }
        (Check::Mesh(check), Document::Mesh(new)) => check(new, context, faults),
        (Check::MeshChange(check), Document::Mesh(new)) => {
            if let Some(Document::Mesh(old)) = subject.old {
                check(&Change { old, new }, context, faults);
            }
        }
        (Check::MeshSet(check), Document::Mesh(new)) => {
            check(new, &meshes(subject.siblings), context, faults);
        }
        (Check::ErrorBody(check), Document::ErrorBody(body)) => check(body, context, faults),
        (Check::Crd(check), Document::Crd(crd)) => check(crd, context, faults),
        (Check::Every(check) | Check::EveryAndText(check, _), document) => {
            check(document, context, faults);
        }
        // A check of another kind, or none at all.
        _ => {}
    }
}

/// What the reader noticed, for the rules that look at it.
fn run_text(
    rule: &Rule,
    seen: &[Observation],
    document: Option<&Document>,
    context: &Context<'_>,
    faults: &mut Faults<'_>,
) {
    if let Check::Text(check) | Check::EveryAndText(_, check) = &rule.check {
        for observation in seen {
            let noticed = Noticed {
                observation,
                document,
            };
            check(&noticed, context, faults);
        }
    }
}

fn service_meshes<'a>(siblings: &[&'a Document]) -> Vec<&'a ServiceMesh> {
    siblings
        .iter()
        .filter_map(|sibling| match sibling {
            Document::ServiceMesh(mesh) => Some(&**mesh),
            Document::Mesh(_) | Document::ErrorBody(_) | Document::Crd(_) => None,
        })
        .collect()
}

fn meshes<'a>(siblings: &[&'a Document]) -> Vec<&'a Mesh> {
    siblings
        .iter()
        .filter_map(|sibling| match sibling {
            Document::Mesh(mesh) => Some(&**mesh),
            Document::ServiceMesh(_) | Document::ErrorBody(_) | Document::Crd(_) => None,
        })
        .collect()
}
