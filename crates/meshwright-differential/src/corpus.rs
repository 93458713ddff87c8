//! The writes that are judged: every vector, the neighbours of every field, deletions, what was kept, and
//! as many random ones as are asked for.

mod neighbours;
mod pool;
mod random;
mod vectors;
mod wider;

use serde_json::{Value, json};

use crate::by::By;
use crate::case::Case;
use crate::kept;

/// At least `count` cases, the same for the same seed.
pub fn corpus(count: usize, seed: u64) -> Vec<Case> {
    let mut cases = vectors::cases();
    cases.extend(wider::cases());
    cases.extend(neighbours::cases(seed));
    let kept = kept::all();
    let missing = count.saturating_sub(cases.len() + kept.len());
    cases.extend(random::cases(seed).take(missing));
    for (number, case) in cases.iter_mut().enumerate() {
        case.by = By::nth(number);
    }
    kept.into_iter().chain(cases).collect()
}

/// A good object with a status.
fn base() -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {
            "name": "mesh",
            "labels": {"team": "a"},
            "annotations": {"operator.istio.alibabacloud.com/deletion-policy": "Retain"},
            "finalizers": ["servicemeshoperator.finalizers.alibabacloud.com"],
        },
        "spec": {"id": "c6490deb776cc458c82c4c22a69315bae", "name": "some-mesh", "clusterSpec": "Enterprise"},
        "status": {
            "serviceMeshName": "some-mesh",
            "serviceMeshId": "c6490deb776cc458c82c4c22a69315bae",
            "clusterSpec": "Enterprise",
            "observedGeneration": 1,
            "conditions": [
                {"type": "PreChecked", "status": "True", "reason": "Passed", "message": "", "lastTransitionTime": "2026-01-09T02:25:12Z", "observedGeneration": 1},
                {"type": "ServiceMeshAvailable", "status": "False", "reason": "Failed", "message": "no quota", "lastTransitionTime": "2026-01-09T02:25:12Z"},
            ],
        },
    })
}

/// A name that every object of the corpus has until it gets one of its own.
fn is_object(document: &Value) -> bool {
    document.get("metadata").is_some_and(Value::is_object)
}
