//! The defaults as `MutatingAdmissionPolicy` objects, for API servers from 1.36 on.
//!
//! What cannot be known is not written: without parameters no edition is set, and the object passes.

use meshwright_api::service_mesh::{DELETION_POLICY, PLURAL};
use serde_json::{Value, json};

use super::variables::{FINALIZERS_ONLY, LEAVING};
use super::{matched, object, reference};

/// Whether no edition is asked for.
const OPEN: &str = "!has(object.spec) || !has(object.spec.clusterSpec)";
/// The edition of a new mesh, by its region.
const BY_REGION: &str = "params.?data.?region.orValue('') == '' ? '' : \
    params.data.region in params.data.?standardRegions.orValue('').split('\\n') ? 'Standard' : \
    params.data.region in params.data.?otherRegions.orValue('').split('\\n') ? 'Enterprise' : ''";
/// The edition that a mesh has.
const KEPT: &str =
    "oldObject.?spec.?clusterSpec.orValue(oldObject.?status.?clusterSpec.orValue(''))";

/// The policies and their bindings.
pub fn mutating() -> Vec<Value> {
    [always(), edition_by_region()].concat()
}

/// SM0402, and SM0202 on an update. One policy: what one of them writes must not decide whether the other
/// is asked.
fn always() -> Vec<Value> {
    let [staying, touched] = [format!("!({LEAVING})"), format!("!({FINALIZERS_ONLY})")];
    with_binding(
        "meshwright-defaults",
        &[("staying", &staying), ("touched", &touched)],
        &[deletion_policy(), kept_edition()],
        &["CREATE", "UPDATE"],
        false,
    )
}

fn deletion_policy() -> String {
    let key = DELETION_POLICY.replace('~', "~0").replace('/', "~1");
    format!(
        "'{DELETION_POLICY}' in object.metadata.?annotations.orValue({{}}) ? [] : \
         (has(object.metadata.annotations) ? [] : \
         [JSONPatch{{op: 'add', path: '/metadata/annotations', value: {{}}}}]) + \
         [JSONPatch{{op: 'add', path: '/metadata/annotations/{key}', value: 'Retain'}}]"
    )
}

fn kept_edition() -> String {
    let edition = set_edition(KEPT);
    format!(
        "oldObject == null || !({OPEN}) || \
         !(({KEPT}) in ['Standard', 'Enterprise', 'Ultimate']) ? [] : {edition}"
    )
}

/// SM0202 on a create.
fn edition_by_region() -> Vec<Value> {
    let known = format!("({BY_REGION}) != ''");
    let conditions = [
        ("open", OPEN),
        ("new", "object.?spec.?id.orValue('') == ''"),
        ("known", known.as_str()),
    ];
    with_binding(
        "meshwright-edition",
        &conditions,
        &[set_edition(BY_REGION)],
        &["CREATE"],
        true,
    )
}

fn set_edition(edition: &str) -> String {
    format!(
        "(has(object.spec) ? [] : [JSONPatch{{op: 'add', path: '/spec', value: {{}}}}]) + \
         [JSONPatch{{op: 'add', path: '/spec/clusterSpec', value: {edition}}}]"
    )
}

fn with_binding(
    name: &str,
    conditions: &[(&str, &str)],
    patches: &[String],
    operations: &[&str],
    with_parameters: bool,
) -> Vec<Value> {
    let condition =
        |&(name, expression): &(&str, &str)| json!({"name": name, "expression": expression});
    let patch =
        |patch: &String| json!({"patchType": "JSONPatch", "jsonPatch": {"expression": patch}});
    let mut constraints = matched(&[PLURAL]);
    constraints["resourceRules"][0]["operations"] = json!(operations);
    let mut spec = json!({
        "failurePolicy": "Fail",
        "reinvocationPolicy": "IfNeeded",
        "matchConstraints": constraints,
        "matchConditions": conditions.iter().map(condition).collect::<Value>(),
        "mutations": patches.iter().map(patch).collect::<Value>(),
    });
    let mut binding = json!({"policyName": name});
    if with_parameters {
        spec["paramKind"] = json!({"apiVersion": "v1", "kind": "ConfigMap"});
        binding["paramRef"] = reference("Allow");
    }
    vec![
        object("MutatingAdmissionPolicy", name, &spec),
        object("MutatingAdmissionPolicyBinding", name, &binding),
    ]
}
