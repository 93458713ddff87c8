//! The definition of the resource on a real API server, as a judge.
//!
//! What is stored before may be faulty, so it is stored under a definition that takes everything, and
//! the real one comes after. All other writes are dry runs.

mod request;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use meshwright_policy::{Cell, Rule};
use meshwright_testkit::Client;
use serde_json::{Value, json};

use crate::case::{Case, How, Part};
use crate::causes;
use crate::compare::Held;
use crate::verdict::Verdict;
use crate::{ruling, seen};

/// What it is held to.
pub const HELD: Held = Held {
    name: "CRD",
    cell,
    says,
};

/// Where the objects are.
const OBJECTS: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const NAME: &str = "servicemesh.istio.alibabacloud.com";
/// A server takes a moment to take a new definition up; this is far more.
const PATIENCE: Duration = Duration::from_mins(1);

/// An API server with stored objects.
#[derive(Debug)]
pub struct Server {
    client: Client,
    /// By what was asked for: the name, and what the server shows of it.
    stored: BTreeMap<String, Stored>,
}

/// A stored object.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// As the server shows it.
    pub object: Value,
}

fn cell(rule: &Rule) -> Cell {
    rule.points.crd
}

/// Where a rule has expressions, its code stands in the answer. But a server takes a keyed list whose items
/// all stood in the old one for unchanged, also where one of them now stands twice, and does not evaluate
/// the expression; it refuses by the keys alone.
fn says(rule: &Rule, case: &Case) -> bool {
    let listed = || {
        case.old
            .as_ref()
            .is_some_and(|old| old.pointer("/status/conditions").is_some())
    };
    let by_keys_alone = rule.code == "SM0504" && listed();
    !rule.cel.is_empty() && !by_keys_alone
}

impl Server {
    /// A server that `client` has every right on, and that knows no `ServiceMesh` yet.
    pub const fn new(client: Client) -> Self {
        Self {
            client,
            stored: BTreeMap::new(),
        }
    }

    /// Stores what the cases want to be there before, and puts `definition` into force.
    ///
    /// # Panics
    /// When the server does not take the definition, or not within a minute.
    pub fn prepare(&mut self, cases: &[Case], definition: &Value) {
        let wanted: Vec<Value> = cases
            .iter()
            .filter_map(|case| case.old.as_ref().map(seen::sent))
            .collect();
        if wanted
            .iter()
            .any(|old| !self.stored.contains_key(&key(old)))
        {
            self.install(&open(definition));
            for old in &wanted {
                self.store(old);
            }
        }
        self.install(definition);
        for stored in self.stored.values_mut() {
            let answer = self.client.get(&format!("{OBJECTS}/{}", stored.name));
            stored.object = answer.expect_success();
        }
    }

    /// Puts a definition into force, and returns when it is.
    ///
    /// # Panics
    /// When the server does not take it, or not within a minute.
    pub fn install(&self, definition: &Value) {
        let probe = format!("probe-{}", unique());
        let body = with_probe(definition, &probe);
        let path = format!("{DEFINITIONS}/{NAME}?fieldManager=differential&force=true");
        let answer = self.client.patch("apply", &path, &body);
        answer.expect_success();
        assert!(
            answer.warnings.is_empty(),
            "the definition is warned about: {:?}",
            answer.warnings
        );
        let object = json!({"apiVersion": "istio.alibabacloud.com/v1beta1", "kind": "ServiceMesh", "metadata": {"name": probe}});
        let deadline = Instant::now() + PATIENCE;
        while !self
            .client
            .post(&format!("{OBJECTS}?dryRun=All"), &object)
            .text
            .contains("not the probe")
        {
            assert!(
                Instant::now() < deadline,
                "the definition does not come into force"
            );
            std::thread::yield_now();
        }
    }

    fn store(&mut self, old: &Value) {
        if self.stored.contains_key(&key(old)) {
            return;
        }
        let name = format!("stored-{}", unique());
        let answer = self.client.post(OBJECTS, &request::named(old, &name));
        // What no server can store is no old object, and no server with this definition stores a wrong type or conditions without a key
        // (a server that finds one evaluates expressions over it and fails): those cases are left out.
        if answer.is_success() && !ruling::has_wrong_shape(old) {
            self.stored.insert(
                key(old),
                Stored {
                    name,
                    object: answer.json(),
                },
            );
        }
    }

    /// What is stored before a case; none for a create.
    pub fn stored(&self, case: &Case) -> Option<&Stored> {
        self.stored.get(&key(&seen::sent(case.old.as_ref()?)))
    }

    /// What the server says; `None` where the write cannot be written so.
    pub fn verdict(&self, case: &Case) -> Option<Verdict> {
        let stored = self.stored(case);
        if case.how != How::Create && stored.is_none() {
            return None;
        }
        let write = request::of(case, stored)?;
        let part = if case.part == Part::Status {
            "/status"
        } else {
            ""
        };
        let path = stored.map_or_else(
            || OBJECTS.to_owned(),
            |stored| format!("{OBJECTS}/{}{part}", stored.name),
        );
        let path = format!("{path}?dryRun=All&fieldValidation=Ignore{}", write.query);
        let answer = self.client.send(
            write.method,
            &path,
            Some((write.media_type, &write.body.to_string())),
        );
        causes::verdict(&answer.ok()?)
    }
}

/// Several trials may share a server.
fn unique() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn key(old: &Value) -> String {
    old.to_string()
}

/// The definition with a rule that tells when it is in force.
fn with_probe(definition: &Value, probe: &str) -> Value {
    let mut definition = definition.clone();
    let rule = json!({"rule": format!("self.metadata.name != '{probe}'"), "message": "this is not the probe"});
    let schema = definition
        .pointer_mut("/spec/versions/0/schema/openAPIV3Schema")
        .and_then(Value::as_object_mut);
    if let Some(schema) = schema {
        let rules = schema
            .entry("x-kubernetes-validations")
            .or_insert_with(|| json!([]));
        if let Some(rules) = rules.as_array_mut() {
            rules.push(rule);
        }
    }
    definition
}

/// The definition without its schema and without a subresource: everything can be stored at once.
fn open(definition: &Value) -> Value {
    let mut open = definition.clone();
    if let Some(version) = open
        .pointer_mut("/spec/versions/0")
        .and_then(Value::as_object_mut)
    {
        version.remove("subresources");
        let all = json!({"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}});
        version.insert("schema".to_owned(), all);
    }
    open
}
