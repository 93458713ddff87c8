//! What a judge says of a write.

use std::collections::BTreeSet;

/// What a judge says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the write is refused.
    pub refused: bool,
    /// Codes that stand in the messages.
    pub said: BTreeSet<String>,
    /// For each fault without a code: the rules whose keywords ask for what is missing.
    pub implied: Vec<BTreeSet<&'static str>>,
    /// Whether everything was looked at; a server that meets a wrong type does not look on.
    pub complete: bool,
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

    /// Whether a rule is named, by its code or by its keywords.
    pub fn names(&self, code: &str) -> bool {
        self.said.contains(code) || self.implied.iter().any(|rules| rules.contains(code))
    }
}
