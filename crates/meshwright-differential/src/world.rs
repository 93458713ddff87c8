//! What an API server has in force while it is asked.

use std::sync::LazyLock;

use meshwright_policy::Policy;
use meshwright_testkit::Answer;
use serde_json::{Value, json};

use crate::case::Case;
use crate::compare::Held;
use crate::gate::{self, Gate};
use crate::policies::{self, Policies};
use crate::verdict::Verdict;
use crate::{causes, seen, server};

/// What judges on the server.
#[derive(Debug, Clone, Copy)]
pub enum World<'a> {
    /// The definition of the resource, and nothing else.
    Definition(&'a Value),
    /// A definition that takes everything, and the webhook.
    Webhook(&'a Gate),
    /// A definition that knows types only, and the admission policies.
    Policies(&'a Policies),
}

impl World<'_> {
    /// The policy by which its judge decides.
    pub fn policy(&self) -> &Policy {
        static DEFAULT: LazyLock<Policy> = LazyLock::new(Policy::default);
        match self {
            Self::Definition(_) => &DEFAULT,
            Self::Webhook(gate) => gate.policy(),
            Self::Policies(policies) => policies.policy(),
        }
    }

    /// What its judge is held to.
    pub const fn held(&self) -> Held {
        match self {
            Self::Definition(_) => server::HELD,
            Self::Webhook(_) => gate::HELD,
            Self::Policies(policies) => policies.held(),
        }
    }

    /// The definition that is in force in it.
    pub fn definition(&self) -> Value {
        match self {
            Self::Definition(definition) => (*definition).clone(),
            Self::Webhook(_) => open(&meshwright_schema::definition()),
            Self::Policies(policies) => policies.definition(),
        }
    }

    /// The object that the write of `case` asks for, as this server sees it.
    pub fn asked(&self, case: &Case, stored: Option<&Value>) -> Value {
        match self {
            Self::Policies(policies) if !policies.status_apart => seen::asked_at_once(case, stored),
            Self::Definition(_) | Self::Policies(_) => seen::asked(case, stored),
            Self::Webhook(_) => seen::asked_of_all(case, stored),
        }
    }

    /// Reads an answer; `None` where the server refuses for reasons of its own.
    pub fn verdict(&self, answer: &Answer) -> Option<Verdict> {
        match self {
            Self::Definition(_) => causes::verdict(answer),
            Self::Webhook(_) => gate::verdict(answer),
            Self::Policies(policies) => policies::verdict(answer, policies.bound),
        }
    }

    /// Whether it judges the case of that number.
    pub fn takes(&self, number: usize, case: &Case) -> bool {
        match self {
            Self::Definition(_) | Self::Webhook(_) => true,
            Self::Policies(policies) => {
                number.is_multiple_of(policies.every) && policies.take(case)
            }
        }
    }

    /// Whether it writes the defaults.
    pub fn fills_in(&self) -> bool {
        match self {
            Self::Definition(_) => false,
            Self::Webhook(_) => true,
            Self::Policies(policies) => policies.fill_in(),
        }
    }
}

/// The definition without its schema: everything can be stored.
pub fn open(definition: &Value) -> Value {
    let mut open = definition.clone();
    if let Some(version) = open
        .pointer_mut("/spec/versions/0")
        .and_then(Value::as_object_mut)
    {
        let all = json!({"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}});
        version.insert("schema".to_owned(), all);
    }
    open
}

/// The open definition without a subresource: status and spec can be stored at once.
pub fn open_at_once(definition: &Value) -> Value {
    let mut open = open(definition);
    if let Some(version) = open
        .pointer_mut("/spec/versions/0")
        .and_then(Value::as_object_mut)
    {
        version.remove("subresources");
    }
    open
}
