//! Exemptions that exempted nothing.

use meshwright_policy::policy::Exemption;
use meshwright_policy::{Context, Level, Policy, Surface};

use super::Run;
use crate::facts::Unused;
use crate::files;
use crate::outcome::Outcome;
use crate::policies::{Configured, PolicyFile};
use crate::settings::Input;
use crate::text::Text;
use crate::write::Desk;

impl Run<'_> {
    /// Adds a finding for each exemption that was never used; `used` holds the used ones of each policy.
    ///
    /// A run over one file says nothing about exemptions for others: an exemption with paths is held to
    /// account when the run read a file of those, one without when it walked the policy's whole folder.
    pub(super) fn exemptions(&self, used: &[Vec<usize>], outcome: &mut Outcome) {
        for (index, configured) in self.policies.all().iter().enumerate() {
            let Some(file) = &configured.file else {
                continue;
            };
            let text = Text::new(&file.name, &file.bytes);
            let policy = &configured.policy;
            let context = Context::new(policy, Surface::Lint);
            let used = used.get(index).map_or(&[][..], Vec::as_slice);
            for (place, exemption) in policy.exemptions.iter().enumerate() {
                let idle = !used.contains(&place) && exemption.holds_on(self.settings.today);
                if idle && looks(policy, exemption) && self.concerns(index, configured, exemption) {
                    let found = unused(&text, place, exemption).diagnostic(&context);
                    let base = &self.settings.docs_base;
                    outcome
                        .findings
                        .extend(found.map(|found| Desk::remark(&text, base, 1, found)));
                }
            }
        }
    }

    fn concerns(&self, policy: usize, configured: &Configured, exemption: &Exemption) -> bool {
        if exemption.paths.is_empty() {
            return configured
                .file
                .as_ref()
                .is_some_and(|file| self.walks(file));
        }
        let of_policy = |(_, chosen): &(_, &usize)| **chosen == policy;
        self.sources
            .iter()
            .zip(&self.chosen)
            .filter(of_policy)
            .any(|(source, _)| {
                let path = configured.path_of(source);
                exemption.paths.iter().any(|pattern| pattern.matches(&path))
            })
    }

    /// Whether the run walks the whole folder of a policy.
    fn walks(&self, file: &PolicyFile) -> bool {
        self.settings.inputs.iter().any(|input| match input {
            Input::Path(path) => {
                let real = |path| files::real(path).unwrap_or_else(|_| files::absolute(path));
                files::is_folder(path) && real(&file.folder).starts_with(real(path))
            }
            Input::Text { .. } | Input::Stdin { .. } => false,
        })
    }
}

/// Whether any rule of the exemption looks at all.
fn looks(policy: &Policy, exemption: &Exemption) -> bool {
    let rules = exemption
        .rules
        .iter()
        .filter_map(|code| meshwright_policy::rules::find(code));
    let mut levels = rules.map(|rule| policy.level(rule, Surface::Lint).0);
    levels.any(|level| level != Level::Off)
}

fn unused(text: &Text<'_>, place: usize, exemption: &Exemption) -> Unused {
    let document = meshwright_manifest::documents(text.bytes, text.syntax).next();
    let span = document.as_ref().and_then(|document| {
        let exemptions = document.root()?.get("spec")?.get("exemptions")?;
        Some(exemptions.at(place)?.get("rules")?.span())
    });
    Unused {
        codes: exemption.rules.join(", "),
        span: span.unwrap_or(0..0),
        because: None,
    }
}
