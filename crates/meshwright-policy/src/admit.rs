//! The answer to an API server that asks whether a write may happen.
//!
//! Pure and total: every request gets a decision, and what cannot be decided is refused, with a code.
//! Reading the request, keeping the siblings and sending the answer are the webhook's work.

mod answer;

use meshwright_api::{FieldPath, ObjectMeta, ServiceMesh};

pub use answer::{CauseLine, Decision};

use crate::context::{Context, Requester};
use crate::defaults::{DefaultEdit, Operation, defaults};
use crate::faults::{Fault, Faults};
use crate::level::Level;
use crate::lifecycle::aftermath;
use crate::report::Report;
use crate::rule::Change;
use crate::rules::{gx0011, sm0602};
use crate::subject::{Document, Kind, Subject};
use crate::validate::{Pass, judge, validate_deletion};

/// What an API server asks.
#[derive(Debug, Clone, Copy)]
pub struct Admission<'a> {
    /// What is to happen.
    pub operation: Operation,
    /// The part of the object that is written, where it is not the object itself.
    pub subresource: Option<&'a str>,
    /// Whether nothing will be stored. The decision is the same; the audit log says so.
    pub dry_run: bool,
    /// The object as it would be stored; none for a deletion.
    pub new: Option<&'a Document>,
    /// The object as it is stored; none for a create.
    pub old: Option<&'a Document>,
    /// Who asks.
    pub requester: &'a Requester,
    /// The other objects of the cluster.
    pub siblings: &'a [&'a Document],
}

/// What the request turned out to ask.
enum Question<'a> {
    /// Whether a document may be written.
    Write(&'a Document, Option<&'a Document>, Pass),
    /// Whether a document may go.
    Deletion(&'a Document),
}

/// Decides a request.
///
/// A create is judged by the rules about metadata and spec; an update also by the transition rules, and
/// its old faults are lowered to warnings. A write of the status is judged by the rules about the status.
/// An object under deletion, and an update that touches the finalizers only, pass all of these: only who
/// may take the finalizer away is asked. A deletion is told what becomes of the mesh and what blocks it.
///
/// ```
/// use meshwright_policy::{
///     Admission, Context, Document, Operation, Policy, Requester, Surface, admit,
/// };
/// use serde_json::json;
///
/// let policy = Policy::from_spec(&json!({"region": {"alibaba": "ap-southeast-1"}})).unwrap();
/// let context = Context::new(&policy, Surface::Admission);
/// let requester = Requester { username: "alice".to_owned(), groups: Vec::new() };
/// let ask = |spec| {
///     let mesh = json!({"metadata": {"name": "mesh"}, "spec": spec});
///     let new = Document::ServiceMesh(serde_json::from_value(mesh).unwrap());
///     let admission = Admission {
///         operation: Operation::Create,
///         subresource: None,
///         dry_run: false,
///         new: Some(&new),
///         old: None,
///         requester: &requester,
///         siblings: &[],
///     };
///     admit(&admission, &context)
/// };
///
/// let denied = ask(json!({"clusterSpec": "Standard"}));
/// assert!(!denied.allowed);
/// assert_eq!(denied.causes()[0].field, "spec.clusterSpec");
/// assert!(denied.message().unwrap().starts_with("SM0203 spec.clusterSpec: "));
///
/// let allowed = ask(json!({"name": "some-mesh"}));
/// assert!(allowed.allowed);
/// assert_eq!(allowed.edits.len(), 2, "edition and deletion policy");
/// ```
pub fn admit(admission: &Admission<'_>, context: &Context<'_>) -> Decision {
    let context = &Context {
        requester: Some(admission.requester),
        ..*context
    };
    let mut decision = match question(admission) {
        Ok(Question::Write(new, old, pass)) => write(new, old, pass, admission, context),
        Ok(Question::Deletion(old)) => deletion(old, context),
        Err(why) => Decision::new(undecided(why)),
    };
    if admission.dry_run {
        decision.audit.insert("dry-run", "true".to_owned());
    }
    decision
}

