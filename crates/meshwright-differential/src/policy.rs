//! The policy by which webhook and admission policies decide.

use meshwright_policy::Policy;
use serde_json::{Value, json};

/// The region that they are in: with an edition to write and one to refuse.
pub const REGION: &str = "ap-southeast-1";

/// The spec of a policy for a region, with those who may write what others may not.
pub fn spec(region: Option<&str>) -> Value {
    json!({
        "region": region.map_or_else(|| json!({}), |region| json!({"alibaba": region})),
        "controllers": ["controller"],
        "breakGlassGroups": ["rescuers"],
    })
}

/// The policy of a region.
///
/// # Panics
/// Never: the spec is one of a policy.
pub fn of(region: Option<&str>) -> Policy {
    Policy::from_spec(&spec(region)).expect("the spec is one of a policy")
}
