//! Reads a text batch by batch: documents, their objects, and who is whose sibling.

use std::borrow::Cow;

use meshwright_api::{Observation, Oddity};
use meshwright_manifest::{Document as Read, Documents, Piece};
use meshwright_policy::Document;
use rayon::prelude::*;

use crate::unit::{Unit, What, units};

/// How many documents of a text, the first, count as one another's siblings; a text with more is no set of
/// manifests that one could read, and comparing all with all would take forever.
pub(crate) const SIBLINGS: usize = 64;
/// How many documents are in memory at a time; enough to keep all threads busy.
const BATCH: usize = 256;

/// A document with its objects.
pub(super) type Units<'d, 't> = (&'d Read<'t>, Vec<Unit<'d>>);

/// A document that others of its text are compared with.
#[derive(Debug)]
pub(super) struct Sibling {
    pub(super) ordinal: usize,
    pub(super) document: Document,
}

/// Maps in parallel where it is worth it; the order stays.
pub(super) fn each<'i, T: Sync, R: Send>(
    items: &'i [T],
    work: impl Fn(&'i T) -> R + Sync + Send,
) -> Vec<R> {
    if items.len() < 8 {
        items.iter().map(work).collect()
    } else {
        items.par_iter().map(work).collect()
    }
}

/// The next documents, read in parallel where they are many: cutting a stream costs next to nothing.
pub(super) fn next_batch<'t>(stream: &mut Documents<'t>, first: bool) -> Vec<Read<'t>> {
    if first {
        return stream.take(SIBLINGS).collect();
    }
    loop {
        let pieces: Vec<Piece<'t>> = std::iter::from_fn(|| stream.cut()).take(BATCH).collect();
        let read: Vec<Read<'t>> = each(&pieces, Piece::read).into_iter().flatten().collect();
        if pieces.is_empty() || !read.is_empty() {
            return read;
        }
    }
}

/// The objects of a document; none where its text did not read.
pub(super) fn units_of<'d>(document: &'d Read<'_>) -> Vec<Unit<'d>> {
    let broken = |seen: &Observation| matches!(seen.what, Oddity::Syntax { .. });
    if document.observations().iter().any(broken) {
        return Vec::new();
    }
    document.root().map(units).unwrap_or_default()
}

pub(super) fn numbered<'b, 'd, 't>(
    read: &'b [Units<'d, 't>],
    first: usize,
) -> Vec<(usize, &'d Read<'t>, &'b [Unit<'d>])> {
    let mut next = first;
    let number = |(document, units): &'b Units<'d, 't>| {
        let ordinal = next;
        next += units.len().max(1);
        (ordinal, *document, units.as_slice())
    };
    read.iter().map(number).collect()
}

pub(super) fn siblings(read: &[Units<'_, '_>]) -> Vec<Sibling> {
    let alone = matches!(read, [(_, units)] if units.len() <= 1);
    if alone {
        return Vec::new();
    }
    let ours = numbered(read, 0)
        .into_iter()
        .flat_map(|(ordinal, _, units)| {
            units
                .iter()
                .enumerate()
                .filter_map(move |(index, unit)| match &unit.what {
                    What::Ours(document) => Some(Sibling {
                        ordinal: ordinal + index,
                        document: document.clone(),
                    }),
                    What::NearMiss | What::Unread | What::Foreign => None,
                })
        });
    ours.take(SIBLINGS).collect()
}

/// What was noticed within an object, with paths from the object.
pub(super) fn of_unit<'o>(
    unit: &Unit<'_>,
    observations: &'o [Observation],
) -> Cow<'o, [Observation]> {
    if unit.path.is_root() || observations.is_empty() {
        return observations.into();
    }
    let depth = unit.path.segments().len();
    let span = unit.node.span();
    let first = observations.partition_point(|seen| seen.span.start < span.start);
    let near = observations.get(first..).unwrap_or_default().iter();
    let inside = |seen: &&Observation| seen.path.starts_with(&unit.path);
    let shorter = |seen: &Observation| Observation {
        path: seen.path.segments().iter().skip(depth).cloned().collect(),
        ..seen.clone()
    };
    near.take_while(|seen| seen.span.start < span.end)
        .filter(inside)
        .map(shorter)
        .collect()
}

/// What was noticed in a document between its objects.
pub(super) fn between(units: &[Unit<'_>], observations: &[Observation]) -> Vec<Observation> {
    if units.iter().any(|unit| unit.path.is_root()) {
        return Vec::new();
    }
    let outside = |seen: &&Observation| {
        let before = units.partition_point(|unit| unit.node.span().start <= seen.span.start);
        let last = before.checked_sub(1).and_then(|last| units.get(last));
        last.is_none_or(|unit| !seen.path.starts_with(&unit.path))
    };
    observations.iter().filter(outside).cloned().collect()
}
