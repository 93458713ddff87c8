//! The configuration that every enforcement point shares: levels, regions, limits, identities, disputed
//! readings, exemptions.
//!
//! The defaults are usable with no file at all. Reading a file is the shell's work; [`document`] turns
//! its contents into a [`Policy`] and names every fault in it.

pub mod document;
mod exemption;
mod levels;
mod looser;
mod pattern;
mod reader;
mod regions;
mod written;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use document::{ExemptKind, PolicyFault};
pub use exemption::Target;
pub use levels::{Apm118, Levels};
pub use pattern::{Pattern, PatternError};

use crate::context::Date;
use crate::level::Level;
use crate::rule::{Rule, Surface};
use crate::rules;

/// The configuration of the rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    /// Levels that differ from the rules' own, by code.
    pub levels: BTreeMap<&'static str, Level>,
    /// Where the documents are bound.
    pub region: Region,
    /// What is known of regions.
    pub regions: Regions,
    /// Limits.
    pub limits: Limits,
    /// Choices where the references can be read in more than one way.
    pub readings: Readings,
    /// User names that act as the controller of `ServiceMesh`; empty while unknown.
    pub controllers: Vec<String>,
    /// Groups whose members may take the operator's finalizer away in an emergency; each use is recorded.
    pub break_glass_groups: Vec<String>,
    /// What is let through, with a reason.
    pub exemptions: Vec<Exemption>,
    /// Regions and levels that differ by path; the last one that matches wins.
    pub overrides: Vec<Override>,
}

/// The region of each cloud that the documents are bound for; the same id is not the same place in both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Region {
    /// Region of the cloud behind `ServiceMesh`.
    pub alibaba: Option<String>,
    /// Region of the cloud behind `Mesh`.
    pub huawei: Option<String>,
}

/// What is known of regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions {
    /// Regions of the first cloud that offer the Standard edition: the mainland ones without the finance
    /// and government clouds.
    pub standard: Vec<String>,
    /// Its other regions.
    pub other: Vec<String>,
    /// Regions of the second cloud where APM 2.0 is available; empty while unknown.
    pub apm: Vec<String>,
}

/// Limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most clusters in a `Mesh`.
    pub clusters: usize,
    /// The most clusters the REST service installs a mesh into.
    pub installable_clusters: usize,
    /// The values of `spec.type`.
    pub mesh_types: Vec<String>,
    /// The most pods of the Standard edition.
    pub standard_pods: u64,
}

/// Choices where the references can be read in more than one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readings {
    /// Whether an absent `spec.id` may be set to the id in the status (the controller's write-back).
    pub id_from_status: bool,
    /// Whether unknown fields are refused.
    pub strict_fields: bool,
}

/// What is let through, with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Codes; never empty.
    pub rules: Vec<&'static str>,
    /// Kinds; empty for any.
    pub kinds: Vec<ExemptKind>,
    /// Names; empty for any.
    pub names: Vec<Pattern>,
    /// Paths of files; empty for any. Only the linter has paths.
    pub paths: Vec<Pattern>,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: Option<Date>,
}

/// What differs for files on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The files.
    pub paths: Vec<Pattern>,
    /// Regions that differ.
    pub region: Region,
    /// Levels that differ, by code.
    pub levels: BTreeMap<&'static str, Level>,
}

impl Default for Regions {
    fn default() -> Self {
        let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
        Self {
            standard: owned(regions::STANDARD),
            other: owned(regions::OTHER),
            apm: Vec::new(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            clusters: 16,
            installable_clusters: 1,
            mesh_types: vec!["InCluster".to_owned()],
            standard_pods: 50,
        }
    }
}

impl Policy {
    /// What `rule`'s findings do at `surface`, and whether the configuration says so.
    pub fn level(&self, rule: &Rule, surface: Surface) -> (Level, bool) {
        match self.levels.get(rule.code) {
            Some(level) => (*level, true),
            None if self.readings.strict_fields && STRICT.contains(&rule.code) => {
                (Level::Deny, true)
            }
            None => (rule.level_on(surface), false),
        }
    }

    /// The policy for a file: overrides whose paths match are applied, in order.
    ///
    /// ```
    /// use meshwright_policy::Policy;
    /// use serde_json::json;
    ///
    /// let policy = Policy::from_spec(&json!({
    ///     "region": {"alibaba": "cn-hangzhou"},
    ///     "overrides": [{"paths": ["eu/**"], "region": {"alibaba": "eu-central-1"}}],
    /// }))
    /// .unwrap();
    /// assert_eq!(policy.for_path("mesh.yaml").region.alibaba.as_deref(), Some("cn-hangzhou"));
    /// assert_eq!(policy.for_path("eu/mesh.yaml").region.alibaba.as_deref(), Some("eu-central-1"));
    /// ```
    pub fn for_path(&self, path: &str) -> Cow<'_, Self> {
        let holds = |own: &&Override| own.paths.iter().any(|pattern| pattern.matches(path));
        let mut own = self.overrides.iter().filter(holds).peekable();
        if own.peek().is_none() {
            return Cow::Borrowed(self);
        }
        let mut policy = self.clone();
        for own in own {
            policy.levels.extend(&own.levels);
            policy.region.alibaba = own.region.alibaba.clone().or(policy.region.alibaba);
            policy.region.huawei = own.region.huawei.clone().or(policy.region.huawei);
        }
        Cow::Owned(policy)
    }

    /// Sets the level of one rule, or of every rule of a group; `false` where neither has that name.
    pub fn set_level(&mut self, code_or_group: &str, level: Level) -> bool {
        let chosen = rules::named(code_or_group);
        self.levels
            .extend(chosen.iter().map(|rule| (rule.code, level)));
        !chosen.is_empty()
    }
}

/// The rules that `readings.strict_fields` sharpens.
const STRICT: [&str; 2] = ["GX0008", "GX0012"];
