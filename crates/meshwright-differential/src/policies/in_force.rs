//! Which policies are in force: putting them there, taking them away, and knowing when it has happened.
//!
//! A server takes a policy in at once and asks it a second later. So each policy gets a number with each
//! writing, and so do the parameters: see [`Probe`].

use std::collections::BTreeMap;

use meshwright_policy::Policy;
use meshwright_schema::policies::{NAMESPACE, PARAMETERS, parameters};
use meshwright_testkit::{Client, wait};
use serde_json::{Value, json};

use super::probe::{self, Probe};
use super::{PATH, Policies, keeper};
use crate::server::unique;

/// Where an object keeps what was asked for, and its number.
const WANTED: &str = "differential.meshwright.dev/wanted";
const NUMBER: &str = "differential.meshwright.dev/number";
const PLURALS: [&str; 4] = [
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings",
];

/// An object that stands there by our hand.
struct Written {
    object: Value,
    number: String,
}

/// Takes all policies away, and returns when nobody asks them any more.
///
/// # Panics
/// When they do not go.
pub(crate) fn clear(client: &Client) {
    remove(client, &written(client));
}

/// Puts these policies into force and no others, and returns when they are. What stays as it was is left
/// alone.
///
/// # Panics
/// When the server does not take one, or does not ask it within a minute.
pub(crate) fn put(client: &Client, policies: &Policies) {
    probe::prepare(client);
    for object in keeper::policies(policies.fill_in()) {
        apply(client, &path(&object), &object);
    }
    let mut before = written(client);
    let parameters = put_parameters(client, &policies.policy);
    let mut probes = Vec::new();
    for object in policies.bound() {
        let path = path(&object);
        let number = match before.remove(&path) {
            Some(there) if there.object == object => there.number,
            _ => write(client, &path, &object),
        };
        probes.extend(Probe::of(&object, &number, &parameters));
    }
    remove(client, &before);
    let heard = |probe: &&Probe| !policies.is_silent(&probe.policy);
    for probe in probes.iter().filter(heard) {
        wait::until(&format!("{} to be in force", probe.policy), || {
            probe.is_seen(client, policies.bound).then_some(())
        });
    }
}

/// All that stands there by our hand, by its path.
fn written(client: &Client) -> BTreeMap<String, Written> {
    let lists = PLURALS.map(|plural| client.get(&format!("{PATH}/{plural}")));
    let known = lists.iter().filter(|list| list.is_success());
    let items = known.flat_map(|list| list.json()["items"].as_array().cloned().unwrap_or_default());
    let ours = |item: Value| {
        let text = |key: &str| item["metadata"]["annotations"].get(key)?.as_str();
        let object: Value = serde_json::from_str(text(WANTED)?).ok()?;
        let number = text(NUMBER)?.to_owned();
        Some((path(&object), Written { object, number }))
    };
    items.filter_map(ours).collect()
}

fn remove(client: &Client, gone: &BTreeMap<String, Written>) {
    for path in gone.keys() {
        client.delete(path);
    }
    let probes = gone
        .values()
        .filter_map(|there| Probe::of(&there.object, &there.number, ""));
    for probe in probes {
        wait::until(&format!("{} to be gone", probe.policy), || {
            probe.is_unseen(client).then_some(())
        });
    }
}

/// Writes a policy or a binding, and gives its number.
fn write(client: &Client, path: &str, object: &Value) -> String {
    let number = unique().to_string();
    let mut body = probe::carrying(object, &number);
    body["metadata"]["annotations"] = json!({WANTED: object.to_string(), NUMBER: number});
    apply(client, path, &body);
    number
}

/// Writes the parameters where they change, and gives their number.
fn put_parameters(client: &Client, policy: &Policy) -> String {
    let namespace = format!("/api/v1/namespaces/{NAMESPACE}");
    let path = format!("{namespace}/configmaps/{PARAMETERS}");
    let mut wanted = parameters(policy);
    let there = client.get(&path);
    if there.is_success() {
        let data = &there.json()["data"];
        wanted["data"][probe::NUMBER] = data[probe::NUMBER].clone();
        if *data == wanted["data"] {
            return data[probe::NUMBER].as_str().unwrap_or_default().to_owned();
        }
    } else {
        let name =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}});
        apply(client, &namespace, &name);
    }
    let number = unique().to_string();
    wanted["data"][probe::NUMBER] = json!(number);
    apply(client, &path, &wanted);
    number
}

fn apply(client: &Client, path: &str, body: &Value) {
    let path = format!("{path}?fieldManager=differential&force=true&fieldValidation=Strict");
    let answer = client.patch("apply", &path, body);
    answer.expect_success();
    assert!(
        answer.warnings.is_empty(),
        "{path} is warned about: {:?}",
        answer.warnings
    );
}

fn path(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let kind = text(&object["kind"]).to_lowercase();
    let plural = match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{kind}s"),
    };
    format!("{PATH}/{plural}/{}", text(&object["metadata"]["name"]))
}
