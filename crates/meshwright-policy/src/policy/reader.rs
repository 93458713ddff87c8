//! From the fields of a `Policy` document to a [`Policy`], naming every fault on the way.
//!
//! One pass: a faulty field is named and left at its default, so that all faults come out together. How
//! single values are read stands in [`values`].

mod values;

use std::collections::BTreeMap;

use meshwright_api::field::{Field, Wire};
use meshwright_api::shape::{ObjectShape, Shape, TextShape};
use meshwright_api::walk::{Seen, Walk};
use meshwright_api::{FieldPath, path};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::document::{
    API_VERSION, ExemptionSpec, KIND, LimitsSpec, OverrideSpec, PolicyDocument, PolicyFault,
    PolicySpec, ReadingsSpec, RegionSpec, RegionsSpec, is_head,
};
use super::levels::{Apm118, Levels};
use super::{Exemption, Limits, Override, Policy, Readings, Region, Regions};
use crate::bounds;
use crate::diagnostic::Anchor;
use crate::level::Level;
use crate::words;
use values::items;

/// The most that a limit on clusters may be: the bound of the list itself.
const MOST_CLUSTERS: i64 = 256;

/// Collects the faults of a document.
#[derive(Debug, Default)]
pub(super) struct Reader {
    faults: Vec<PolicyFault>,
}

impl Reader {
    /// Decodes an object; anything else is a fault.
    pub(super) fn decode<T: Wire + DeserializeOwned + Default>(
        &mut self,
        value: &Value,
    ) -> Option<T> {
        if value.is_null() {
            return Some(T::default());
        }
        let decoded = serde_json::from_value(value.clone()).ok();
        if decoded.is_none() {
            self.add(FieldPath::root(), words::type_clash(&T::SHAPE, value));
        }
        decoded
    }

    /// The policy, or else the faults.
    pub(super) fn finish(self, policy: Policy) -> Result<Policy, Vec<PolicyFault>> {
        if self.faults.is_empty() {
            Ok(policy)
        } else {
            Err(self.into_faults())
        }
    }

    /// The faults, in the order of the fields.
    pub(super) fn into_faults(mut self) -> Vec<PolicyFault> {
        self.faults
            .sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        self.faults
    }

    /// Checks that this is a `Policy` at all.
    pub(super) fn head(&mut self, document: &PolicyDocument) {
        if document.api_version.wrong().is_none() && !is_head(&document.api_version) {
            self.suggest(
                path!["apiVersion"],
                format!("must be {API_VERSION}"),
                API_VERSION,
            );
        }
        if document.kind.wrong().is_none() && !is_head(&document.kind) {
            self.suggest(path!["kind"], format!("must be {KIND}"), KIND);
        }
    }

    /// Reads the spec, which stands at `at`.
    pub(super) fn policy(&mut self, spec: &PolicySpec, at: &FieldPath) -> Policy {
        let mut policy = Policy {
            levels: self.levels(&spec.levels, &at.join("levels")),
            region: self.region(spec.region.get(), &at.join("region")),
            regions: self.regions(spec.regions.get(), &at.join("regions")),
            limits: self.limits(spec.limits.get(), &at.join("limits")),
            controllers: self
                .texts(&spec.controllers, &at.join("controllers"))
                .unwrap_or_default(),
            break_glass_groups: self
                .texts(&spec.break_glass_groups, &at.join("breakGlassGroups"))
                .unwrap_or_default(),
            ..Policy::default()
        };
        if let Some(readings) = spec.readings.get() {
            self.readings(readings, &at.join("readings"), &mut policy);
        }
        for (index, exemption) in items(&spec.exemptions) {
            let at = at.join("exemptions").join(index);
            policy.exemptions.extend(self.exemption(exemption, &at));
        }
        for (index, own) in items(&spec.overrides) {
            let at = at.join("overrides").join(index);
            policy.overrides.extend(self.r#override(own, &at));
        }
        policy
    }

    fn levels(&mut self, levels: &Field<Levels>, at: &FieldPath) -> BTreeMap<&'static str, Level> {
        let mut chosen = BTreeMap::new();
        // Groups are lower case and so stand last in the map: read backwards, a code has the last word.
        for (key, value) in levels
            .get()
            .into_iter()
            .flat_map(|levels| levels.0.iter().rev())
        {
            let at = at.join(key.clone());
            let rules = self.rules(key, &at, &Anchor::Key);
            if let Some(level) = self.word(value, &at) {
                chosen.extend(rules.iter().map(|rule| (rule.code, level)));
            }
        }
        chosen
    }

    fn region(&mut self, region: Option<&RegionSpec>, at: &FieldPath) -> Region {
        let Some(region) = region else {
            return Region::default();
        };
        Region {
            alibaba: self.text(&region.alibaba, &at.join("alibaba")),
            huawei: self.text(&region.huawei, &at.join("huawei")),
        }
    }

    fn regions(&mut self, regions: Option<&RegionsSpec>, at: &FieldPath) -> Regions {
        let mut known = Regions::default();
        let Some(regions) = regions else { return known };
        for (list, field, name) in [
            (&mut known.standard, &regions.standard, "standard"),
            (&mut known.other, &regions.other, "other"),
            (&mut known.apm, &regions.apm, "apm"),
        ] {
            if let Some(own) = self.texts(field, &at.join(name)) {
                *list = own;
            }
        }
        self.overlap(regions, &known, at);
        known
    }

