//! The names that expressions use for what they look at.

use serde_json::{Value, json};

/// Whether the status is what is written.
const ON_STATUS: &str = "has(request.subResource) && request.subResource == 'status'";

/// Whether the object is on its way out.
pub(super) const LEAVING: &str = "oldObject != null && has(oldObject.metadata.deletionTimestamp)";

/// Whether the finalizers are all that changes, the status aside: policies that write are asked before the
/// server has put the stored status into what the client sent.
pub(super) const FINALIZERS_ONLY: &str = "oldObject != null && \
    object.metadata.?finalizers.orValue([]) != oldObject.metadata.?finalizers.orValue([]) && \
    object.metadata.?labels == oldObject.metadata.?labels && \
    object.metadata.?annotations == oldObject.metadata.?annotations && \
    object.metadata.?ownerReferences == oldObject.metadata.?ownerReferences && \
    object.?spec == oldObject.?spec";

/// The places of a list.
const PLACES: &str = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, \
    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]";

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
        "!variables.onStatus && !variables.leaving && \
         !(variables.finalizersOnly && !variables.statusChanged)",
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
    ("types", "variables.conditions.map(c, c.?type)"),
    ("typesBefore", "variables.conditionsBefore.map(c, c.?type)"),
    // One more than the definition takes.
    ("places", PLACES),
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

/// The variables that some expressions use, by themselves or through others.
pub(super) fn variables(said: &[&str]) -> Value {
    let mut used: Vec<&(&str, &str)> = Vec::new();
    for variable in ALWAYS.iter().chain(OF_PARAMETERS).rev() {
        let texts = used.iter().map(|(_, expression)| expression);
        if texts.chain(said).any(|text| names(text, variable.0)) {
            used.push(variable);
        }
    }
    let named = |(name, expression): &(&str, &str)| json!({"name": name, "expression": expression});
    used.into_iter().rev().map(named).collect()
}

/// Whether an expression names a variable.
fn names(expression: &str, variable: &str) -> bool {
    let places = expression.match_indices("variables.");
    let mut rests = places.map(|(at, word)| expression.get(at + word.len()..).unwrap_or_default());
    rests.any(|rest| {
        rest.strip_prefix(variable)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

/// Whether an expression leans on the parameters.
pub(super) fn asks_parameters(expression: &str) -> bool {
    OF_PARAMETERS
        .iter()
        .any(|(name, _)| names(expression, name))
}
