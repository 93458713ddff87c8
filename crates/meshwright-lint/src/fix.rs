//! Mends a text in rounds: splice, read again, judge again. No IO.
//!
//! Changes that touch one another wait for the next round. A round that makes things worse (a text that
//! does not read, a denial that was not there) is undone, and its changes are tried one by one.

use std::collections::{BTreeMap, BTreeSet};

use meshwright_manifest::{Splice, splice};
use meshwright_policy::Level;
use similar::TextDiff;

use crate::finding::TextEdit;
use crate::page::{Judge, Page};
use crate::settings::Fixing;
use crate::text::Text;

/// Rounds that apply all that can be applied; every sound set of fixes is done long before.
const ROUNDS: usize = 10;
/// Further rounds with one fix each.
const CAREFUL_ROUNDS: usize = 100;

/// A text after its fixes.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) text: String,
    pub(crate) page: Page,
    /// How many findings were mended.
    pub(crate) fixed: usize,
    pub(crate) changed: bool,
}

/// What is applied in a round.
#[derive(Debug, Default)]
struct Round {
    splices: Vec<Splice>,
    /// The findings that are mended, by fingerprint.
    mends: Vec<String>,
    taken: BTreeMap<usize, usize>,
}

/// Mends a text that came to `page`.
pub(crate) fn mend(
    name: &str,
    text: String,
    page: Page,
    fixing: Fixing,
    judge: &Judge<'_>,
) -> Mended {
    let mut now = Mended {
        text,
        page,
        fixed: 0,
        changed: false,
    };
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let mut careful = false;
    for round in 0..ROUNDS + CAREFUL_ROUNDS {
        if round >= ROUNDS && !careful {
            break;
        }
        let chosen = Round::choose(&now.page, fixing, &refused, careful);
        if chosen.splices.is_empty() {
            break;
        }
        let (text, _) = splice(&now.text, chosen.splices);
        let page = judge.page(&Text::new(name, text.as_bytes()));
        if is_worse(&now.page, &page) {
            if careful || chosen.mends.len() <= 1 {
                refused.extend(chosen.mends);
            }
            careful = true;
            continue;
        }
        let fixed = now.fixed + chosen.mends.len();
        now = Mended {
            text,
            page,
            fixed,
            changed: true,
        };
    }
    now
}

impl Round {
    fn choose(page: &Page, fixing: Fixing, refused: &BTreeSet<String>, careful: bool) -> Self {
        let mut round = Self::default();
        for finding in &page.findings {
            let fix = finding
                .fix
                .as_ref()
                .filter(|fix| Some(fix.safety) <= fixing.trust);
            let Some(fix) = fix.filter(|_| !refused.contains(&finding.fingerprint)) else {
                continue;
            };
            if round.take(&fix.edits) {
                round.mends.push(finding.fingerprint.clone());
                if careful {
                    return round;
                }
            }
        }
        for (index, edits) in page.defaults.iter().enumerate() {
            let name = format!("default {index}");
            if !refused.contains(&name) && round.take(edits) && careful {
                round.mends.push(name);
                return round;
            }
        }
        round
    }

    /// Takes a set of changes in, all or none; none if one of them touches what is taken.
    fn take(&mut self, edits: &[TextEdit]) -> bool {
        let free = |edit: &TextEdit| {
            let before = self.taken.range(..=edit.end_offset).next_back();
            before.is_none_or(|(_, end)| *end < edit.offset)
        };
        if edits.is_empty() || !edits.iter().all(free) {
            return false;
        }
        for edit in edits {
            self.taken.insert(edit.offset, edit.end_offset);
            self.splices.push(Splice {
                range: edit.offset..edit.end_offset,
                text: edit.text.clone(),
            });
        }
        true
    }
}

/// Whether a text has a denial, or a place that does not read, that it did not have before.
fn is_worse(before: &Page, after: &Page) -> bool {
    let denials = |page: &Page| {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let denied = page
            .findings
            .iter()
            .filter(|finding| finding.level == Level::Deny);
        denied.for_each(|finding| *count.entry(finding.code).or_default() += 1);
        count
    };
    let before = denials(before);
    denials(after)
        .iter()
        .any(|(code, count)| before.get(code).is_none_or(|old| count > old))
}

/// What changed, as a unified diff.
pub(crate) fn diff(name: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after)
        .unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}
