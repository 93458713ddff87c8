//! How one sees that a policy is asked.
//!
//! A write that carries the number of a policy in a label is answered with that number and with the number
//! of the parameters that the policy read: by a validation that fails, or in another label.

use meshwright_api::service_mesh::DELETION_POLICY;
use meshwright_testkit::{Answer, Client};
use serde_json::{Value, json};

use super::Bound;
use crate::server::OBJECTS;

/// The member of the parameters with their number.
pub(super) const NUMBER: &str = "number";
/// The label with the number of a policy, and the one in which a policy answers.
const PROBE: &str = "probe";
const PROBED: &str = "probed";
/// The object that is changed; creates are dry runs.
const CHANGED: &str = "probe-of-policies";

/// A policy that is to be asked.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) policy: String,
    number: String,
    /// What the policy shows.
    shown: String,
    is_validating: bool,
}

/// Stores the object that probes change.
pub(super) fn prepare(client: &Client) {
    if !client.get(&format!("{OBJECTS}/{CHANGED}")).is_success() {
        client
            .post(OBJECTS, &object(CHANGED, &json!({})))
            .expect_success();
    }
}

/// The policy with an answer to its number; bindings have none.
pub(super) fn carrying(object: &Value, number: &str) -> Value {
    let mut object = object.clone();
    let asked = format!("object.metadata.?labels[?'{PROBE}'].orValue('') == '{number}'");
    let shown = if asks_parameters(&object) {
        format!("'{number}.' + params.?data.?{NUMBER}.orValue('0')")
    } else {
        format!("'{number}'")
    };
    if let Some(validations) = list(&mut object, "validations") {
        validations.push(json!({
            "expression": format!("!({asked})"),
            "messageExpression": format!("'this is probe ' + {shown}"),
        }));
    }
    for condition in list(&mut object, "matchConditions").into_iter().flatten() {
        let said = condition["expression"].as_str().unwrap_or_default();
        condition["expression"] = json!(format!("({asked}) || ({said})"));
    }
    for mutation in list(&mut object, "mutations").into_iter().flatten() {
        let patch = &mut mutation["jsonPatch"]["expression"];
        let said = patch.as_str().unwrap_or_default();
        let answer =
            format!("[JSONPatch{{op: 'add', path: '/metadata/labels/{PROBED}', value: {shown}}}]");
        *patch = json!(format!("({asked}) ? {answer} : ({said})"));
    }
    object
}

/// A list of the spec, where there is one.
fn list<'a>(object: &'a mut Value, name: &str) -> Option<&'a mut Vec<Value>> {
    object["spec"].get_mut(name)?.as_array_mut()
}

fn asks_parameters(policy: &Value) -> bool {
    policy["spec"].get("paramKind").is_some()
}

impl Probe {
    /// The probe of a policy; bindings have none.
    pub(super) fn of(object: &Value, number: &str, parameters: &str) -> Option<Self> {
        let is_validating = object["kind"] == "ValidatingAdmissionPolicy";
        if !is_validating && object["kind"] != "MutatingAdmissionPolicy" {
            return None;
        }
        let shown = if asks_parameters(object) {
            format!("{number}.{parameters}")
        } else {
            number.to_owned()
        };
        Some(Self {
            policy: object["metadata"]["name"].as_str()?.to_owned(),
            number: number.to_owned(),
            shown,
            is_validating,
        })
    }

    /// Whether the policy is asked, and answers as it is bound.
    pub(super) fn is_seen(&self, client: &Client, bound: Bound) -> bool {
        let is_bound = |answer: &Answer| {
            let denies = bound == Bound::AsGenerated && self.policy.ends_with("deny");
            !self.is_validating || answer.is_success() != denies
        };
        let said = format!("this is probe {}", self.shown);
        let seen = |answer: &Answer| {
            let mut texts = answer.warnings.iter();
            let told = texts.any(|text| text.ends_with(&said)) || says(answer, &said);
            told || shows(answer) == Some(self.shown.clone())
        };
        self.answers(client)
            .iter()
            .any(|answer| seen(answer) && is_bound(answer))
    }

    /// Whether the policy is asked no more.
    pub(super) fn is_unseen(&self, client: &Client) -> bool {
        let silent = |answer: &Answer| {
            answer.is_success() && answer.warnings.is_empty() && shows(answer).is_none()
        };
        self.answers(client).iter().all(silent)
    }

    /// A create and a change: some policies are asked of one of them only.
    fn answers(&self, client: &Client) -> [Answer; 2] {
        let labels = json!({PROBE: self.number});
        let changed = format!("{OBJECTS}/{CHANGED}?dryRun=All");
        [
            client.post(&format!("{OBJECTS}?dryRun=All"), &object("probed", &labels)),
            client.patch("merge", &changed, &json!({"metadata": {"labels": labels}})),
        ]
    }
}

/// Whether a refusal ends so.
fn says(answer: &Answer, said: &str) -> bool {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    body["message"]
        .as_str()
        .is_some_and(|text| text.ends_with(said))
}

fn shows(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_str(&answer.text).ok()?;
    Some(
        body.pointer(&format!("/metadata/labels/{PROBED}"))?
            .as_str()?
            .to_owned(),
    )
}

/// With everything that is filled in otherwise: a policy that fills in wrongly must not be in the way of a
/// probe of another.
fn object(name: &str, labels: &Value) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": name, "labels": labels, "annotations": {DELETION_POLICY: "Retain"}},
        "spec": {"clusterSpec": "Enterprise"},
    })
}
