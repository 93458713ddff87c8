//! The admission policies, on a real API server.
//!
//! They stand before a definition that knows types and nothing else. Bound to warn, an answer tells of
//! every expression that fails; bound as they are generated, it tells of the first that refuses.

mod answer;
pub(crate) mod in_force;
mod keeper;
mod probe;

use meshwright_policy::{Cell, Level, Policy, Rule, rules};
use meshwright_schema::policies;
use meshwright_testkit::Client;
use serde_json::{Value, json};

pub(crate) use answer::verdict;

use crate::case::{Case, How, Part};
use crate::compare::Held;
use crate::policy;

/// Where policies and their bindings are.
const PATH: &str = "/apis/admissionregistration.k8s.io/v1";

/// What the policies are bound to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// To warn of everything.
    ToTell,
    /// What their bindings say.
    AsGenerated,
}

/// Policies that are put into force together.
#[derive(Debug, Clone)]
pub struct Policies {
    name: &'static str,
    /// Policies and bindings.
    pub(crate) objects: Vec<Value>,
    policy: Policy,
    pub(crate) bound: Bound,
    /// Whether the status is a subresource.
    pub(crate) status_apart: bool,
    /// They judge one case out of so many.
    pub(crate) every: usize,
}

impl Policies {
    /// Those that are generated, with what the server of `client` knows of them: the defaults are policies
    /// of Kubernetes 1.36.
    pub fn generated(client: &Client) -> Self {
        let mut objects = policies::validating();
        if writes_defaults(client) {
            objects.extend(policies::mutating());
        }
        Self {
            name: "policies",
            objects,
            policy: policy::of(Some(policy::REGION)),
            bound: Bound::ToTell,
            status_apart: true,
            every: 1,
        }
    }

    /// The same, bound as they are generated, for one case out of `every`.
    pub fn refusing(&self, every: usize) -> Self {
        Self {
            name: "policies that refuse",
            bound: Bound::AsGenerated,
            every,
            ..self.clone()
        }
    }

    /// The same before a definition where the status is no subresource, for one case out of `every`: of
    /// the creates and of the writes of a whole object.
    pub fn at_once(&self, every: usize) -> Self {
        Self {
            name: "policies without a subresource",
            status_apart: false,
            every,
            ..self.clone()
        }
    }

    /// The same in another region, for one case out of `every`.
    pub fn elsewhere(&self, name: &'static str, region: Option<&str>, every: usize) -> Self {
        Self {
            name,
            policy: policy::of(region),
            every,
            ..self.clone()
        }
    }

    /// The same in each kind of region that the policies tell apart, and without a subresource: a judge
    /// each.
    pub fn everywhere(&self, every: usize) -> Vec<Self> {
        vec![
            self.clone(),
            self.at_once(every),
            self.elsewhere("policies in the mainland", Some("cn-hangzhou"), every),
            self.elsewhere("policies of nowhere", Some("mars-1"), every),
            self.elsewhere("policies without a region", None, every),
        ]
    }

    /// Other objects in the place of those.
    pub(crate) fn with(&self, objects: Vec<Value>) -> Self {
        Self {
            objects,
            ..self.clone()
        }
    }

    /// Whether they judge such a case.
    pub(crate) fn take(&self, case: &Case) -> bool {
        let whole = matches!(case.how, How::Create | How::Put) && case.part == Part::Object;
        self.status_apart || whole
    }

    /// The definition that they stand before.
    pub fn definition(&self) -> Value {
        let mut definition = typed(&meshwright_schema::definition());
        let version = definition.pointer_mut("/spec/versions/0");
        if let Some(version) = version.and_then(Value::as_object_mut)
            && !self.status_apart
        {
            version.remove("subresources");
        }
        definition
    }

    /// The policy that their parameters say.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The same policy, under which nothing is refused: policies that write do not know what others refuse.
    pub(crate) fn lenient(&self) -> Policy {
        let mut lenient = self.policy.clone();
        for rule in rules::all() {
            if rule.level == Level::Deny {
                lenient.levels.insert(rule.code, Level::Warn);
            }
        }
        lenient
    }

    /// What they are held to.
    pub const fn held(&self) -> Held {
        Held {
            name: self.name,
            cell,
            says: |_, _| true,
            in_own_words: false,
            advises: Some(match self.bound {
                Bound::ToTell => Level::Audit,
                // Nobody who writes hears of what is only recorded.
                Bound::AsGenerated => Level::Warn,
            }),
        }
    }

    /// Whether they write the defaults.
    pub(crate) fn fill_in(&self) -> bool {
        self.objects
            .iter()
            .any(|object| object["kind"] == "MutatingAdmissionPolicy")
    }

    /// Whether nobody who writes hears of that policy.
    fn is_silent(&self, policy: &str) -> bool {
        let bound = self.bound();
        let mut bindings = bound
            .iter()
            .filter(|object| object["spec"]["policyName"] == *policy);
        bindings.any(|binding| binding["spec"]["validationActions"] == json!(["Audit"]))
    }

    /// What is put into force: bound as asked.
    fn bound(&self) -> Vec<Value> {
        let mut objects = self.objects.clone();
        for object in &mut objects {
            let tells = self.bound == Bound::ToTell;
            if tells && object["kind"] == "ValidatingAdmissionPolicyBinding" {
                object["spec"]["validationActions"] = json!(["Warn"]);
            }
        }
        objects
    }
}

fn cell(rule: &Rule) -> Cell {
    rule.points.policies
}

/// Whether the server knows policies that write.
pub fn writes_defaults(client: &Client) -> bool {
    let list = client.get(&format!("{PATH}/mutatingadmissionpolicies"));
    list.is_success()
}

/// The definition with nothing but types: whatever else is refused is refused by the policies.
fn typed(definition: &Value) -> Value {
    let mut typed = definition.clone();
    if let Some(schema) = typed.pointer_mut("/spec/versions/0/schema/openAPIV3Schema") {
        *schema = types_of(schema);
    }
    typed
}

fn types_of(schema: &Value) -> Value {
    let Some(keywords) = schema.as_object() else {
        return schema.clone();
    };
    let kept = keywords
        .iter()
        .filter_map(|(keyword, value)| match keyword.as_str() {
            "type" => Some((keyword.clone(), value.clone())),
            "items" | "additionalProperties" => Some((keyword.clone(), types_of(value))),
            "properties" => {
                let members = value.as_object()?.iter();
                let members = members.map(|(name, schema)| (name.clone(), types_of(schema)));
                Some((keyword.clone(), Value::Object(members.collect())))
            }
            _ => None,
        });
    Value::Object(kept.collect())
}
