//! What a judge says of a write.

use std::collections::BTreeSet;

use meshwright_policy::Level;
use serde_json::Value;

/// What a judge says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the write is refused.
    pub refused: bool,
    /// Codes that stand in the messages.
    pub said: BTreeSet<String>,
    /// Levels and codes of what is not refused, from judges that tell of that too.
    pub advised: BTreeSet<(Level, &'static str)>,
    /// For each fault without a code: the rules whose keywords ask for what is missing.
    pub implied: Vec<BTreeSet<&'static str>>,
    /// Whether everything was looked at; a server that meets a wrong type does not look on.
    pub complete: bool,
    /// Field and message of each cause, from judges that speak in the rules' own words.
    pub causes: Vec<(String, String)>,
    /// What was warned of, from the same judges.
    pub warnings: Vec<String>,
    /// What would be stored, from judges that fill in defaults.
    pub object: Option<Value>,
    /// What was answered, for people.
    pub text: String,
}

impl Verdict {
    /// A verdict without faults.
    pub fn admitted() -> Self {
        Self {
            complete: true,
            ..Self::default()
        }
    }

    /// What was answered, with warnings and object where they are compared.
    pub fn words(&self) -> String {
        let object = self
            .object
            .as_ref()
            .map(|object| format!(" object: {object}"));
        let warned = (!self.warnings.is_empty()).then(|| format!(" warnings: {:?}", self.warnings));
        format!(
            "{}{}{}",
            self.text,
            warned.unwrap_or_default(),
            object.unwrap_or_default()
        )
    }

    /// Whether a rule is named, by its code or by its keywords.
    pub fn names(&self, code: &str) -> bool {
        self.said.contains(code) || self.implied.iter().any(|rules| rules.contains(code))
    }
}
