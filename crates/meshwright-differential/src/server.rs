//! A real API server: what is stored on it before, and what it answers.
//!
//! What is stored before may be faulty, so it is stored under a definition that takes everything, and
//! the world that judges comes after. All other writes are dry runs.

mod request;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use meshwright_api::service_mesh::DELETION_POLICY;
use meshwright_policy::{Cell, Rule};
use meshwright_testkit::{Answer, Client, wait};
use serde_json::{Value, json};

use crate::by::By;
use crate::case::{Case, How, Part};
use crate::compare::Held;
use crate::gate::{self, Gate};
use crate::policies::in_force;
use crate::verdict::Verdict;
use crate::world::{World, open_at_once};
use crate::{ruling, seen};

/// What the definition of the resource is held to.
pub const HELD: Held = Held {
    name: "CRD",
    cell,
    says,
    in_own_words: false,
    advises: None,
};

/// Where the objects are.
pub(crate) const OBJECTS: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const NAME: &str = "servicemesh.istio.alibabacloud.com";

/// An API server with stored objects.
#[derive(Debug)]
pub struct Server {
    client: Client,
    clients: BTreeMap<By, Client>,
    /// By what was asked for; none where no server can store it.
    stored: BTreeMap<String, Option<Stored>>,
    /// The definition that is in force.
    definition: Option<Value>,
}

