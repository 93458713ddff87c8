//! The configuration that every enforcement point shares: levels, regions, limits, identities, disputed
//! readings, exemptions.
//!
//! The defaults are usable with no file at all. Reading a file is the shell's work; [`document`] turns
//! its contents into a [`Policy`] and names every fault in it.

pub mod document;

use std::collections::BTreeMap;

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
    /// Codes or groups; never empty.
    pub rules: Vec<&'static str>,
    /// Kinds; empty for any.
    pub kinds: Vec<String>,
    /// Names, as globs; empty for any.
    pub names: Vec<String>,
    /// Paths of files, as globs; empty for any. Only the linter has paths.
    pub paths: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: Option<Date>,
}

/// What differs for files on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Globs.
    pub paths: Vec<String>,
    /// Regions that differ.
    pub region: Region,
    /// Levels that differ, by code.
    pub levels: BTreeMap<&'static str, Level>,
}

impl Default for Regions {
    fn default() -> Self {
        let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
        Self {
            standard: owned(STANDARD_REGIONS),
            other: owned(OTHER_REGIONS),
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
            None => (rule.level_on(surface), false),
        }
    }

    /// Sets the level of one rule, or of every rule of a group; `false` where neither has that name.
    pub fn set_level(&mut self, code_or_group: &str, level: Level) -> bool {
        let chosen = rules::named(code_or_group);
        self.levels
            .extend(chosen.iter().map(|rule| (rule.code, level)));
        !chosen.is_empty()
    }
}

/// Mainland regions without the finance and government clouds; an explicit list, since the prefix `cn-`
/// would take in Hong Kong.
const STANDARD_REGIONS: &[&str] = &[
    "cn-beijing",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "cn-zhengzhou-jva",
    "cn-zhongwei",
];

/// Regions without the Standard edition: outside the mainland, or of the finance and government clouds.
const OTHER_REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-southeast-8",
    "cn-beijing-finance-1",
    "cn-hangzhou-finance",
    "cn-hongkong",
    "cn-north-2-gov-1",
    "cn-shanghai-finance-1",
    "cn-shenzhen-finance-1",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "rus-west-1",
    "us-east-1",
    "us-southeast-1",
    "us-west-1",
];
