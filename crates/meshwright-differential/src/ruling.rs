//! What the rules say of a write: the reference that all judges are held to.

use std::collections::BTreeSet;

use meshwright_api::Edit;
use meshwright_policy::rule::Surface;
use meshwright_policy::{
    Admission, Context, Decision, Document, Level, Operation, Policy, Subject, admit, validate,
};
use serde_json::Value;

use crate::case::{Case, How, Part};

/// What the rules say.
#[derive(Debug, Clone, Default)]
pub struct Ruling {
    /// Codes of what is refused.
    pub denied: BTreeSet<&'static str>,
    /// What is not refused: a level and a code.
    pub advised: BTreeSet<(Level, &'static str)>,
    /// Codes that would be refused, had they not stood there before.
    pub ratcheted: BTreeSet<&'static str>,
    /// Codes of everything that was found, whatever becomes of it.
    pub found: BTreeSet<&'static str>,
    /// Field and message of each cause of a denial.
    pub causes: Vec<(String, String)>,
    /// What the user is warned of.
    pub warnings: Vec<String>,
    /// The defaults that are written.
    pub edits: Vec<Edit>,
    /// What would be stored, as far as a client decides it; only where it was asked for.
    pub object: Option<Value>,
    /// Each fault, for people.
    pub text: String,
}

impl Ruling {
    /// What is said, with warnings and object where they are compared.
    pub fn words(&self) -> String {
        let told = self.object.as_ref().map(|object| {
            let (causes, warnings) = (&self.causes, &self.warnings);
            format!("causes: {causes:?} warnings: {warnings:?} object: {object}")
        });
        format!("{}{}", self.text, told.unwrap_or_default())
    }
}

/// What the rules say of the write `case`, of an object seen as `new` beside what is stored.
pub fn of_write(case: &Case, new: &Value, old: Option<&Value>, policy: &Policy) -> Ruling {
    let operation = match case.how {
        How::Create => Operation::Create,
        How::Delete => Operation::Delete,
        How::Put | How::Merge | How::Json | How::Apply => Operation::Update,
    };
    let new = (operation != Operation::Delete).then(|| document(new));
    let old = old.map(document);
    let admission = Admission {
        operation,
        subresource: (case.part == Part::Status).then_some("status"),
        dry_run: true,
        new: new.as_ref(),
        old: old.as_ref(),
        requester: &case.by.requester(),
        siblings: &[],
    };
    decided(&admit(
        &admission,
        &Context::new(policy, Surface::Admission),
    ))
}

/// What the rules say of a whole document by itself.
pub fn of_document(document: &Value, policy: &Policy) -> Ruling {
    let document = self::document(document);
    let report = validate(
        &Subject::new(&document),
        &Context::new(policy, Surface::Admission),
    );
    gather(report.diagnostics())
}

/// Whether a value stands in a field of another type.
pub fn has_wrong_type(document: &Value) -> bool {
    finds(document, "GX0011") || wrong_status(document)
}

/// Whether a list is not what its key makes of it.
pub fn has_wrong_keys(document: &Value) -> bool {
    finds(document, "SM0504")
}

fn finds(document: &Value, code: &str) -> bool {
    let found = of_document(&crate::seen::pruned(document), &Policy::default()).found;
    found.contains(code)
}

fn decided(decision: &Decision) -> Ruling {
    let causes = decision.causes().into_iter();
    Ruling {
        causes: causes.map(|line| (line.field, line.message)).collect(),
        warnings: decision.warnings.clone(),
        edits: decision.edits.clone(),
        ratcheted: decision.report.ratcheted().iter().copied().collect(),
        ..gather(decision.report.diagnostics())
    }
}

fn gather(found: &[meshwright_policy::Diagnostic]) -> Ruling {
    let mut ruling = Ruling::default();
    for fault in found {
        ruling.found.insert(fault.code());
        if fault.level == Level::Deny {
            ruling.denied.insert(fault.code());
        } else {
            ruling.advised.insert((fault.level, fault.code()));
        }
        let line = format!(
            "{:?} {} {}: {}
",
            fault.level,
            fault.code(),
            fault.path,
            fault.message
        );
        ruling.text.push_str(&line);
    }
    ruling
}

fn document(value: &Value) -> Document {
    let mesh = serde_json::from_value(value.clone()).expect("wire types read every object");
    Document::ServiceMesh(mesh)
}

/// SM0503 asks for this type itself.
fn wrong_status(document: &Value) -> bool {
    let conditions = document
        .pointer("/status/conditions")
        .and_then(Value::as_array);
    conditions.into_iter().flatten().any(|condition| {
        !matches!(
            condition.get("status"),
            None | Some(Value::Null | Value::String(_))
        )
    })
}
