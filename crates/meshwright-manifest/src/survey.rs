//! What only the whole arena shows: repeated keys, merges, aliases that grow too much, and the path of
//! everything that was noticed.

use std::collections::{BTreeMap, BTreeSet};

use meshwright_api::{FieldPath, Observation, Oddity, Segment};

use crate::build::Fault;
use crate::node::{Children, Kind};
use crate::tree::{ALIAS, KNOTTY, MERGE, Odd, Tree};

mod aliases;
mod letters;

/// So many keys are compared one by one; more are looked up.
const FEW: usize = 16;
/// The paths of all observations of a document together have at most so many steps.
const STEP_LIMIT: usize = 200_000;

/// Looks at every mapping once, marks those whose members are not their entries, and notes why.
///
/// # Errors
///
/// What makes the cluster refuse the document.
pub(crate) fn survey(tree: &mut Tree<'_>) -> Result<(), Fault> {
    let (mut knotty, mut odd) = (Vec::new(), Vec::new());
    let mut keys = Vec::new();
    for at in 0..u32::try_from(tree.items.len()).unwrap_or(u32::MAX) {
        let item = tree.item(at);
        if item.kind == Kind::Map && !item.has(ALIAS) && knots(tree, at, &mut keys, &mut odd)? {
            knotty.push(at);
        }
    }
    for at in knotty {
        if let Some(item) = tree.items.get_mut(at as usize) {
            item.marks |= KNOTTY;
        }
    }
    tree.odd.extend(odd);
    if tree.aliases {
        aliases::check(tree)
    } else {
        Ok(())
    }
}

/// Whether a mapping has repeated or merging keys.
fn knots(tree: &Tree<'_>, at: u32, keys: &mut Vec<u32>, odd: &mut Vec<Odd>) -> Result<bool, Fault> {
    keys.clear();
    let mut children = Children {
        tree,
        range: at + 1..tree.item(at).next,
    };
    let mut merges = false;
    while let (Some(key), Some(value)) = (children.next(), children.next()) {
        if tree.item(key).has(MERGE) {
            merges = true;
            overwritten(tree, keys, (key, value), odd)?;
        } else {
            keys.push(key);
        }
    }
    let repeated = if keys.len() <= FEW {
        repeated_few(tree, keys, odd)
    } else {
        repeated_many(tree, keys, odd)
    };
    Ok(merges || repeated)
}

fn repeated_few(tree: &Tree<'_>, keys: &[u32], odd: &mut Vec<Odd>) -> bool {
    let before = odd.len();
    let mut texts: [&str; FEW] = [""; FEW];
    for (place, key) in keys.iter().enumerate() {
        let text = tree.scalar_text(*key);
        let earlier = texts
            .iter()
            .take(place)
            .position(|earlier| *earlier == text);
        if let Some(first) = earlier.and_then(|first| keys.get(first)) {
            odd.push(duplicate(tree, *key, *first));
        }
        if let Some(slot) = texts.get_mut(place) {
            *slot = text;
        }
    }
    odd.len() > before
}

fn repeated_many(tree: &Tree<'_>, keys: &[u32], odd: &mut Vec<Odd>) -> bool {
    let before = odd.len();
    let mut firsts: BTreeMap<&str, u32> = BTreeMap::new();
    for key in keys {
        match firsts.get(tree.scalar_text(*key)) {
            Some(first) => odd.push(duplicate(tree, *key, *first)),
            None => {
                firsts.insert(tree.scalar_text(*key), *key);
            }
        }
    }
    odd.len() > before
}

fn duplicate(tree: &Tree<'_>, later: u32, first: u32) -> Odd {
    let key = tree.scalar_text(later).to_owned();
    Odd {
        at: later,
        span: None,
        what: Oddity::DuplicateKey {
            key,
            first: tree.span(first),
        },
    }
}

