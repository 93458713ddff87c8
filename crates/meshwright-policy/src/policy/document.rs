//! The `Policy` document, as it stands in `meshwright.yaml` or in a `ConfigMap`.

use serde_json::Value;

use super::Policy;

/// A fault of a `Policy` document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFault {
    /// What is wrong.
    pub message: String,
}

impl Policy {
    /// Reads the `spec` of a `Policy` document.
    ///
    /// # Errors
    /// Every fault of the document.
    pub fn from_spec(spec: &Value) -> Result<Self, Vec<PolicyFault>> {
        match spec.as_object() {
            Some(members) if members.is_empty() => Ok(Self::default()),
            _ => Err(vec![PolicyFault {
                message: "the reader of policies is not written yet".to_owned(),
            }]),
        }
    }
}
