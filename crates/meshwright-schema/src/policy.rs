//! The schema of the `Policy` document.

use serde_json::{Value, json};

/// The schema.
pub(crate) fn schema() -> Value {
    json!({})
}
