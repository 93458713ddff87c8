//! The baseline's part in a run.

use std::borrow::Cow;

use meshwright_policy::{Context, Surface};

use super::Run;
use crate::baseline::{self, Baseline};
use crate::outcome::{Fault, Outcome};
use crate::text::Text;
use crate::write::Desk;
use crate::{discover, files};

impl Run<'_> {
    /// Takes the known findings out, or writes them down.
    pub(super) fn known(&self, outcome: &mut Outcome) {
        let Some(path) = &self.settings.baseline else {
            return;
        };
        let name = discover::shown(path);
        let bytes = match files::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound && self.settings.write_baseline =>
            {
                None
            }
            Err(error) => {
                outcome
                    .faults
                    .push(Fault::configuration(error.to_string()).in_file(name));
                return;
            }
        };
        let written = match bytes {
            None => {
                let written = baseline::first(&outcome.findings);
                outcome.summary.suppressed += outcome.findings.len();
                outcome.findings.clear();
                Some(written)
            }
            Some(bytes) => self.shrink(&name, &bytes, outcome),
        };
        let wanted = written.filter(|_| self.settings.write_baseline);
        if let Some(Err(error)) = wanted.map(|text| files::replace(path, text.as_bytes())) {
            outcome.faults.push(Fault::unreadable(name, &error));
        }
    }

    /// Takes the findings out that the baseline knows; gives what the baseline shrinks to.
    fn shrink(&self, name: &str, bytes: &[u8], outcome: &mut Outcome) -> Option<String> {
        let mut baseline = match Baseline::read(bytes) {
            Ok(baseline) => baseline,
            Err(message) => {
                outcome
                    .faults
                    .push(Fault::configuration(message).in_file(name));
                return None;
            }
        };
        let total = outcome.findings.len();
        outcome.findings = baseline.silence(std::mem::take(&mut outcome.findings));
        outcome.summary.suppressed += total - outcome.findings.len();
        if !self.settings.write_baseline {
            let policy = self
                .policies
                .all()
                .first()
                .map(|configured| Cow::Borrowed(&configured.policy));
            let policy = policy.unwrap_or_default();
            let context = Context::new(&policy, Surface::Lint);
            let text = Text::new(name, bytes);
            let unused = baseline
                .unused()
                .filter_map(|remark| remark.diagnostic(&context));
            let findings =
                unused.map(|found| Desk::remark(&text, &self.settings.docs_base, 1, found));
            outcome.findings.extend(findings);
        }
        Some(baseline.shrunk())
    }
}
