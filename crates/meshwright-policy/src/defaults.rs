//! What a `ServiceMesh` gets where its author left something open: edition, deletion policy, name.
//!
//! A default is an [`Edit`] at a path, so that admission can send it as a patch and the linter can write
//! it into a text. Nothing is ever overwritten, and no default adds a fault.

use meshwright_api::service_mesh::{DELETION_POLICY, DeletionPolicy, Edition, ServiceMeshSpec};
use meshwright_api::{Edit, Field, ServiceMesh, Unchecked, path};

use crate::level::Level;
use crate::lifecycle;
use crate::policy::Policy;
use crate::rule::Rule;
use crate::rules::sm0203::{Offer, offer};
use crate::rules::sm0206::edition;
use crate::rules::{sm0104, sm0202, sm0402};
use crate::words;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A new object.
    Create,
    /// A change of an object.
    Update,
    /// The end of an object.
    Delete,
}

/// A default that applies.
#[derive(Debug, Clone)]
pub struct DefaultEdit {
    /// What writes it; nothing where it is only reported.
    pub edit: Option<Edit>,
    /// Why, or why it is not written; one line.
    pub why: String,
    /// The rule that says so.
    pub rule: &'static Rule,
}

/// The defaults that apply to `new`. On an update, `old` is what is stored.
///
/// The edition is decided by the region on a create; later it is kept as it was, whatever became of
/// region and policy. A rule that the policy sets to `off` writes nothing.
///
/// ```
/// use meshwright_policy::defaults::{Operation, defaults};
/// use meshwright_policy::Policy;
/// use serde_json::json;
///
/// let mut policy = Policy::default();
/// policy.region.alibaba = Some("ap-southeast-1".to_owned());
/// let mesh = serde_json::from_value(json!({"metadata": {"name": "mesh"}})).unwrap();
/// let written: Vec<String> = defaults(&mesh, None, Operation::Create, &policy)
///     .iter()
///     .filter_map(|default| default.edit.as_ref())
///     .map(|edit| edit.path().to_string())
///     .collect();
/// assert_eq!(
///     written,
///     ["spec.clusterSpec", "metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]"],
/// );
/// ```
pub fn defaults(
    new: &ServiceMesh,
    old: Option<&ServiceMesh>,
    operation: Operation,
    policy: &Policy,
) -> Vec<DefaultEdit> {
    let (edition, name) = match operation {
        Operation::Create => (edition_of_new(new, policy), name_of_new(new)),
        Operation::Update => (old.and_then(|old| edition_kept(new, old)), None),
        Operation::Delete => return Vec::new(),
    };
    let found = [edition, deletion_policy(new), name];
    let wanted = |default: &DefaultEdit| policy.levels.get(default.rule.code) != Some(&Level::Off);
    found.into_iter().flatten().filter(wanted).collect()
}

/// SM0202 on a create.
fn edition_of_new(new: &ServiceMesh, policy: &Policy) -> Option<DefaultEdit> {
    if !lacks(new, |spec| spec.cluster_spec.is_absent()) {
        return None;
    }
    if is_named(new, |spec| &spec.id) {
        return Some(no_edition(
            "the mesh that is joined by id has its edition already",
        ));
    }
    let Some(region) = &policy.region.alibaba else {
        return Some(no_edition("without a known region no edition is written"));
    };
    let shown = words::quoted(region);
    Some(match offer(policy, region) {
        Offer::Standard => set_edition(
            Edition::Standard,
            &format!("region {shown} has the Standard edition"),
        ),
        Offer::Other => set_edition(
            Edition::Enterprise,
            &format!("region {shown} has paid editions only"),
        ),
        Offer::Unknown => no_edition(&format!(
            "region {shown} is not known, so no edition is written"
        )),
    })
}

/// SM0202 on an update: an edition that was there stays.
fn edition_kept(new: &ServiceMesh, old: &ServiceMesh) -> Option<DefaultEdit> {
    let open = lacks(new, |spec| spec.cluster_spec.is_absent());
    let before = edition(old).filter(|_| open)?;
    Some(set_edition(before, "the edition stays as it was"))
}

fn set_edition(edition: Edition, why: &str) -> DefaultEdit {
    DefaultEdit {
        edit: Some(Edit::set(path!["spec", "clusterSpec"], edition.as_str())),
        why: why.to_owned(),
        rule: &sm0202::RULE,
    }
}

fn no_edition(why: &str) -> DefaultEdit {
    DefaultEdit {
        edit: None,
        why: why.to_owned(),
        rule: &sm0202::RULE,
    }
}

/// SM0402.
fn deletion_policy(new: &ServiceMesh) -> Option<DefaultEdit> {
    let absent = match &new.metadata {
        Field::Absent => true,
        Field::Wrong(_) => false,
        Field::Is(metadata) => match &metadata.annotations {
            Field::Absent => true,
            Field::Wrong(_) => false,
            Field::Is(annotations) => annotations
                .0
                .get(DELETION_POLICY)
                .is_none_or(Field::is_absent),
        },
    };
    absent.then(|| DefaultEdit {
        edit: Some(Edit::set(
            path!["metadata", "annotations", DELETION_POLICY],
            DeletionPolicy::Retain.as_str(),
        )),
        why: "the mesh is kept when the resource is deleted".to_owned(),
        rule: &sm0402::RULE,
    })
}

/// SM0104: reported only, since nobody but the controller knows the id of the cluster.
fn name_of_new(new: &ServiceMesh) -> Option<DefaultEdit> {
    let unnamed = lacks(new, |spec| match &spec.name {
        Field::Absent => true,
        Field::Is(name) => name.as_str().is_empty(),
        Field::Wrong(_) => false,
    });
    (unnamed && !is_named(new, |spec| &spec.id)).then(|| DefaultEdit {
        edit: None,
        why: format!(
            "the mesh will be called {}",
            lifecycle::default_name("<cluster id>")
        ),
        rule: &sm0104::RULE,
    })
}

/// Whether the spec is not there, or lacks something.
fn lacks(mesh: &ServiceMesh, something: impl FnOnce(&ServiceMeshSpec) -> bool) -> bool {
    match &mesh.spec {
        Field::Absent => true,
        Field::Wrong(_) => false,
        Field::Is(spec) => something(spec),
    }
}

/// Whether a field of the spec is anything but absent or empty.
fn is_named<T>(
    mesh: &ServiceMesh,
    field: impl FnOnce(&ServiceMeshSpec) -> &Field<Unchecked<T>>,
) -> bool {
    mesh.spec.get().is_some_and(|spec| match field(spec) {
        Field::Absent => false,
        Field::Is(text) => !text.as_str().is_empty(),
        Field::Wrong(_) => true,
    })
}

#[cfg(test)]
mod tests;
