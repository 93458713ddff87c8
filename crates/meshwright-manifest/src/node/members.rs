//! What a mapping's entries amount to: repeated keys and merge keys resolved as the cluster does.
//!
//! The cluster's reader goes through the entries in order and lets each overwrite what stood before; a
//! merge key writes all members of its mappings at its own position. So an explicit key before a merge
//! is overwritten by it, one after it wins.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Children, Node};
use crate::node::Kind;
use crate::tree::{KNOTTY, MERGE};

impl<'d> Node<'d> {
    /// The key's item and the value of a member.
    pub(crate) fn member(&self, name: &str) -> Option<(u32, Self)> {
        if !self.tree.item(self.at).has(KNOTTY) {
            let (key, value) = self
                .pairs()
                .find(|(key, _)| self.tree.scalar_text(*key) == name)?;
            return Some((key, Self::new(self.tree, value, self.site)));
        }
        self.merged()
            .into_iter()
            .find(|(key, _)| self.tree.scalar_text(*key) == name)
    }

    /// Where a key that came through the alias `site` is shown: at the alias.
    pub(super) fn key_site(&self, key: u32, site: u32) -> Range<usize> {
        let own = self.site.is_none() && self.pairs().any(|(own, _)| own == key);
        self.tree.span(if own { key } else { site })
    }

    /// Every member once, under the key that came first, with the value that came last.
    pub(super) fn merged(&self) -> Vec<(u32, Self)> {
        let mut places: BTreeMap<&'d str, usize> = BTreeMap::new();
        let mut members: Vec<(u32, Self)> = Vec::new();
        self.written(&mut |key, value| {
            let place = *places
                .entry(self.tree.scalar_text(key))
                .or_insert(members.len());
            match members.get_mut(place) {
                Some(member) => *member = (key, value),
                None => members.push((key, value)),
            }
        });
        members
    }

    /// Tells every entry in the order in which the cluster's reader writes it, merged ones where they are
    /// merged. Iterative, because merges nest as deep as the text likes.
    pub(crate) fn written(&self, tell: &mut dyn FnMut(u32, Self)) {
        let mut open = vec![(self.children(), self.site)];
        while let Some((children, site)) = open.last_mut() {
            let site = *site;
            let (Some(key), Some(value)) = (children.next(), children.next()) else {
                open.pop();
                continue;
            };
            if self.tree.item(key).has(MERGE) {
                open.extend(self.sources(value, site));
            } else {
                tell(key, Self::new(self.tree, value, site));
            }
        }
    }

    /// The mappings a merge key names, last one first on the stack's top: earlier ones win.
    fn sources(&self, value: u32, site: Option<u32>) -> Vec<(Children<'d>, Option<u32>)> {
        let merge = Self::new(self.tree, value, site);
        let sources = match merge.kind() {
            Kind::Seq => merge.items().collect(),
            _ => vec![merge],
        };
        sources
            .into_iter()
            .map(|source| (source.children(), source.site))
            .collect()
    }

    fn children(&self) -> Children<'d> {
        Children {
            tree: self.tree,
            range: self.contents(),
        }
    }
}
