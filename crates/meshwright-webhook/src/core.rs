//! The decision, from bytes to bytes.
//!
//! Total: a body with a uid gets an answer, whatever is in it and whatever goes wrong in here. A panic is
//! a denial. Nothing is ever allowed that was not read whole and judged by the rules.

mod case;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use meshwright_policy::{
    Admission, Context, Date, Decision, Document, Level, Operation, Requester, admit,
};

use case::Case;

use crate::policies::{Loaded, Policies};
use crate::reply::{Response, Status};
use crate::review::{self, Fault, Question, Unreadable};

/// Which of the two paths was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// `/validate`: whether it may happen.
    Validate,
    /// `/mutate`: what is filled in. Never refuses by a rule: the object is not final yet, and the other
    /// door judges what it becomes.
    Mutate,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It may happen.
    Allowed,
    /// The rules refuse it.
    Denied,
    /// The rules refuse it, and somebody who may broke the glass.
    BrokeGlass,
    /// It could not be read as a question.
    Malformed,
    /// Something went wrong in here.
    Failed,
}

impl Verdict {
    /// The word in metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::BrokeGlass => "broke glass",
            Self::Malformed => "malformed",
            Self::Failed => "failed",
        }
    }
}

/// An answer, and what there is to count and to log about it.
#[derive(Debug)]
pub struct Answer {
    /// The `AdmissionReview`.
    pub body: Vec<u8>,
    /// What was decided.
    pub verdict: Verdict,
    /// What was asked for; `None` where nobody can tell.
    pub operation: Option<Operation>,
    /// Every fault: its rule, and what it did.
    pub faults: Vec<(&'static str, Level)>,
    /// The codes of rules that would have refused.
    pub would_deny: Vec<&'static str>,
    /// What goes into the log; only where it is not simply allowed.
    pub note: Option<Note>,
}

/// What the log is told.
#[derive(Debug, Default)]
pub struct Note {
    /// The uid of the question.
    pub uid: String,
    /// The name of the object.
    pub name: String,
    /// Who asked.
    pub username: String,
    /// Why.
    pub message: String,
}

/// The other objects of the cluster, from whoever watches it.
pub trait Siblings: Send + Sync + fmt::Debug {
    /// All objects, the one that is asked about included. `None` while that is not known well enough to
    /// refuse anything by it.
    fn all(&self) -> Option<Arc<Vec<Document>>>;
}

/// What decides; [`admit()`] but for tests.
pub type Judge = fn(&Admission<'_>, &Context<'_>) -> Decision;
/// What tells the day.
pub type Clock = fn() -> Option<Date>;

/// The decision, with all it needs.
#[derive(Debug)]
pub struct Core {
    policies: Arc<Policies>,
    siblings: Option<Arc<dyn Siblings>>,
    clock: Clock,
    judge: Judge,
}

impl Core {
    /// Decides by `policies`, on the day that `clock` tells.
    pub fn new(policies: Arc<Policies>, clock: Clock) -> Self {
        Self {
            policies,
            siblings: None,
            clock,
            judge: admit,
        }
    }

    /// Judges objects beside the others of the cluster.
    #[must_use]
    pub fn with_siblings(self, siblings: Arc<dyn Siblings>) -> Self {
        Self {
            siblings: Some(siblings),
            ..self
        }
    }

    /// Decides by another function, which may panic: for tests of what becomes of a defect.
    #[must_use]
    pub fn judged_by(self, judge: Judge) -> Self {
        Self { judge, ..self }
    }

    /// Answers a review.
    ///
    /// # Errors
    /// When no uid can be read in the body, so that nobody could be answered.
    pub fn answer(&self, door: Door, body: &[u8]) -> Result<Answer, Unreadable> {
        match catch_unwind(AssertUnwindSafe(|| self.decide(door, body))) {
            Ok(answer) => answer,
            Err(_) => failed(body),
        }
    }

    fn decide(&self, door: Door, body: &[u8]) -> Result<Answer, Unreadable> {
        let mut question = match review::read(body) {
            Ok(question) => question,
            Err(Fault::Unreadable(why)) => return Err(why),
            Err(Fault::Malformed(fault)) => {
                let status = Status::plain(400, "BadRequest", fault.why);
                return Ok(refusal(&fault.uid, status, Verdict::Malformed));
            }
        };
        let loaded = self.policies.current();
        let (mut new, old) = (question.new.take(), question.old.take());
        if let (Door::Mutate, Some(new), Some(old)) = (door, &mut new, &old) {
            // A write of the object still shows the status that the client sent, which the API server
            // will replace by the stored one: it must not decide what is filled in.
            new.status = old.status.clone();
        }
        let new = new.map(Document::ServiceMesh);
        let old = old.map(Document::ServiceMesh);
        let case = Case {
            requester: requester(&question, &loaded),
            question,
            new,
            old,
            today: (self.clock)(),
            loaded: &loaded,
            siblings: self.siblings.as_deref(),
        };
        Ok(case.answer(door, self.judge))
    }
}

/// Who asks. Nothing is copied while the policy names nobody.
fn requester(question: &Question<'_>, loaded: &Loaded) -> Requester {
    let policy = &loaded.policy;
    if policy.controllers.is_empty() && policy.break_glass_groups.is_empty() {
        return Requester::default();
    }
    Requester {
        username: question.username.to_string(),
        groups: question.groups.iter().map(ToString::to_string).collect(),
    }
}

/// The denial of a question that was not decided.
fn refusal(uid: &str, status: Status, verdict: Verdict) -> Answer {
    let message = status.message.clone();
    Answer {
        body: Response::deny(uid, status).to_bytes(),
        verdict,
        operation: None,
        faults: Vec::new(),
        would_deny: Vec::new(),
        note: Some(Note {
            uid: uid.to_owned(),
            message,
            ..Note::default()
        }),
    }
}

/// The denial after a panic.
fn failed(body: &[u8]) -> Result<Answer, Unreadable> {
    let uid = review::uid(body).ok_or_else(|| Unreadable {
        why: "deciding it failed".to_owned(),
    })?;
    let message = "deciding failed; this is a defect of meshwright, see the log of the webhook";
    let status = Status::plain(500, "InternalError", message.to_owned());
    Ok(refusal(&uid, status, Verdict::Failed))
}
