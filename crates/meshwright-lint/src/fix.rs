//! Mends a text in rounds: splice, read again, judge again. No IO.
//!
//! Changes that touch one another wait for the next round, and what a change uncovers is mended in the
//! next round too. Only the end counts: where it has a denial that the beginning did not have (a text
//! that does not read is one), the fixes are halved until the guilty ones are found, and those are undone.

use std::collections::{BTreeMap, BTreeSet};

use meshwright_manifest::{Splice, splice};
use similar::TextDiff;

use crate::finding::TextEdit;
use crate::page::{Judge, Page};
use crate::settings::Fixing;
use crate::text::Text;

mod blame;

use blame::{Moves, is_worse};

/// Rounds of one attempt; every sound set of fixes is done long before.
const ROUNDS: usize = 10;
/// Rounds of all attempts together: who has more to mend runs again.
const ROUNDS_IN_ALL: usize = 250;

/// A text after its fixes.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) text: String,
    pub(crate) page: Page,
    /// How many findings were mended.
    pub(crate) fixed: usize,
    pub(crate) changed: bool,
}

/// What a fix is known by: the fingerprint of its finding, or the place of a default counted from the
/// last one, which stays while earlier ones are written.
type Name = String;

/// What mends a text.
struct Mender<'m> {
    name: &'m str,
    fixing: Fixing,
    judge: &'m Judge<'m>,
    now: Mended,
    /// Rounds that may still be tried.
    left: usize,
}

/// What is applied in a round.
#[derive(Debug, Default)]
struct Round {
    splices: Vec<Splice>,
    /// How many findings are mended.
    mends: usize,
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
    let mut mender = Mender {
        name,
        fixing,
        judge,
        now: Mended {
            text,
            page,
            fixed: 0,
            changed: false,
        },
        left: ROUNDS_IN_ALL,
    };
    // What was undone may be good after the others are done; the last pass changes nothing.
    while mender.pass() {}
    mender.now
}

impl Mender<'_> {
    /// Tries all fixes there are; tells whether any was good.
    fn pass(&mut self) -> bool {
        let names: Vec<Name> = self.fixes(&self.now.page).map(|(name, _)| name).collect();
        let mut open = vec![names.as_slice()];
        let mut changed = false;
        while let Some(names) = open.pop() {
            if self.left == 0 {
                return false;
            }
            let alone = names.len() <= 1;
            let rounds: &[usize] = if alone { &[ROUNDS, 1] } else { &[ROUNDS] };
            if rounds.iter().any(|rounds| self.attempt(names, *rounds)) {
                changed = true;
            } else if !alone {
                let (first, second) = names.split_at(names.len() / 2);
                open.extend([second, first]);
            }
        }
        changed
    }

    /// Applies these fixes, and in later rounds what they uncover; undoes it all where the end has a new
    /// denial. Tells whether the text changed.
    fn attempt(&mut self, names: &[Name], rounds: usize) -> bool {
        let mut others: BTreeSet<Name> = self.fixes(&self.now.page).map(|(name, _)| name).collect();
        for name in names {
            others.remove(name);
        }
        let mut moves = Moves::default();
        let mut after: Option<Mended> = None;
        for _ in 0..rounds {
            let before = after.as_ref().unwrap_or(&self.now);
            let round = Round::choose(self.fixes(&before.page), &others);
            self.left = self.left.saturating_sub(1);
            if round.splices.is_empty() || self.left == 0 {
                break;
            }
            moves.add(&round.splices);
            let (text, _) = splice(&before.text, round.splices);
            after = Some(Mended {
                page: self.judge.page(&Text::new(self.name, text.as_bytes())),
                fixed: before.fixed + round.mends,
                changed: true,
                text,
            });
        }
        match after {
            Some(after) if !is_worse(&self.now.page, &after.page, &moves) => {
                self.now = after;
                true
            }
            _ => false,
        }
    }

    /// The fixes and defaults that may be applied, with their changes.
    fn fixes<'p>(&self, page: &'p Page) -> impl Iterator<Item = (Name, &'p [TextEdit])> + use<'p> {
        let trust = self.fixing.trust;
        let fixes = page.findings.iter().filter_map(move |finding| {
            let fix = finding.fix.as_ref()?;
            (Some(fix.safety) <= trust).then(|| (finding.fingerprint.clone(), fix.edits.as_slice()))
        });
        let last = page.defaults.len();
        let name = move |index| format!("{DEFAULT}{}", last - index);
        let defaults = page.defaults.iter().enumerate();
        fixes.chain(defaults.map(move |(index, edits)| (name(index), edits.as_slice())))
    }
}

/// What the name of a default begins with; no fingerprint does.
const DEFAULT: &str = "default ";

impl Round {
    /// As many fixes as fit together, without those of these names.
    fn choose<'p>(
        fixes: impl Iterator<Item = (Name, &'p [TextEdit])>,
        without: &BTreeSet<Name>,
    ) -> Self {
        let mut round = Self::default();
        for (name, edits) in fixes {
            if !without.contains(&name) && round.take(edits) {
                round.mends += usize::from(!name.starts_with(DEFAULT));
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

/// What changed, as a unified diff.
pub(crate) fn diff(name: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after)
        .unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}