/// A stored object.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// As the server shows it.
    pub object: Value,
    /// Evaluating expressions over values of other types than the field's, a server fails.
    is_typed: bool,
    /// Nor can the definition judge beside a list that it could not have stored.
    is_keyed: bool,
    /// No expression of the definition sees that an object is under deletion, so that there it protects
    /// what the rules do not protect any more.
    is_going: bool,
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
    pub fn new(client: Client) -> Self {
        Self {
            clients: By::clients(&client),
            client,
            stored: BTreeMap::new(),
            definition: None,
        }
    }

    /// Stores what the cases want to be there before.
    ///
    /// # Panics
    /// When the server does not take a definition that takes everything.
    pub fn store(&mut self, cases: &[Case]) {
        let olds = cases.iter().filter_map(|case| case.old.as_ref());
        let missing: Vec<&Value> = olds
            .filter(|old| !self.stored.contains_key(&key(old)))
            .collect();
        if missing.is_empty() {
            return;
        }
        self.leave();
        self.install(&open_at_once(&meshwright_schema::definition()));
        for old in missing {
            self.store_one(old);
        }
    }

    /// Puts a world into force, and returns when it is.
    ///
    /// # Panics
    /// When the server does not take it, or not within a minute.
    pub fn enter(&mut self, world: World<'_>) {
        if let World::Policies(policies) = world {
            self.open_gate();
            self.install(&world.definition());
            in_force::put(&self.client, policies);
        } else {
            self.leave();
            self.install(&world.definition());
        }
        if let World::Webhook(gate) = world {
            gate.register(&self.client);
            wait::until("the webhook to be asked", || {
                (self.is_gated() && self.is_filled()).then_some(())
            });
        }
        // Its cache is filled anew for each definition.
        let list = || Some(self.client.get(OBJECTS)).filter(Answer::is_success);
        let shown = wait::until("the objects to be listed", list).json();
        let items = shown["items"].as_array().into_iter().flatten();
        let shown: BTreeMap<&str, &Value> = items
            .filter_map(|item| Some((item.pointer("/metadata/name")?.as_str()?, item)))
            .collect();
        for stored in self.stored.values_mut().flatten() {
            if let Some(&item) = shown.get(stored.name.as_str()) {
                stored.object = item.clone();
            }
        }
    }

    /// Takes everything out of force but the definition.
    fn leave(&self) {
        in_force::clear(&self.client);
        self.open_gate();
    }

    /// Asks the webhook no more.
    fn open_gate(&self) {
        if !Gate::unregister(&self.client) {
            return;
        }
        // Before the first definition there is nobody to ask and nothing to take back.
        wait::until("the webhook to be asked no more", || {
            (!self.is_gated() && !self.is_filled()).then_some(())
        });
    }

    /// Whether the webhook refuses.
    fn is_gated(&self) -> bool {
        gate::denied(&self.probe(&json!({"clusterSpec": "probe"})))
    }

    /// Whether the webhook fills in.
    fn is_filled(&self) -> bool {
        let answer = self.probe(&json!({}));
        answer.is_success() && answer.text.contains("deletion-policy")
    }

    fn probe(&self, spec: &Value) -> Answer {
        let object = json!({"apiVersion": "istio.alibabacloud.com/v1beta1", "kind": "ServiceMesh", "metadata": {"name": "probe"}, "spec": spec});
        self.client.post(&format!("{OBJECTS}?dryRun=All"), &object)
    }

    /// Puts a definition into force, and returns when it is.
    fn install(&mut self, definition: &Value) {
        if self.definition.as_ref() == Some(definition) {
            return;
        }
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
        // With everything that is filled in otherwise: policies may be broken.
        let object = json!({
            "apiVersion": "istio.alibabacloud.com/v1beta1",
            "kind": "ServiceMesh",
            "metadata": {"name": probe, "annotations": {DELETION_POLICY: "Retain"}},
            "spec": {"clusterSpec": "Enterprise"},
        });
        wait::until("the definition to come into force", || {
            let answer = self.client.post(&format!("{OBJECTS}?dryRun=All"), &object);
            answer.text.contains("not the probe").then_some(())
        });
        self.definition = Some(definition.clone());
    }

    fn store_one(&mut self, old: &Value) {
        if self.stored.contains_key(&key(old)) {
            return;
        }
        let stored = self.store_as(&format!("stored-{}", unique()), old);
        self.stored.insert(key(old), stored);
    }

    /// Stores an object; none where no server can: those cases are left out.
    fn store_as(&self, name: &str, old: &Value) -> Option<Stored> {
        let object = request::named(&seen::sent(old), name);
        let answer = Some(self.client.post(OBJECTS, &object)).filter(Answer::is_success)?;
        if is_going(old) {
            // A finalizer holds it.
            self.client.delete(&format!("{OBJECTS}/{name}"));
        }
        Some(Stored {
            name: name.to_owned(),
            object: answer.json(),
            is_typed: !ruling::has_wrong_type(old),
            is_keyed: !ruling::has_wrong_keys(old),
            is_going: is_going(old),
        })
    }

    /// What is stored before a case; none for a create.
    pub fn stored(&self, case: &Case) -> Option<&Stored> {
        self.stored.get(&key(case.old.as_ref()?))?.as_ref()
    }

    /// What the server says of a write beside what is stored; `None` where the write cannot be written so.
    pub fn verdict(
        &self,
        case: &Case,
        stored: Option<&Stored>,
        world: World<'_>,
    ) -> Option<Verdict> {
        if case.how != How::Create {
            stored.filter(|stored| stored.fits(world))?;
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
        let body = write.body.as_deref().map(|body| (write.media_type, body));
        let client = self.clients.get(&case.by).unwrap_or(&self.client);
        let answer = client.send(write.method, &path, body);
        world.verdict(&answer.ok()?)
    }
}

impl Stored {
    /// Whether a world can judge beside it.
    fn fits(&self, world: World<'_>) -> bool {
        match world {
            World::Definition(_) => self.is_typed && self.is_keyed && !self.is_going,
            World::Webhook(_) => true,
            World::Policies(_) => self.is_typed,
        }
    }
}

/// Several trials may share a server.
pub(crate) fn unique() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn key(old: &Value) -> String {
    let going = if is_going(old) { " going" } else { "" };
    format!("{}{going}", seen::sent(old))
}

/// Whether an object is to be on its way out.
fn is_going(old: &Value) -> bool {
    old.pointer("/metadata/deletionTimestamp").is_some()
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
