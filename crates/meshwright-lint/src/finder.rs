//! [`Finder`]: follows many paths into one object without walking its lists and mappings each time anew.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use meshwright_api::{FieldPath, Segment};
use meshwright_manifest::{Kind, Located, Node};

/// Paths that are followed the plain way, before an index pays.
const FEW: usize = 16;

/// Follows paths into one object.
#[derive(Debug)]
pub(crate) struct Finder<'d> {
    object: Node<'d>,
    asked: RefCell<usize>,
    /// The contents of lists and mappings, by their first byte.
    lists: RefCell<BTreeMap<usize, Vec<Node<'d>>>>,
    maps: RefCell<BTreeMap<usize, BTreeMap<&'d str, Member<'d>>>>,
}

/// A value and the bytes of its key; those are not known where a merge brought it.
type Member<'d> = (Node<'d>, Option<Range<usize>>);

impl<'d> Finder<'d> {
    pub(crate) const fn new(object: Node<'d>) -> Self {
        Self {
            object,
            asked: RefCell::new(0),
            lists: RefCell::new(BTreeMap::new()),
            maps: RefCell::new(BTreeMap::new()),
        }
    }

    /// The object that paths start at.
    pub(crate) const fn object(&self) -> Node<'d> {
        self.object
    }

    /// As [`Node::locate`].
    pub(crate) fn locate(&self, path: &FieldPath) -> Located<'d> {
        let asked = self.asked.replace_with(|asked| *asked + 1);
        if asked < FEW {
            return self.object.locate(path);
        }
        let mut place = Located {
            value: None,
            key: None,
            ancestor: self.object,
            matched: 0,
        };
        for segment in path.segments() {
            let Some((value, key)) = self.step(place.ancestor, segment) else {
                return place;
            };
            place = Located {
                value: None,
                key,
                ancestor: value,
                matched: place.matched + 1,
            };
        }
        place.value = Some(place.ancestor);
        place
    }

    fn step(&self, from: Node<'d>, segment: &Segment) -> Option<Member<'d>> {
        match segment {
            // Behind an alias several values have the place of its use.
            Segment::Key(key) if from.is_aliased() => Some((from.get(key)?, from.key_span(key))),
            Segment::Index(index) if from.is_aliased() => Some((from.at(*index)?, None)),
            Segment::Key(key) => self.member(from, key),
            Segment::Index(index) => {
                let mut lists = self.lists.borrow_mut();
                let items = lists
                    .entry(from.span().start)
                    .or_insert_with(|| from.items().collect());
                (from.kind() == Kind::Seq).then(|| Some((*items.get(*index)?, None)))?
            }
        }
    }

    fn member(&self, from: Node<'d>, key: &str) -> Option<Member<'d>> {
        if from.kind() != Kind::Map {
            return None;
        }
        let mut maps = self.maps.borrow_mut();
        let members = maps
            .entry(from.span().start)
            .or_insert_with(|| members(from));
        let (value, span) = members.get(key)?;
        Some((*value, span.clone().or_else(|| from.key_span(key))))
    }
}

fn members<'d>(map: Node<'d>) -> BTreeMap<&'d str, Member<'d>> {
    let mut members: BTreeMap<&'d str, Member<'d>> = map
        .members()
        .into_iter()
        .map(|(key, value)| (key, (value, None)))
        .collect();
    for entry in map.entries() {
        match members.get_mut(entry.key) {
            Some((value, span)) if *value == entry.value => *span = Some(entry.key_span),
            _ => {}
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use meshwright_api::path;
    use meshwright_manifest::{Syntax, documents};

    use super::*;

    #[test]
    fn an_index_finds_what_a_walk_finds() {
        let text = "d: &d {m: 1, k: 2}\na: [x, [y, {z: 1}]]\nk: 1\nk: 2\nm: 3\n<<: *d\ne: *d\nn:\n";
        let document = documents(text.as_bytes(), Syntax::Yaml).next().unwrap();
        let root = document.root().unwrap();
        let finder = Finder::new(root);
        finder.asked.replace(FEW);
        for path in [
            path![],
            path!["a"],
            path!["a", 0],
            path!["a", 1, 1, "z"],
            path!["a", 1, 7],
            path!["a", "b"],
            path!["k"],
            path!["k", 0],
            path!["m"],
            path!["e", "m"],
            path!["e", "x"],
            path!["n"],
            path!["none"],
        ] {
            let (found, walked) = (finder.locate(&path), root.locate(&path));
            assert_eq!(found.value, walked.value, "{path}");
            assert_eq!(found.key, walked.key, "{path}");
            assert_eq!(found.ancestor, walked.ancestor, "{path}");
            assert_eq!(found.matched, walked.matched, "{path}");
        }
    }
}
