//! The chart and the overlays, mode by mode: the same objects, and whose namespace they are in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::rendered::{charted, key, overlays, plane, rendered};

/// An overlay, and the values that say the same to the chart.
const MODES: [(&str, &[&str]); 5] = [
    ("self-managed", &[]),
    ("safe-start", &["safeStart=true"]),
    ("files", &["certificates=files"]),
    ("cert-manager", &["certificates=cert-manager"]),
    ("webhook-only", &["crd.install=false"]),
];

/// Overlays that the chart has no values for, and why.
const WITHOUT_A_MODE: [(&str, &str); 3] = [
    ("loopback", "for a process that helm does not install"),
    (
        "policies",
        "self-managed, and a folder that is applied beside the chart as well",
    ),
    ("policies-and-defaults", "the same"),
];

/// What only helm's objects say, and why.
const HELMS_OWN: [(&str, &str, &str); 4] = [
    (
        "labels",
        "app.kubernetes.io/managed-by",
        "how helm knows its own",
    ),
    ("labels", "app.kubernetes.io/instance", "the release"),
    ("labels", "helm.sh/chart", "the chart"),
    (
        "annotations",
        "helm.sh/resource-policy",
        "keeps the definition when the release goes",
    ),
];

#[test]
fn the_chart_installs_what_the_overlay_of_the_same_mode_does() {
    let mut met = BTreeSet::new();
    for (overlay, values) in MODES {
        let mut theirs = by_key(plane().objects(&rendered(plane(), overlay)));
        // `--create-namespace` makes it, since it must be there before the release is recorded in it.
        let namespace = theirs.remove("Namespace -/meshwright-system");
        assert!(namespace.is_some(), "{overlay}");
        let mut ours = by_key(plane().objects(&charted("meshwright-system", values)));
        for object in ours.values_mut() {
            met.extend(without_helms_own(object));
        }
        let keys = |objects: &BTreeMap<String, Value>| objects.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&ours), keys(&theirs), "{overlay}");
        for (key, object) in &ours {
            assert_eq!(
                object, &theirs[key],
                "{overlay}: chart, then kustomize: {key}"
            );
        }
    }
    assert_eq!(
        met.len(),
        HELMS_OWN.len(),
        "an exception that nothing needs"
    );
}

#[test]
fn every_overlay_has_its_mode_or_a_reason() {
    let modes = MODES.iter().map(|(overlay, _)| *overlay);
    let without = WITHOUT_A_MODE.iter().map(|(overlay, _)| *overlay);
    let known: BTreeSet<&str> = modes.chain(without).collect();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), overlays());
}

#[test]
fn the_chart_goes_into_any_namespace() {
    for (overlay, values) in MODES {
        let text = charted("elsewhere", values);
        assert!(!text.contains("meshwright-system"), "{overlay}: {text}");
    }
}

fn by_key(objects: Vec<Value>) -> BTreeMap<String, Value> {
    objects
        .into_iter()
        .map(|object| (key(&object), object))
        .collect()
}

/// Takes away what only helm says, and tells what that was.
fn without_helms_own(object: &mut Value) -> Vec<&'static str> {
    let metadata = object["metadata"].as_object_mut().expect("metadata");
    let mut met = Vec::new();
    for (part, name, _) in HELMS_OWN {
        let entries = metadata.get_mut(part).and_then(Value::as_object_mut);
        if entries.is_some_and(|entries| entries.remove(name).is_some()) {
            met.push(name);
        }
        if metadata
            .get(part)
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty)
        {
            metadata.remove(part);
        }
    }
    met
}