/// Checks that a merge key has mappings to merge, and notes which earlier keys they overwrite.
fn overwritten(
    tree: &Tree<'_>,
    earlier: &[u32],
    (merge, value): (u32, u32),
    odd: &mut Vec<Odd>,
) -> Result<(), Fault> {
    let item = tree.item(value);
    let sources: Vec<u32> = match item.kind {
        Kind::Map => vec![value],
        Kind::Seq if !item.has(ALIAS) => Children {
            tree,
            range: value + 1..item.next,
        }
        .collect(),
        _ => return Err(no_mapping(tree, value)),
    };
    for source in sources {
        let target = tree.resolve(source);
        if tree.item(target).kind != Kind::Map {
            return Err(no_mapping(tree, source));
        }
        if earlier.is_empty() {
            continue;
        }
        let names: BTreeSet<&str> = Children {
            tree,
            range: target + 1..tree.item(target).next,
        }
        .step_by(2)
        .map(|key| tree.scalar_text(key))
        .collect();
        for key in earlier.iter().map(|key| tree.scalar_text(*key)) {
            if names.contains(key) {
                let what = Oddity::MergeOverwrites {
                    key: key.to_owned(),
                };
                odd.push(Odd {
                    at: merge,
                    span: None,
                    what,
                });
            }
        }
    }
    Ok(())
}

fn no_mapping(tree: &Tree<'_>, at: u32) -> Fault {
    let item = tree.item(at);
    let message = "map merge requires map or sequence of maps as the value";
    Fault::syntax((item.start, item.end), message)
}

/// Gives everything noticed its path and its bytes, in the order of the text.
pub(crate) fn observations(tree: &mut Tree<'_>) -> Vec<Observation> {
    let mut odd = std::mem::take(&mut tree.odd);
    odd.extend(letters::odd_letters(tree));
    odd.sort_by_key(|odd| odd.at);
    let mut walk = Walk {
        tree,
        open: Vec::new(),
        at: 0,
    };
    let (mut out, mut steps) = (Vec::with_capacity(odd.len()), 0);
    for Odd { at, span, what } in odd {
        walk.go(at);
        steps += walk.open.len();
        let path = if steps < STEP_LIMIT {
            walk.path()
        } else {
            FieldPath::root()
        };
        let span = span.map_or_else(|| walk.tree.span(at), |span| walk.tree.absolute(span));
        out.push(Observation { path, span, what });
    }
    out.sort_by_key(|observation| (observation.span.start, observation.span.end));
    out
}

/// The path of an item, from the root of its document.
pub(crate) fn path_to(tree: &Tree<'_>, at: u32) -> FieldPath {
    let mut walk = Walk {
        tree,
        open: Vec::new(),
        at: 0,
    };
    walk.go(at);
    walk.path()
}

/// A walk through the arena that knows where it is.
struct Walk<'w, 't> {
    tree: &'w Tree<'t>,
    open: Vec<Step>,
    at: u32,
}

struct Step {
    next: u32,
    map: bool,
    /// Which child is the current one, counted from 0; keys count too.
    child: usize,
    /// The key of the current child.
    key: u32,
}

impl Walk<'_, '_> {
    /// Walks on to an item.
    fn go(&mut self, to: u32) {
        while self.at < to {
            let item = self.tree.item(self.at);
            if matches!(item.kind, Kind::Map | Kind::Seq)
                && !item.has(ALIAS)
                && item.next != self.at + 1
            {
                let map = item.kind == Kind::Map;
                self.open.push(Step {
                    next: item.next,
                    map,
                    child: 0,
                    key: self.at + 1,
                });
                self.at += 1;
                continue;
            }
            self.at += 1;
            while self
                .open
                .last()
                .is_some_and(|step| step.next != 0 && step.next <= self.at)
            {
                self.open.pop();
            }
            if let Some(step) = self.open.last_mut() {
                step.child += 1;
                if step.child % 2 == 0 {
                    step.key = self.at;
                }
            }
        }
    }

    fn path(&self) -> FieldPath {
        let segment = |step: &Step| {
            if step.map {
                return Segment::from(self.tree.scalar_text(step.key).to_owned());
            }
            Segment::from(step.child)
        };
        self.open.iter().map(segment).collect()
    }
}
