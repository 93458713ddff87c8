//! The names that expressions use for what they look at.

use serde_json::{Value, json};

/// Whether the status is what is written.
const ON_STATUS: &str = "has(request.subResource) && request.subResource == 'status'";

/// Whether the object is on its way out.
pub(super) const LEAVING: &str = "oldObject != null && has(oldObject.metadata.deletionTimestamp)";

/// Whether the finalizers are all that changes.
pub(super) const FINALIZERS_ONLY: &str = "oldObject != null && \
    object.metadata.?finalizers.orValue([]) != oldObject.metadata.?finalizers.orValue([]) && \
    object.metadata.?labels == oldObject.metadata.?labels && \
    object.metadata.?annotations == oldObject.metadata.?annotations && \
    object.metadata.?ownerReferences == oldObject.metadata.?ownerReferences && \
    object.?spec == oldObject.?spec && object.?status == oldObject.?status";

/// Names of every policy, each over those before it.
const ALWAYS: &[(&str, &str)] = &[
    ("onStatus", ON_STATUS),
    ("leaving", LEAVING),
    ("finalizersOnly", FINALIZERS_ONLY),
    (
        "statusChanged",
        "oldObject != null && object.?status != oldObject.?status",
    ),
    (
        "onMain",
        "!variables.onStatus && !variables.leaving && !variables.finalizersOnly",
    ),
    (
        "judgesStatus",
        "variables.onStatus || (variables.onMain && variables.statusChanged)",
    ),
    ("name", "object.?spec.?name.orValue('')"),
    ("edition", "object.?spec.?clusterSpec.orValue('')"),
    (
        "editionAskedBefore",
        "oldObject == null ? '' : oldObject.?spec.?clusterSpec.orValue('')",
    ),
    (
        "editionBefore",
        "oldObject == null ? '' : \
         oldObject.?spec.?clusterSpec.orValue(oldObject.?status.?clusterSpec.orValue(''))",
    ),
    ("annotations", "object.metadata.?annotations.orValue({})"),
    ("conditions", "object.?status.?conditions.orValue([])"),
    (
        "conditionsBefore",
        "oldObject == null ? [] : oldObject.?status.?conditions.orValue([])",
    ),
];

/// Names of the policies with parameters.
const OF_PARAMETERS: &[(&str, &str)] = &[
    ("region", "params.?data.?region.orValue('')"),
    (
        "standardRegions",
        "params.?data.?standardRegions.orValue('').split('\\n')",
    ),
    (
        "otherRegions",
        "params.?data.?otherRegions.orValue('').split('\\n')",
    ),
    (
        "controllers",
        "params.?data.?controllers.orValue('').split('\\n').filter(name, name != '')",
    ),
    (
        "breakGlassGroups",
        "params.?data.?breakGlassGroups.orValue('').split('\\n').filter(name, name != '')",
    ),
    (
        "stranger",
        "size(variables.controllers) > 0 && !(request.userInfo.username in variables.controllers)",
    ),
    (
        "breaksGlass",
        "has(request.userInfo.groups) && \
         request.userInfo.groups.exists(group, group in variables.breakGlassGroups)",
    ),
];

/// The variables of a policy.
pub(super) fn variables(with_parameters: bool) -> Value {
    let named =
        |&(name, expression): &(&str, &str)| json!({"name": name, "expression": expression});
    let more = OF_PARAMETERS.iter().filter(|_| with_parameters);
    ALWAYS.iter().chain(more).map(named).collect()
}

/// Whether an expression leans on the parameters.
pub(super) fn asks_parameters(expression: &str) -> bool {
    OF_PARAMETERS
        .iter()
        .any(|(name, _)| expression.contains(&format!("variables.{name}")))
}
