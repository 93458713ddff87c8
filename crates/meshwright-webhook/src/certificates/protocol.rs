//! What is to be done next about the certificates: a decision, without anything that acts.
//!
//! A leaf is replaced by one of the same authority whenever it gets old. An authority is replaced in four
//! moves: introduce the next one, publish both, switch the leaf once every configuration has shown both
//! for a while, and drop the old one once no leaf of it can hold any more. So an API server always trusts
//! whatever a replica may present, however far behind that replica is.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use super::kept::Kept;

/// How far clocks may differ.
pub const SKEW: Duration = Duration::from_mins(5);
const DAY: Duration = Duration::from_hours(24);

/// How long everything lasts. Whatever has a third of its life left is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// A leaf's life.
    pub leaf: Duration,
    /// An authority's life.
    pub authority: Duration,
    /// How long every configuration must have shown an authority before a leaf of it is used: API servers
    /// learn of a change by a watch.
    pub settle: Duration,
    /// How much earlier than now a certificate says that it begins, for clocks that are behind. It is no
    /// part of its life.
    pub backdated: Duration,
}

/// From when to when something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Its beginning.
    pub from: SystemTime,
    /// Its end.
    pub until: SystemTime,
}

/// What is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Make the first authority and its leaf. No leaf was in force, so none loses its trust.
    Begin,
    /// Make a leaf of the authority in force.
    Renew,
    /// Forget the authority of former leaves.
    Drop,
    /// Write the bundle into the configurations that show another.
    Publish,
    /// Put the next authority in force, with a leaf of it.
    Switch,
    /// Make the next authority.
    Introduce,
    /// Nothing.
    Rest,
}

/// What was seen.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// What the Secret holds, if anything of use.
    pub kept: Option<&'a Kept>,
    /// The `caBundle` of every webhook of every configuration there is.
    pub bundles: &'a [String],
    /// Since when all of them have been seen to show the Secret's bundle, without a break.
    pub shown_since: Option<SystemTime>,
    /// The names a leaf must have.
    pub hosts: &'a BTreeSet<String>,
    /// The wall clock.
    pub now: SystemTime,
}

impl Default for Timing {
    /// A week for leaves, a year for authorities, a minute to settle, and dated back by [`SKEW`].
    fn default() -> Self {
        Self {
            leaf: DAY * 7,
            authority: DAY * 365,
            settle: Duration::from_mins(1),
            backdated: SKEW,
        }
    }
}

impl Life {
    /// A life of `length` from `now`, dated back.
    pub fn new(now: SystemTime, length: Duration, timing: &Timing) -> Self {
        Self {
            from: now - timing.backdated,
            until: now + length,
        }
    }

    /// Whether at most a third is left at `now`, or it has yet to begin.
    pub fn is_old(&self, now: SystemTime, timing: &Timing) -> bool {
        let begun = self.from + timing.backdated;
        let whole = self.until.duration_since(begun).unwrap_or_default();
        let left = self.until.duration_since(now).unwrap_or_default();
        now < self.from || left <= whole / 3
    }
}

/// The one step to take. It changes the Secret or the configurations, never both; see what came of it
/// before asking again.
///
/// ```
/// use std::time::SystemTime;
/// use meshwright_webhook::certificates::protocol::{Observed, Step, Timing, next_step};
///
/// let observed = Observed {
///     kept: None,
///     bundles: &[],
///     shown_since: None,
///     hosts: &["webhook.mesh.svc".to_owned()].into(),
///     now: SystemTime::now(),
/// };
/// assert_eq!(next_step(&observed, &Timing::default()), Step::Begin);
/// ```
pub fn next_step(observed: &Observed<'_>, timing: &Timing) -> Step {
    let now = observed.now;
    let Some(kept) = observed.kept.filter(|kept| now < kept.authority.life.until) else {
        return Step::Begin;
    };
    if needs_leaf(kept, observed, timing) {
        return Step::Renew;
    }
    if kept
        .retired
        .as_ref()
        .is_some_and(|it| it.until + SKEW < now)
    {
        return Step::Drop;
    }
    let bundle = kept.bundle();
    if observed.bundles.iter().any(|shown| *shown != bundle) {
        return Step::Publish;
    }
    match (&kept.next, observed.shown_since) {
        (Some(_), Some(since)) if since + timing.settle <= now => Step::Switch,
        (None, _) if kept.retired.is_none() && kept.authority.life.is_old(now, timing) => {
            Step::Introduce
        }
        _ => Step::Rest,
    }
}

/// Whether a leaf of the same authority would be better: its end is the authority's at the latest.
fn needs_leaf(kept: &Kept, observed: &Observed<'_>, timing: &Timing) -> bool {
    let Some(leaf) = &kept.leaf else {
        return true;
    };
    let until = (observed.now + timing.leaf).min(kept.authority.life.until);
    !observed.hosts.is_subset(&leaf.hosts)
        || (leaf.life.is_old(observed.now, timing) && until > leaf.life.until)
}
