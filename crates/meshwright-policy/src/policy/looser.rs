//! Where a policy is looser than the one that the committed artefacts were generated for.

use std::collections::BTreeSet;

use super::{Policy, Readings};
use crate::points::{Cell, Points};
use crate::rule::Surface;
use crate::rules;

impl Policy {
    /// The codes of the rules that this policy loosens and the committed CRD, policies or schemas enforce:
    /// those artefacts are now stricter than the rules and want to be generated again. In order.
    ///
    /// ```
    /// use meshwright_policy::Policy;
    /// use serde_json::json;
    ///
    /// assert!(Policy::default().loosened().is_empty());
    /// let policy = Policy::from_spec(&json!({"levels": {"SM0201": "warn"}})).unwrap();
    /// assert_eq!(policy.loosened(), ["SM0201"]);
    /// ```
    pub fn loosened(&self) -> Vec<&'static str> {
        let default = Self::default();
        let milder = rules::all()
            .iter()
            .filter(|rule| {
                let level = |policy: &Self| policy.level(rule, Surface::Admission).0;
                level(self) < level(&default)
            })
            .map(|rule| rule.code);
        // Exemptions by path are the linter's alone.
        let exempted = self
            .exemptions
            .iter()
            .filter(|one| one.paths.is_empty())
            .flat_map(|one| &one.rules);
        let codes: BTreeSet<&str> = milder
            .chain(exempted.copied())
            .chain(self.parameters(&default))
            .collect();
        let generated = rules::all()
            .iter()
            .filter(|rule| is_generated(&rule.points));
        generated
            .map(|rule| rule.code)
            .filter(|code| codes.contains(code))
            .collect()
    }

    /// The rules whose parameters let more through.
    fn parameters(&self, default: &Self) -> impl Iterator<Item = &'static str> {
        let beyond = |own: &[String], known: &[String]| own.iter().any(|id| !known.contains(id));
        let Readings {
            id_from_status,
            strict_fields: _,
        } = self.readings;
        [
            (
                "MR0301",
                beyond(&self.limits.mesh_types, &default.limits.mesh_types),
            ),
            ("MR0402", self.limits.clusters > default.limits.clusters),
            (
                "SM0203",
                beyond(&self.regions.standard, &default.regions.standard),
            ),
            (
                "SM0204",
                self.limits.standard_pods > default.limits.standard_pods,
            ),
            ("SM0301", id_from_status),
        ]
        .into_iter()
        .filter_map(|(code, looser)| looser.then_some(code))
    }
}

fn is_generated(points: &Points) -> bool {
    [points.crd, points.policies, points.schema]
        .iter()
        .any(|cell| *cell != Cell::None)
}
