//! A [`Policy`] written back as a document, and the short name of its meaning.

use meshwright_api::Field;
use meshwright_api::scalar::{List, Map};
use meshwright_api::text_type::Unchecked;

use super::document::{
    ExemptionSpec, LimitsSpec, OverrideSpec, PolicySpec, ReadingsSpec, RegionSpec, RegionsSpec,
};
use super::levels::Levels;
use super::{Exemption, Override, Pattern, Policy, Region};
use crate::Level;

impl Policy {
    /// The `spec` of a document that means this policy: every field written out, lists of names in order.
    ///
    /// ```
    /// use meshwright_policy::Policy;
    ///
    /// let spec = serde_json::to_value(Policy::default().to_spec()).unwrap();
    /// assert_eq!(Policy::from_spec(&spec), Ok(Policy::default()));
    /// ```
    pub fn to_spec(&self) -> PolicySpec {
        PolicySpec {
            levels: levels(&self.levels),
            region: region(&self.region),
            regions: Field::Is(RegionsSpec {
                standard: names(&self.regions.standard),
                other: names(&self.regions.other),
                apm: names(&self.regions.apm),
                ..RegionsSpec::default()
            }),
            limits: Field::Is(LimitsSpec {
                clusters: count(self.limits.clusters),
                installable_clusters: count(self.limits.installable_clusters),
                mesh_types: names(&self.limits.mesh_types),
                standard_pods: count(self.limits.standard_pods),
                ..LimitsSpec::default()
            }),
            readings: Field::Is(ReadingsSpec {
                id_from_status: Field::Is(self.readings.id_from_status),
                strict_fields: Field::Is(self.readings.strict_fields),
                ..ReadingsSpec::default()
            }),
            controllers: names(&self.controllers),
            break_glass_groups: names(&self.break_glass_groups),
            exemptions: list(self.exemptions.iter().map(exemption)),
            overrides: list(self.overrides.iter().map(own)),
            ..PolicySpec::default()
        }
    }

    /// A short name of what this policy means, for audit annotations: equal for equal meanings, whatever
    /// the order of names in its document; not a proof against forgery.
    ///
    /// ```
    /// use meshwright_policy::Policy;
    ///
    /// let mut policy = Policy::default();
    /// let before = policy.revision();
    /// policy.limits.clusters = 5;
    /// assert_ne!(policy.revision(), before);
    /// ```
    pub fn revision(&self) -> String {
        // Text and numbers alone: writing them cannot fail.
        let text = serde_json::to_string(&self.to_spec()).unwrap_or_default();
        format!("{:016x}", fnv1a(text.as_bytes()))
    }
}

/// The hash FNV-1a with 64 bits.
fn fnv1a(bytes: &[u8]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    bytes.iter().fold(BASIS, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(PRIME)
    })
}

fn text<T>(written: &str) -> Field<Unchecked<T>> {
    Field::Is(Unchecked::new(written))
}

fn list<T, const N: usize>(items: impl Iterator<Item = T>) -> Field<List<T, N>> {
    Field::Is(List(items.map(Field::Is).collect()))
}

fn names<T, const N: usize>(names: &[String]) -> Field<List<Unchecked<T>, N>> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    list(sorted.into_iter().map(Unchecked::new))
}

fn patterns<T, const N: usize>(patterns: &[Pattern]) -> Field<List<Unchecked<T>, N>> {
    let mut sorted: Vec<&str> = patterns.iter().map(Pattern::as_str).collect();
    sorted.sort_unstable();
    list(sorted.into_iter().map(Unchecked::new))
}

fn count(count: impl TryInto<i64>) -> Field<i64> {
    Field::Is(count.try_into().unwrap_or(i64::MAX))
}

fn levels(levels: &std::collections::BTreeMap<&'static str, Level>) -> Field<Levels> {
    let entry = |(code, level): (&&str, &Level)| ((*code).to_owned(), text(level.as_str()));
    Field::Is(Map(levels.iter().map(entry).collect()))
}

fn region(region: &Region) -> Field<RegionSpec> {
    let id = |id: &Option<String>| id.as_deref().map_or(Field::Absent, text);
    Field::Is(RegionSpec {
        alibaba: id(&region.alibaba),
        huawei: id(&region.huawei),
        ..RegionSpec::default()
    })
}

fn exemption(exemption: &Exemption) -> ExemptionSpec {
    ExemptionSpec {
        rules: list(exemption.rules.iter().map(|code| Unchecked::new(*code))),
        kinds: list(
            exemption
                .kinds
                .iter()
                .map(|kind| Unchecked::new(kind.as_str())),
        ),
        names: patterns(&exemption.names),
        paths: patterns(&exemption.paths),
        reason: text(&exemption.reason),
        expires: exemption
            .expires
            .map_or(Field::Absent, |day| text(&day.to_string())),
        ..ExemptionSpec::default()
    }
}

fn own(own: &Override) -> OverrideSpec {
    OverrideSpec {
        paths: patterns(&own.paths),
        region: region(&own.region),
        levels: levels(&own.levels),
        ..OverrideSpec::default()
    }
}
