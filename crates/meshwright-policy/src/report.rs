//! The faults of one document.

use crate::diagnostic::Diagnostic;
use crate::level::Level;
use crate::ratchet::Before;

/// The faults of one document, ordered by field, then by code: never by the order of the rules.
#[derive(Debug, Clone, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    ratcheted: Vec<&'static str>,
}

impl Report {
    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.code(), d.message.clone());
            a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b)))
        });
        Self {
            diagnostics,
            ratcheted: Vec::new(),
        }
    }

    /// The faults.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The faults, to keep.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// Whether a fault refuses the document.
    pub fn denies(&self) -> bool {
        self.at(Level::Deny).next().is_some()
    }

    /// The faults of that level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(move |diagnostic| diagnostic.level == level)
    }

    /// The codes of the faults, in order, each as often as it stands.
    pub fn codes(&self) -> Vec<&'static str> {
        self.diagnostics.iter().map(Diagnostic::code).collect()
    }

    /// The codes of the faults that would refuse the document, had they not stood in the old one.
    pub fn ratcheted(&self) -> &[&'static str] {
        &self.ratcheted
    }

    /// Takes the faults out that `unwanted` picks.
    pub(crate) fn take(&mut self, unwanted: impl Fn(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let all = std::mem::take(&mut self.diagnostics);
        let (taken, kept) = all.into_iter().partition(unwanted);
        self.diagnostics = kept;
        taken
    }

    /// Ratcheting: a fault that stood there before, of the same value, is lowered to a warning.
    pub(crate) fn ratchet(&mut self, before: &Before<'_>) {
        for diagnostic in &mut self.diagnostics {
            let lowers = diagnostic.rule.ratchets && diagnostic.level == Level::Deny;
            if lowers && before.had(diagnostic) {
                diagnostic.level = Level::Warn;
                self.ratcheted.push(diagnostic.code());
            }
        }
    }
}
