//! A question with all that is known about it, and the two answers to it.

use std::collections::BTreeMap;

use meshwright_api::{Edit, ServiceMesh};
use meshwright_policy::{
    Admission, Context, Date, Decision, Diagnostic, Document, Requester, Surface,
};
use serde_json::Value;

use super::{Answer, Door, Judge, Note, Siblings, Verdict};
use crate::break_glass::{self, Glass};
use crate::policies::Loaded;
use crate::reply::{Response, Status};
use crate::review::Question;

/// The audit annotation that names the policy.
const REVISION: &str = "policy-revision";
/// The audit annotation of a verdict without the other objects, which somebody was to know.
const SIBLINGS: &str = "siblings";

/// A question with all that is known about it.
pub(super) struct Case<'a> {
    pub(super) question: Question<'a>,
    pub(super) new: Option<Document>,
    pub(super) old: Option<Document>,
    pub(super) requester: Requester,
    pub(super) today: Option<Date>,
    pub(super) loaded: &'a Loaded,
    /// The other objects; `None` where nobody watches them.
    pub(super) siblings: Option<&'a dyn Siblings>,
}

impl Case<'_> {
    /// The answer at `door`.
    pub(super) fn answer(&self, door: Door, judge: Judge) -> Answer {
        let all = self.siblings.and_then(Siblings::all);
        let others: Vec<&Document> = self.others(all.iter().flat_map(|all| all.iter()));
        let admission = Admission {
            operation: self.question.operation,
            subresource: self.question.subresource.as_deref(),
            dry_run: self.question.dry_run,
            new: self.new.as_ref(),
            old: self.old.as_ref(),
            requester: &self.requester,
            siblings: &others,
        };
        let mut decision = judge(&admission, &self.context());
        if self.siblings.is_some() && all.is_none() {
            decision.audit.insert(SIBLINGS, "not known".to_owned());
        }
        match door {
            Door::Validate => self.verdict(decision),
            Door::Mutate => self.patch(&decision),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            today: self.today,
            same_cluster: true,
            ..Context::new(&self.loaded.policy, Surface::Admission)
        }
    }

    /// The objects but for the one that is asked about.
    fn others<'d>(&self, all: impl Iterator<Item = &'d Document>) -> Vec<&'d Document> {
        let own = self.new.as_ref().and_then(Document::name);
        all.filter(|other| own.is_none() || other.name() != own)
            .collect()
    }

    fn verdict(&self, mut decision: Decision) -> Answer {
        let glass = break_glass::look(self.mesh(), &decision, &self.context(), &self.requester);
        let verdict = match (&glass, decision.allowed) {
            (Glass::Broken(words), _) => {
                break_glass::open(&mut decision, words);
                Verdict::BrokeGlass
            }
            (_, true) => Verdict::Allowed,
            (_, false) => Verdict::Denied,
        };
        let uid = &self.question.uid;
        let mut response = match verdict {
            Verdict::Denied => Response::deny(uid, self.status(&decision, &glass)),
            _ => Response::allow(uid),
        };
        response.warnings = &decision.warnings;
        response.audit_annotations = self.audit(&decision, |key| key != "defaults");
        let message = response.status.as_ref().map(|status| &*status.message);
        Answer {
            body: response.to_bytes(),
            verdict,
            operation: Some(self.question.operation),
            note: self.note(verdict, message, &decision),
            would_deny: would_deny(&decision),
            faults: faults(&decision),
        }
    }

    fn patch(&self, decision: &Decision) -> Answer {
        let operations = operations(self.new.as_ref(), &decision.edits);
        let mut response = Response::allow(&self.question.uid).with_patch(&operations);
        // The rest is for the other door to say.
        response.audit_annotations = self.audit(decision, |key| key == "defaults");
        Answer {
            body: response.to_bytes(),
            verdict: Verdict::Allowed,
            operation: Some(self.question.operation),
            faults: Vec::new(),
            would_deny: Vec::new(),
            note: None,
        }
    }

    /// The object that is written, or deleted.
    fn mesh(&self) -> Option<&ServiceMesh> {
        match self.new.as_ref().or(self.old.as_ref())? {
            Document::ServiceMesh(mesh) => Some(mesh),
            Document::Mesh(_) | Document::ErrorBody(_) | Document::Crd(_) => None,
        }
    }

    fn status(&self, decision: &Decision, glass: &Glass) -> Status {
        let mut status = Status::of(decision, self.name());
        if let Glass::Whole(why) = glass {
            status.message = format!("{} (break-glass was not taken: {why})", status.message);
        }
        status
    }

    fn name(&self) -> &str {
        match &*self.question.name {
            "" => self.mesh().and_then(generated).unwrap_or_default(),
            name => name,
        }
    }

    fn audit<'d>(
        &'d self,
        decision: &'d Decision,
        wanted: impl Fn(&str) -> bool,
    ) -> BTreeMap<&'d str, &'d str> {
        let told = decision.audit.iter().filter(|(key, _)| wanted(key));
        told.map(|(key, text)| (*key, &**text))
            .chain([(REVISION, &*self.loaded.revision)])
            .collect()
    }

    fn note(&self, verdict: Verdict, message: Option<&str>, decision: &Decision) -> Option<Note> {
        let words = || decision.audit.get("break-glass").map(String::as_str);
        (verdict != Verdict::Allowed).then(|| Note {
            uid: self.question.uid.to_string(),
            name: self.name().to_owned(),
            username: self.question.username.to_string(),
            message: message.or_else(words).unwrap_or_default().to_owned(),
        })
    }
}

/// The name, or what a name will be made from.
fn generated(mesh: &ServiceMesh) -> Option<&str> {
    let metadata = mesh.metadata.get()?;
    let name = metadata
        .name
        .get()
        .or_else(|| metadata.generate_name.get())?;
    Some(name.as_str())
}

/// The patch that carries the edits out, each on what the one before it made.
fn operations(new: Option<&Document>, edits: &[Edit]) -> Vec<Value> {
    let Some(Document::ServiceMesh(mesh)) = new.filter(|_| !edits.is_empty()) else {
        return Vec::new();
    };
    // What is not read of an object (managed fields) is nothing that an edit speaks of.
    let mut object = serde_json::to_value(mesh).expect("wire types can be written");
    let mut all = Vec::new();
    for edit in edits {
        let operations = edit.json_patch(&object);
        let patch: json_patch::Patch = serde_json::from_value(Value::from(operations.clone()))
            .expect("edits write operations of RFC 6902");
        json_patch::patch(&mut object, &patch).expect("edits fit what they were made for");
        all.extend(operations);
    }
    all
}

fn faults(decision: &Decision) -> Vec<(&'static str, meshwright_policy::Level)> {
    let fault = |fault: &Diagnostic| (fault.code(), fault.level);
    decision.report.diagnostics().iter().map(fault).collect()
}

/// The codes that would have refused, as the decision says.
fn would_deny(decision: &Decision) -> Vec<&'static str> {
    let Some(told) = decision.audit.get("would-deny") else {
        return Vec::new();
    };
    let known = |code| meshwright_policy::rules::find(code).map(|rule| rule.code);
    told.split(',').filter_map(known).collect()
}