/// What the request asks, or why nobody can tell.
fn question<'a>(admission: &Admission<'a>) -> Result<Question<'a>, &'static str> {
    let new = || admission.new.ok_or("the request has no object");
    let old = || admission.old.ok_or("the request has no old object");
    let question = match (admission.operation, admission.subresource) {
        (Operation::Create, None) => Question::Write(new()?, None, Pass::Main),
        (Operation::Update, None) => Question::Write(new()?, Some(old()?), pass(new()?, old()?)),
        (Operation::Update, Some("status")) => Question::Write(new()?, Some(old()?), Pass::Status),
        (Operation::Delete, None) => Question::Deletion(old()?),
        (_, Some(_)) => return Err("this subresource has no rules"),
    };
    let (Question::Write(judged, ..) | Question::Deletion(judged)) = &question;
    if !matches!(judged.kind(), Kind::ServiceMesh | Kind::Mesh) {
        return Err("objects of this kind are not decided here");
    }
    if let Question::Write(new, Some(old), _) = &question
        && new.kind() != old.kind()
    {
        return Err("the old object is of another kind");
    }
    Ok(question)
}

/// Which rules an update of the object itself is judged by.
fn pass(new: &Document, old: &Document) -> Pass {
    let (Document::ServiceMesh(new), Document::ServiceMesh(old)) = (new, old) else {
        return Pass::Whole;
    };
    let same_status = new.status == old.status;
    if old.is_being_deleted() || (touches_finalizers_only(new, old) && same_status) {
        Pass::Finalizers
    } else if same_status {
        Pass::Main
    } else {
        // The definition in the cluster has no status subresource: this write reaches the status too.
        Pass::Whole
    }
}

/// Whether the finalizers are all that changes, the status aside: a client may leave that out, and before
/// anything is filled in a server asks about what the client sent.
fn touches_finalizers_only(new: &ServiceMesh, old: &ServiceMesh) -> bool {
    let (Some(after), Some(before)) = (new.metadata.get(), old.metadata.get()) else {
        return false;
    };
    if finalizers(after).eq(finalizers(before)) {
        return false;
    }
    // The rest of the metadata is the server's own, and not there yet before anything is filled in.
    after.labels == before.labels
        && after.annotations == before.annotations
        && after.owner_references == before.owner_references
        && after.unknown == before.unknown
        && new.spec == old.spec
        && new.unknown == old.unknown
}

/// An empty list is as good as none: after some writes an API server shows the one, after others the other.
fn finalizers(metadata: &ObjectMeta) -> impl Iterator<Item = &str> {
    let list = metadata.finalizers.get().into_iter();
    list.flat_map(|list| list.iter().map(|(_, finalizer)| finalizer.as_str()))
}

fn write(
    new: &Document,
    old: Option<&Document>,
    pass: Pass,
    admission: &Admission<'_>,
    context: &Context<'_>,
) -> Decision {
    let subject = Subject {
        old,
        siblings: admission.siblings,
        ..Subject::new(new)
    };
    let mut decision = Decision::judged(judge(&subject, context, pass), new, context);
    if let (Document::ServiceMesh(new), Some(Document::ServiceMesh(old))) = (new, old) {
        let freed = sm0602::takes_away(&Change { old, new });
        if freed && context.is_stranger() && context.breaks_glass() {
            let who = &admission.requester.username;
            decision
                .audit
                .insert("break-glass", format!("{who} took the finalizer away"));
        }
    }
    if matches!(pass, Pass::Main | Pass::Whole) && !may_only_free(new, old) {
        decision.add_defaults(written(new, old, admission.operation, context));
    }
    decision
}

/// Whether this is a change of the finalizers, of which only the status speaks otherwise: nothing is
/// written into it, since that would make it another change.
fn may_only_free(new: &Document, old: Option<&Document>) -> bool {
    let (Document::ServiceMesh(new), Some(Document::ServiceMesh(old))) = (new, old) else {
        return false;
    };
    touches_finalizers_only(new, old)
}

fn written(
    new: &Document,
    old: Option<&Document>,
    operation: Operation,
    context: &Context<'_>,
) -> Vec<DefaultEdit> {
    let Document::ServiceMesh(new) = new else {
        return Vec::new();
    };
    let old = old.and_then(|old| match old {
        Document::ServiceMesh(old) => Some(&**old),
        Document::Mesh(_) | Document::ErrorBody(_) | Document::Crd(_) => None,
    });
    defaults(new, old, operation, context.policy)
}

fn deletion(old: &Document, context: &Context<'_>) -> Decision {
    let mut decision = Decision::judged(validate_deletion(old, context), old, context);
    if let Document::ServiceMesh(old) = old {
        decision.tell_aftermath(aftermath(old));
    }
    decision
}

/// A denial of what cannot be decided.
fn undecided(why: &str) -> Report {
    let mut found = Vec::new();
    Faults::new(&gx0011::RULE, Level::Deny, true, &mut found).add(
        Fault::wrong_type(FieldPath::root(), why)
            .help("ask about a ServiceMesh, with the objects that the operation has"),
    );
    Report::new(found)
}
