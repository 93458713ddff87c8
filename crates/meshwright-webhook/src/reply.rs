//! The answer as it stands on the wire.
//!
//! An answer that allows is small and is written in one go; only denials, warnings and patches cost more.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_policy::Decision;
use meshwright_policy::admit::CauseLine;
use serde::Serialize;

use crate::review::{API_VERSION, KIND};

/// Room for an answer that allows.
const SMALL: usize = 512;

/// What an API server is answered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response<'a> {
    /// The uid of the question.
    pub uid: &'a str,
    /// Whether it may happen.
    pub allowed: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// How the patch is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch_type: Option<&'static str>,
    /// JSON Patch in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<String>,
    /// What the user is told.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub warnings: &'a [String],
    /// What the audit log is told.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub audit_annotations: BTreeMap<&'a str, &'a str>,
}

/// Why something may not happen.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    #[serde(rename = "status")]
    outcome: &'static str,
    /// The HTTP code that the API server answers with.
    pub code: u16,
    /// The reason in Kubernetes' words.
    pub reason: &'static str,
    /// All of it, for clients that show nothing else.
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Debug, Clone, Serialize)]
struct Details {
    group: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    causes: Vec<Cause>,
}

#[derive(Debug, Clone, Serialize)]
struct Cause {
    field: String,
    reason: &'static str,
    message: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    api_version: &'static str,
    kind: &'static str,
    response: &'a Response<'a>,
}

impl Status {
    /// A denial without causes.
    pub const fn plain(code: u16, reason: &'static str, message: String) -> Self {
        Self {
            outcome: "Failure",
            code,
            reason,
            message,
            details: None,
        }
    }

    /// The denial that a decision asks for, about the object of that name.
    pub fn of(decision: &Decision, name: &str) -> Self {
        let cause = |line: CauseLine| Cause {
            field: line.field,
            reason: line.reason.as_str(),
            message: line.message,
        };
        let details = Details {
            group: meshwright_api::service_mesh::GROUP,
            kind: meshwright_api::service_mesh::KIND,
            name: name.to_owned(),
            causes: decision.causes().into_iter().map(cause).collect(),
        };
        Self {
            details: Some(details),
            ..Self::plain(422, "Invalid", decision.message().unwrap_or_default())
        }
    }
}

impl<'a> Response<'a> {
    /// An answer that allows, and says nothing.
    pub const fn allow(uid: &'a str) -> Self {
        Self {
            uid,
            allowed: true,
            status: None,
            patch_type: None,
            patch: None,
            warnings: &[],
            audit_annotations: BTreeMap::new(),
        }
    }

    /// An answer that denies.
    pub fn deny(uid: &'a str, status: Status) -> Self {
        Self {
            allowed: false,
            status: Some(status),
            ..Self::allow(uid)
        }
    }

    /// Adds a patch of these operations, unless there are none.
    pub fn with_patch(mut self, operations: &[serde_json::Value]) -> Self {
        if !operations.is_empty() {
            let patch: String = serde_json::Value::from(operations).to_string();
            self.patch = Some(STANDARD.encode(patch));
            self.patch_type = Some("JSONPatch");
        }
        self
    }

    /// The answer on the wire.
    ///
    /// # Panics
    /// Never: texts and numbers can be written to memory.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(SMALL);
        serde_json::to_writer(
            &mut bytes,
            &Envelope {
                api_version: API_VERSION,
                kind: KIND,
                response: self,
            },
        )
        .expect("texts and numbers can be written to memory");
        bytes
    }
}
