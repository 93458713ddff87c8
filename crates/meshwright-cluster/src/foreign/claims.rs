//! What gives another away, and what is ours.
//!
//! Ours are known by what our manifests set: rule codes in the definition, the domain `meshwright.dev` in
//! names of webhooks, the label `app.kubernetes.io/part-of` on policies, field managers that begin with
//! `meshwright`. A rule that names no group, as policy engines have it, is no claim on this resource.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ManagedFieldsEntry, ObjectMeta};
use meshwright_api::service_mesh::{GROUP, PLURAL};

use super::seen::{Bare, Container, Policy, Rule, Seen, Webhooks, Whole, Workload};
use super::{Claim, Claimant};

/// What the operator of the operator reference is called.
const OPERATOR: &str = "servicemesh-operator";
/// The domain of our webhooks.
const DOMAIN: &str = ".meshwright.dev";
/// What our definition says of a rule of the edition; every one of ours has it.
const CODE: &str = "SM0201";
const PART_OF: (&str, &str) = ("app.kubernetes.io/part-of", "meshwright");

/// A definition without our rules.
pub(super) fn definition(seen: &Seen<Whole>) -> Option<Claim> {
    if seen.body.to_string().contains(CODE) {
        return None;
    }
    let none = "it has none of our rules";
    let why = match &*managers(&seen.metadata, |_| true).join(", ") {
        "" => none.to_owned(),
        managers => format!("{none}; written by {managers}"),
    };
    Some(Claim {
        kind: Claimant::Definition,
        name: name(&seen.metadata),
        why,
        way_out: "leave the definition to its owner: install deploy/overlays/webhook-only",
    })
}

/// A webhook configuration with a webhook that is asked about the resource by name.
pub(super) fn gates(seen: &Seen<Webhooks>, kind: Claimant) -> Option<Claim> {
    let foreign = seen
        .body
        .webhooks
        .iter()
        .find(|it| !it.name.ends_with(DOMAIN) && it.rules.iter().any(Rule::names_ours))?;
    Some(Claim {
        kind,
        name: name(&seen.metadata),
        why: format!(
            "its webhook {:?} is asked about {PLURAL}.{GROUP}",
            foreign.name
        ),
        way_out: "see that its answers and ours agree, or take one of them away",
    })
}

/// A policy that matches the resource by name.
pub(super) fn policy(seen: &Seen<Policy>, kind: Claimant) -> Option<Claim> {
    let constraints = seen.body.spec.match_constraints.as_ref()?;
    let ours = seen
        .metadata
        .labels
        .as_ref()
        .and_then(|it| it.get(PART_OF.0));
    if ours.is_some_and(|it| it == PART_OF.1)
        || !constraints.resource_rules.iter().any(Rule::names_ours)
    {
        return None;
    }
    Some(Claim {
        kind,
        name: name(&seen.metadata),
        why: format!("it matches {PLURAL}.{GROUP}"),
        way_out: "see that it and our rules agree, or take one of them away",
    })
}

/// A workload with the name of the operator on it.
pub(super) fn deployment(seen: &Seen<Workload>) -> Option<Claim> {
    let why = sign(seen)?;
    Some(Claim {
        kind: Claimant::Deployment,
        name: name(&seen.metadata),
        why,
        way_out: "name its service account in `controllers` of the policy, or remove it",
    })
}

fn sign(seen: &Seen<Workload>) -> Option<String> {
    if seen.metadata.name.as_deref() == Some(OPERATOR) {
        return Some("it is called as the operator is".to_owned());
    }
    let template = &seen.body.spec.template;
    let own = seen.metadata.labels.iter().flatten();
    let labels = own.chain(template.metadata.iter().flat_map(|it| &it.labels));
    for (key, value) in labels {
        if value == OPERATOR {
            return Some(format!("its label {key} is {OPERATOR}"));
        }
    }
    template.spec.containers.iter().find_map(Container::sign)
}

impl Container {
    fn sign(&self) -> Option<String> {
        let image = self.image.as_deref().unwrap_or_default();
        if repository(image) == OPERATOR {
            return Some(format!("it runs the image {image}"));
        }
        let mut words = self.command.iter().chain(&self.args);
        let word = words.find(|word| word.contains(OPERATOR))?;
        Some(format!("it runs with {word:?}"))
    }
}

/// The last part of an image's name, without tag and digest.
fn repository(image: &str) -> &str {
    let named = image.split('@').next().unwrap_or_default();
    let last = named.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

impl Rule {
    fn names_ours(&self) -> bool {
        let resource = |it: &String| {
            let plural = it.split('/').next().unwrap_or_default();
            plural == PLURAL || plural == "*"
        };
        self.api_groups.iter().any(|it| it == GROUP) && self.resources.iter().any(resource)
    }
}

/// Those who write status or finalizers, which is a controller's work: one claim each.
pub(super) fn writers(meshes: &[Seen<Bare>]) -> Vec<Claim> {
    let mut written: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mesh in meshes {
        for manager in managers(&mesh.metadata, is_controllers_work) {
            written
                .entry(manager)
                .or_default()
                .push(name(&mesh.metadata));
        }
    }
    let claim = |(manager, names): (String, Vec<String>)| Claim {
        kind: Claimant::FieldManager,
        name: manager,
        why: match names.as_slice() {
            [one] => format!("it writes status or finalizers of ServiceMesh {one:?}"),
            [first, more @ ..] => format!(
                "it writes status or finalizers of ServiceMesh {first:?} and {} more",
                more.len()
            ),
            [] => String::new(),
        },
        way_out: "name its service account in `controllers` of the policy, or remove it",
    };
    written.into_iter().map(claim).collect()
}

fn is_controllers_work(entry: &ManagedFieldsEntry) -> bool {
    let person = entry
        .manager
        .as_deref()
        .is_some_and(|it| it.starts_with("kubectl"));
    let finalizers = entry
        .fields_v1
        .as_ref()
        .is_some_and(|fields| fields.0.pointer("/f:metadata/f:finalizers").is_some());
    !person && (entry.subresource.as_deref() == Some("status") || finalizers)
}

/// The field managers of such entries, without ours and the API server.
fn managers(metadata: &ObjectMeta, of: impl Fn(&ManagedFieldsEntry) -> bool) -> Vec<String> {
    let entries = metadata.managed_fields.iter().flatten().filter(|it| of(it));
    let names = entries.filter_map(|it| it.manager.clone());
    let mut names: Vec<String> = names
        .filter(|it| !it.starts_with("meshwright") && it != "kube-apiserver")
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn name(metadata: &ObjectMeta) -> String {
    let name = metadata.name.clone().unwrap_or_default();
    match &metadata.namespace {
        Some(namespace) => format!("{namespace}/{name}"),
        None => name,
    }
}
