//! The question of an API server, read in one pass and borrowed from the body.
//!
//! No JSON tree is built: objects go straight into the wire type, managed fields are skipped, and
//! whatever this crate does not need is not looked at. What is wrong with a review is a [`Malformed`]
//! with the uid, wherever one can be read; only without one is it [`Unreadable`].

mod salvage;
mod strict;

use std::borrow::Cow;

use meshwright_api::{Field, ServiceMesh, service_mesh};
use meshwright_policy::Operation;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// `apiVersion` of questions and answers.
pub const API_VERSION: &str = "admission.k8s.io/v1";
/// Kind of questions and answers.
pub const KIND: &str = "AdmissionReview";

/// A body in which no uid can be read: there is nobody to answer.
#[derive(Debug, Error)]
#[error("the body is no AdmissionReview with a uid: {why}")]
pub struct Unreadable {
    /// What is wrong with it.
    pub why: String,
}

/// A question that cannot be decided and has a uid, so that it can be denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed<'a> {
    /// The uid.
    pub uid: Cow<'a, str>,
    /// What is wrong with it.
    pub why: String,
}

/// Why there is no [`Question`].
#[derive(Debug)]
pub enum Fault<'a> {
    /// It can be denied.
    Malformed(Malformed<'a>),
    /// It cannot.
    Unreadable(Unreadable),
}

/// What an API server asks.
#[derive(Debug)]
pub struct Question<'a> {
    /// Repeated in the answer.
    pub uid: Cow<'a, str>,
    /// What is to happen.
    pub operation: Operation,
    /// The part of the object that is written, where it is not the object itself.
    pub subresource: Option<Cow<'a, str>>,
    /// The name of the object; empty where the server has yet to make one.
    pub name: Cow<'a, str>,
    /// Whether nothing will be stored.
    pub dry_run: bool,
    /// The user name.
    pub username: Cow<'a, str>,
    /// The groups of the user.
    pub groups: Vec<Cow<'a, str>>,
    /// The object as it would be stored.
    pub new: Option<Box<ServiceMesh>>,
    /// The object as it is stored.
    pub old: Option<Box<ServiceMesh>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow, default)]
    api_version: Cow<'a, str>,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    request: Option<Request<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow, default)]
    uid: Cow<'a, str>,
    #[serde(borrow)]
    kind: Option<GroupVersionKind<'a>>,
    #[serde(borrow, default)]
    sub_resource: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    operation: Cow<'a, str>,
    #[serde(borrow, default)]
    user_info: UserInfo<'a>,
    #[serde(default, deserialize_with = "boxed")]
    object: Field<Box<ServiceMesh>>,
    #[serde(default, deserialize_with = "boxed")]
    old_object: Field<Box<ServiceMesh>>,
    dry_run: Option<bool>,
}

#[derive(Deserialize)]
struct GroupVersionKind<'a> {
    #[serde(borrow, default)]
    group: Cow<'a, str>,
    #[serde(borrow, default)]
    version: Cow<'a, str>,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
}

#[derive(Deserialize, Default)]
struct UserInfo<'a> {
    #[serde(borrow, default)]
    username: Cow<'a, str>,
    #[serde(borrow, default)]
    groups: Vec<Text<'a>>,
}

/// A text that is borrowed where it can be, also in a list.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// An object, in a box from the first: whatever holds it is moved often.
fn boxed<'de, D: Deserializer<'de>>(json: D) -> Result<Field<Box<ServiceMesh>>, D::Error> {
    Ok(match Field::deserialize(json)? {
        Field::Absent => Field::Absent,
        Field::Wrong(value) => Field::Wrong(value),
        Field::Is(mesh) => Field::Is(Box::new(mesh)),
    })
}

/// Reads a question.
///
/// # Errors
/// When the body is no question that can be decided.
pub fn read(body: &[u8]) -> Result<Question<'_>, Fault<'_>> {
    // Skipped texts would not be looked at otherwise.
    let text = std::str::from_utf8(body).map_err(|error| fault(body, error.to_string()))?;
    let envelope: Envelope<'_> =
        strict::from_str(text).map_err(|error| fault(body, error.to_string()))?;
    let Some(request) = envelope.request else {
        return Err(unreadable("it has no request".to_owned()));
    };
    if request.uid.is_empty() {
        return Err(unreadable("its request has no uid".to_owned()));
    }
    if envelope.api_version != API_VERSION || envelope.kind != KIND {
        let why = format!("the review is not of {API_VERSION} {KIND}");
        return Err(malformed(request.uid, why));
    }
    question(request)
}

fn question(request: Request<'_>) -> Result<Question<'_>, Fault<'_>> {
    let uid = request.uid;
    if let Err(why) = is_ours(request.kind.as_ref()) {
        return Err(malformed(uid, why.to_owned()));
    }
    let operation = match &*request.operation {
        "CREATE" => Operation::Create,
        "UPDATE" => Operation::Update,
        "DELETE" => Operation::Delete,
        _ => return Err(malformed(uid, "this operation has no rules".to_owned())),
    };
    let (new, old) = match (object(request.object), object(request.old_object)) {
        (Ok(new), Ok(old)) => (new, old),
        (Err(why), _) | (_, Err(why)) => return Err(malformed(uid, why.to_owned())),
    };
    Ok(Question {
        uid,
        operation,
        subresource: (!request.sub_resource.is_empty()).then_some(request.sub_resource),
        name: request.name,
        dry_run: request.dry_run.unwrap_or_default(),
        username: request.user_info.username,
        groups: request
            .user_info
            .groups
            .into_iter()
            .map(|Text(group)| group)
            .collect(),
        new,
        old,
    })
}

fn is_ours(kind: Option<&GroupVersionKind<'_>>) -> Result<(), &'static str> {
    let Some(kind) = kind else {
        return Err("the request does not say of which kind the object is");
    };
    let ours = kind.group == service_mesh::GROUP
        && kind.version == service_mesh::VERSION
        && kind.kind == service_mesh::KIND;
    ours.then_some(())
        .ok_or("objects of this kind are not decided here")
}

/// The object, which must say itself that it is one of ours.
fn object(object: Field<Box<ServiceMesh>>) -> Result<Option<Box<ServiceMesh>>, &'static str> {
    let mesh = match object {
        Field::Absent => return Ok(None),
        Field::Wrong(_) => return Err("the object is no JSON object"),
        Field::Is(mesh) => mesh,
    };
    let says =
        |field: &Field<_>, word| field.get().map(meshwright_api::Unchecked::as_str) == Some(word);
    if says(&mesh.api_version, service_mesh::API_VERSION) && says(&mesh.kind, service_mesh::KIND) {
        Ok(Some(mesh))
    } else {
        Err("the object is of another kind than the request says")
    }
}

fn fault(body: &[u8], why: String) -> Fault<'_> {
    match salvage::uid(body) {
        Some(uid) => malformed(uid, why),
        None => unreadable(why),
    }
}

const fn malformed(uid: Cow<'_, str>, why: String) -> Fault<'_> {
    Fault::Malformed(Malformed { uid, why })
}

const fn unreadable<'a>(why: String) -> Fault<'a> {
    Fault::Unreadable(Unreadable { why })
}

/// The uid of a body that need not be well-formed: whoever asked can then be answered all the same.
pub fn uid(body: &[u8]) -> Option<Cow<'_, str>> {
    salvage::uid(body)
}
