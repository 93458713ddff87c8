//! Who else claims `ServiceMesh`: another vendor's definition, gates, operator, and what it wrote.
//!
//! Looks and judges nothing else: whether another is welcome is for whoever asks. What may not be seen is
//! told, and is no error. What each kind of claim looks like stands in `claims`, what is read of the
//! cluster in `seen`.

mod claims;
mod seen;

use std::fmt;

use crate::ask::AskError;
use crate::connect::Cluster;
use claims::{definition, deployment, gates, policy, writers};
use seen::{Seen, all, one};

/// A sign that somebody else looks after `ServiceMesh`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// What it is.
    pub kind: Claimant,
    /// The name of the object; with its namespace where it is in one.
    pub name: String,
    /// What gives it away.
    pub why: String,
    /// What one can do.
    pub way_out: &'static str,
}

/// What claims the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claimant {
    /// The definition of the resource.
    Definition,
    /// A validating webhook.
    ValidatingWebhook,
    /// A mutating webhook.
    MutatingWebhook,
    /// A validating admission policy.
    ValidatingPolicy,
    /// A mutating admission policy.
    MutatingPolicy,
    /// A workload that looks like the operator.
    Deployment,
    /// Somebody who writes the status or the finalizers of objects.
    FieldManager,
}

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Others {
    /// Every claim, in the order of [`Claimant`], then of names.
    pub claims: Vec<Claim>,
    /// What the API server did not show.
    pub unseen: Vec<Unseen>,
}

/// A resource that the API server did not show.
#[derive(Debug)]
pub struct Unseen {
    /// Its plural.
    pub resource: &'static str,
    /// Why not.
    pub why: AskError,
}

impl Claimant {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::ValidatingWebhook => "validating webhook configuration",
            Self::MutatingWebhook => "mutating webhook configuration",
            Self::ValidatingPolicy => "validating admission policy",
            Self::MutatingPolicy => "mutating admission policy",
            Self::Deployment => "deployment",
            Self::FieldManager => "field manager",
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = (self.kind.as_str(), &self.name);
        write!(f, "{kind} {name:?}: {}", self.why)
    }
}

impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} not looked at: {}", self.resource, self.why.told())
    }
}

impl Others {
    /// Keeps what one look gave.
    fn found<T>(
        &mut self,
        resource: &'static str,
        seen: Result<T, AskError>,
        claims: impl FnOnce(T) -> Vec<Claim>,
    ) {
        match seen {
            Ok(seen) => self.claims.extend(claims(seen)),
            // What is not served is not there.
            Err(AskError::NotServed) => {}
            Err(why) => self.unseen.push(Unseen { resource, why }),
        }
    }
}

/// Looks for everybody else who claims the resource. Reads only; needs `get` of the definition, and `list`
/// of webhook configurations, admission policies, Deployments and the resource itself.
pub async fn others(cluster: &Cluster) -> Others {
    let mut others = Others::default();
    let seen = one(cluster, seen::DEFINITION).await;
    others.found("customresourcedefinitions", seen, |seen| {
        definition(&seen).into_iter().collect()
    });
    for (resource, kind) in [
        (seen::VALIDATING_WEBHOOKS, Claimant::ValidatingWebhook),
        (seen::MUTATING_WEBHOOKS, Claimant::MutatingWebhook),
    ] {
        let seen = all(cluster, resource).await;
        others.found(resource.plural, seen, |all| {
            claim(&all, |it| gates(it, kind))
        });
    }
    for (resource, kind) in [
        (seen::VALIDATING_POLICIES, Claimant::ValidatingPolicy),
        (seen::MUTATING_POLICIES, Claimant::MutatingPolicy),
    ] {
        let seen = all(cluster, resource).await;
        others.found(resource.plural, seen, |all| {
            claim(&all, |it| policy(it, kind))
        });
    }
    let seen = all(cluster, seen::DEPLOYMENTS).await;
    others.found(seen::DEPLOYMENTS.plural, seen, |all| {
        claim(&all, deployment)
    });
    let seen = all(cluster, seen::MESHES).await;
    others.found(seen::MESHES.plural, seen, |all| writers(&all));
    others.claims.sort();
    others
}

fn claim<T>(all: &[Seen<T>], judge: impl Fn(&Seen<T>) -> Option<Claim>) -> Vec<Claim> {
    all.iter().filter_map(judge).collect()
}
