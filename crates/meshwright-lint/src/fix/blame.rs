//! Whether fixes left a denial that was not there before, wherever the text has moved.

use std::collections::BTreeMap;
use std::ops::Range;

use meshwright_manifest::Splice;
use meshwright_policy::Level;

use crate::finding::Finding;
use crate::page::Page;

/// What the rounds of an attempt did, in their order.
#[derive(Debug, Default)]
pub(super) struct Moves {
    rounds: Vec<Vec<Move>>,
}

/// One replacement: bytes of the text before, and where they are in the text after.
#[derive(Debug)]
struct Move {
    before: Range<usize>,
    after: Range<usize>,
}

impl Moves {
    /// Takes in what a round replaces; no two of these touch each other.
    pub(super) fn add(&mut self, splices: &[Splice]) {
        let mut sorted: Vec<&Splice> = splices.iter().collect();
        sorted.sort_by_key(|splice| splice.range.start);
        let (mut gone, mut come) = (0, 0);
        let moved = |splice: &Splice| {
            let start = splice.range.start - gone + come;
            gone += splice.range.len();
            come += splice.text.len();
            Move {
                before: splice.range.clone(),
                after: start..start + splice.text.len(),
            }
        };
        self.rounds.push(sorted.into_iter().map(moved).collect());
    }

    /// The bytes of the first text that a byte of the last one comes from: itself, or all that was
    /// replaced by the text it is in.
    fn origin(&self, offset: usize) -> (usize, usize) {
        let round = |(first, last): (usize, usize), moves: &Vec<Move>| {
            (back(moves, first).0, back(moves, last).1)
        };
        self.rounds.iter().rev().fold((offset, offset), round)
    }
}

/// One round back.
fn back(moves: &[Move], offset: usize) -> (usize, usize) {
    let next = moves.partition_point(|it| it.after.start <= offset);
    match next.checked_sub(1).and_then(|last| moves.get(last)) {
        None => (offset, offset),
        Some(it) if offset < it.after.end.max(it.after.start + 1) => {
            (it.before.start, it.before.end)
        }
        Some(it) => {
            let same = offset - it.after.end + it.before.end;
            (same, same)
        }
    }
}

/// Whether a text has a denial, or a place that does not read, that it did not have before.
pub(super) fn is_worse(before: &Page, after: &Page, moves: &Moves) -> bool {
    let mut known: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    for finding in denials(before) {
        *known.entry((finding.code, finding.offset)).or_default() += 1;
    }
    let mut is_known = |finding: &Finding| {
        let (first, last) = moves.origin(finding.offset);
        let mut places = known.range_mut((finding.code, first)..=(finding.code, last));
        let place = places.find(|(_, count)| **count > 0);
        place.map(|(_, count)| *count -= 1).is_some()
    };
    !denials(after).all(&mut is_known)
}

fn denials(page: &Page) -> impl Iterator<Item = &Finding> {
    let denies = |finding: &&Finding| finding.level == Level::Deny;
    page.findings.iter().filter(denies)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(range: Range<usize>, text: &str) -> Splice {
        Splice {
            range,
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_place_is_followed_back_through_the_rounds() {
        let mut moves = Moves::default();
        // "abcdefgh" to "XYZdefg" to "XYZd--efg"
        moves.add(&[splice(7..8, ""), splice(0..3, "XYZ")]);
        moves.add(&[splice(4..4, "--")]);
        assert_eq!(moves.origin(0), (0, 3));
        assert_eq!(moves.origin(3), (3, 3));
        assert_eq!(moves.origin(5), (4, 4));
        assert_eq!(moves.origin(6), (4, 4));
        assert_eq!(moves.origin(8), (6, 6));
    }
}