    /// Names regions that stand on both lists; the fault is where the document says so.
    fn overlap(&mut self, written: &RegionsSpec, known: &Regions, at: &FieldPath) {
        let (list, name, others) = if written.other.is_absent() {
            (&written.standard, "standard", &known.other)
        } else {
            (&written.other, "other", &known.standard)
        };
        for (index, id) in items(list).filter(|(_, id)| others.iter().any(|o| o == id.as_str())) {
            let message = format!("{} is on both lists of regions", words::quoted(id.as_str()));
            self.add(at.join(name).join(index), message);
        }
    }

    fn limits(&mut self, limits: Option<&LimitsSpec>, at: &FieldPath) -> Limits {
        let mut read = Limits::default();
        let Some(limits) = limits else { return read };
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        if let Some(count) = self.count(&limits.clusters, MOST_CLUSTERS, &at.join("clusters")) {
            read.clusters = size(count);
        }
        let place = at.join("installableClusters");
        if let Some(count) = self.count(&limits.installable_clusters, MOST_CLUSTERS, &place) {
            read.installable_clusters = size(count);
        }
        if let Some(count) = self.count(&limits.standard_pods, i64::MAX, &at.join("standardPods")) {
            read.standard_pods = count;
        }
        let place = at.join("meshTypes");
        if let Some(types) = self.texts(&limits.mesh_types, &place) {
            if types.is_empty() {
                self.add(place, "at least one value is needed");
            }
            read.mesh_types = types;
        }
        read
    }

    fn readings(&mut self, readings: &ReadingsSpec, at: &FieldPath, policy: &mut Policy) {
        policy.readings = Readings {
            id_from_status: readings.id_from_status.get().copied().unwrap_or_default(),
            strict_fields: readings.strict_fields.get().copied().unwrap_or_default(),
        };
        let at = at.join("apm118");
        let Some(Apm118(level)) = self.word(&readings.apm118, &at) else {
            return;
        };
        let before = policy.levels.insert(APM_118, level);
        if before.is_some_and(|before| before != level) {
            self.add(
                at,
                format!("the levels already say something else of {APM_118}"),
            );
        }
    }

    fn exemption(&mut self, exemption: &ExemptionSpec, at: &FieldPath) -> Option<Exemption> {
        let rules = self.codes(&exemption.rules, &at.join("rules"));
        let reason = self.reason(&exemption.reason, &at.join("reason"));
        let expires = self.day(&exemption.expires, &at.join("expires"));
        Some(Exemption {
            kinds: self.words(&exemption.kinds, &at.join("kinds")),
            names: self.patterns(&exemption.names, &at.join("names")),
            paths: self.patterns(&exemption.paths, &at.join("paths")),
            rules: rules?,
            reason: reason?,
            expires: expires?,
        })
    }

    fn r#override(&mut self, own: &OverrideSpec, at: &FieldPath) -> Option<Override> {
        let region = self.region(own.region.get(), &at.join("region"));
        let levels = self.levels(&own.levels, &at.join("levels"));
        let at = at.join("paths");
        let paths = self.patterns(&own.paths, &at);
        if own.paths.wrong().is_none() && items(&own.paths).next().is_none() {
            self.missing(at, "at least one path is needed");
            return None;
        }
        Some(Override {
            paths,
            region,
            levels,
        })
    }

    fn add(&mut self, path: FieldPath, message: impl Into<String>) {
        let (anchor, message) = (Anchor::Value, message.into());
        self.faults.push(PolicyFault {
            path,
            anchor,
            message,
            suggestion: None,
        });
    }

    fn missing(&mut self, path: FieldPath, message: &str) {
        let (anchor, message) = (Anchor::Missing, message.to_owned());
        self.faults.push(PolicyFault {
            path,
            anchor,
            message,
            suggestion: None,
        });
    }

    fn suggest(&mut self, path: FieldPath, message: String, suggestion: &str) {
        let (anchor, suggestion) = (Anchor::Value, Some(suggestion.to_owned()));
        self.faults.push(PolicyFault {
            path,
            anchor,
            message,
            suggestion,
        });
    }
}

/// Types, bounds and names of all fields alike.
impl Walk for Reader {
    fn see(&mut self, path: &FieldPath, shape: &'static Shape, seen: Seen<'_>) {
        if let Seen::Wrong(value) = seen {
            let clash = words::type_clash(shape, value) + bare_off(shape, value);
            self.add(path.clone(), clash);
        } else if let Some(over) = bounds::over(shape, seen) {
            self.add(path.clone(), over.to_string());
        }
    }

    fn see_unknown(&mut self, path: &FieldPath, object: &'static ObjectShape, _: &Value) {
        let Some(key) = path.last_key() else { return };
        let names = object.fields.iter().map(|field| field.name);
        self.faults.push(PolicyFault {
            path: path.clone(),
            anchor: Anchor::Key,
            message: format!("{} is not a field of this object", words::quoted(key)),
            suggestion: words::nearest(key, names).map(str::to_owned),
        });
    }
}

/// YAML as Kubernetes reads it takes a bare `off` for false, so that no reader can tell the two apart.
fn bare_off(shape: &Shape, value: &Value) -> &'static str {
    let off = |text: &TextShape| text.values.contains(&"off");
    let takes_off = matches!(shape, Shape::Text(text) if off(text));
    if takes_off && *value == Value::Bool(false) {
        "; YAML reads a bare off as false, so write \"off\" in quotes"
    } else {
        ""
    }
}

/// The rule whose level `readings.apm118` sets.
pub(super) const APM_118: &str = "MR0632";
