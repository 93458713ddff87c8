//! What the REST contract says beyond a document: the head of a request, the status of an answer, and how
//! much an answer shows.
//!
//! Facts in, verdicts out; sending and receiving is the service's work. The rules about the bodies stand
//! in [`rules`](crate::rules).

use std::fmt;

use meshwright_api::mesh::{ErrorMessage, MeshCluster};
use meshwright_api::{Field, Mesh, TextType};

use crate::{Level, Report};

/// The head of a create request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestHead<'a> {
    /// The project in the path.
    pub project: &'a str,
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// `X-Auth-Token`.
    pub token: Option<&'a str>,
    /// Whether the request carries a signature instead of a token.
    pub signed: bool,
}

/// What is wrong with the head of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadFault {
    /// The path names no project.
    NoProject,
    /// Neither a token nor a signature.
    NoCredentials,
    /// No `Content-Type`.
    NoContentType,
    /// A `Content-Type` other than JSON in UTF-8.
    OtherContentType,
}

/// The refusals of the contract, in the order in which they are given where several are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// No such path, or no such mesh.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// Nobody known asks.
    Unauthenticated,
    /// Somebody asks who may not.
    Forbidden,
    /// The body is too large.
    TooLarge,
    /// The body is of another media type.
    UnsupportedMediaType,
    /// The request is wrong.
    Invalid,
    /// The mesh conflicts with an existing one.
    Conflict,
    /// Another request works on the mesh; later it may go.
    Locked,
    /// The service failed.
    Internal,
}

impl RequestHead<'_> {
    /// What is wrong with the head (rule MR0107).
    ///
    /// ```
    /// use meshwright_policy::rest::{HeadFault, RequestHead};
    ///
    /// let head = RequestHead { project: "p1", token: Some("t"), ..RequestHead::default() };
    /// assert_eq!(head.faults(), [HeadFault::NoContentType]);
    /// ```
    pub fn faults(&self) -> Vec<HeadFault> {
        let filled = |header: Option<&str>| header.is_some_and(|value| !value.trim().is_empty());
        let mut faults = Vec::new();
        if self.project.is_empty() {
            faults.push(HeadFault::NoProject);
        }
        if !self.signed && !filled(self.token) {
            faults.push(HeadFault::NoCredentials);
        }
        if !filled(self.content_type) {
            faults.push(HeadFault::NoContentType);
        } else if !self.content_type.is_some_and(is_json) {
            faults.push(HeadFault::OtherContentType);
        }
        faults
    }
}

/// `application/json`, with no parameter but UTF-8 as its character set.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let json = |part: &str| part.eq_ignore_ascii_case("application/json");
    parts.next().is_some_and(json)
        && parts.all(|part| {
            part.eq_ignore_ascii_case("charset=utf-8")
                || part.eq_ignore_ascii_case("charset=\"utf-8\"")
        })
}

impl HeadFault {
    /// The answer it leads to.
    pub const fn refusal(self) -> Refusal {
        match self {
            Self::NoProject => Refusal::NotFound,
            Self::NoCredentials => Refusal::Unauthenticated,
            Self::NoContentType => Refusal::Invalid,
            Self::OtherContentType => Refusal::UnsupportedMediaType,
        }
    }
}

impl fmt::Display for HeadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoProject => "the path names no project",
            Self::NoCredentials => "the request has neither a token nor a signature",
            Self::NoContentType => "the request has no Content-Type",
            Self::OtherContentType => "the Content-Type must be application/json in UTF-8",
        })
    }
}

impl Refusal {
    /// The refusal that a report asks for; none where it denies nothing (rule MR0713).
    ///
    /// Every fault of a request is 400. Only a document whose every fault is a conflict (MR0714) is 409.
    pub fn of(report: &Report) -> Option<Self> {
        Self::first(report.at(Level::Deny).map(|fault| match fault.code() {
            "MR0714" => Self::Conflict,
            _ => Self::Invalid,
        }))
    }

    /// The one to give where several are possible.
    pub fn first(possible: impl IntoIterator<Item = Self>) -> Option<Self> {
        possible.into_iter().min()
    }

    /// The status code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Locked => 429,
            Self::Internal => 500,
        }
    }

    /// The `errorCode` of its body: the vendor's own where there is one, else one in its pattern.
    pub const fn error_code(self) -> &'static str {
        match self {
            Self::Invalid => "ASM.01400001",
            Self::Unauthenticated => "ASM.01401001",
            Self::Forbidden => "ASM.01403001",
            Self::NotFound => "ASM.01404001",
            Self::MethodNotAllowed => "ASM.01405001",
            Self::Conflict => "ASM.01409001",
            Self::TooLarge => "ASM.01413001",
            Self::UnsupportedMediaType => "ASM.01415001",
            Self::Locked => "ASM.01429001",
            Self::Internal => "ASM.01500001",
        }
    }
}

/// A text as an `errorMsg`: a longer one ends in an ellipsis within the limit (rule MR0712).
///
/// ```
/// use meshwright_policy::rest;
///
/// assert_eq!(rest::error_message("no such mesh").as_str(), "no such mesh");
/// assert_eq!(rest::error_message(&"😀".repeat(513)).as_str().chars().count(), 512);
/// ```
#[expect(clippy::missing_panics_doc, reason = "the text is made to fit")]
pub fn error_message(text: &str) -> ErrorMessage {
    let shape = ErrorMessage::TEXT;
    let length = text.chars().count();
    let fitting = if length < shape.min {
        format!("the request failed: {text:?}")
    } else if length > shape.max {
        text.chars().take(shape.max - 1).chain(['…']).collect()
    } else {
        text.to_owned()
    };
    ErrorMessage::parse(&fitting).expect("it was made to fit just now")
}

/// What an answer shows of a mesh: of each cluster its id alone, and neither annotations, labels nor tags
/// (rule MR0419).
pub fn answer(mesh: &Mesh) -> Mesh {
    let mut answer = mesh.clone();
    if let Field::Is(metadata) = &mut answer.metadata {
        metadata.annotations = Field::Absent;
        metadata.labels = Field::Absent;
    }
    if let Field::Is(spec) = &mut answer.spec {
        spec.tags = Field::Absent;
        if let Field::Is(params) = &mut spec.extend_params
            && let Field::Is(clusters) = &mut params.clusters
        {
            clusters.0.iter_mut().for_each(keep_id);
        }
    }
    answer
}

fn keep_id(cluster: &mut Field<MeshCluster>) {
    if let Field::Is(cluster) = cluster {
        let cluster_id = std::mem::take(&mut cluster.cluster_id);
        *cluster = MeshCluster {
            cluster_id,
            ..MeshCluster::default()
        };
    }
}

#[cfg(test)]
mod tests;
