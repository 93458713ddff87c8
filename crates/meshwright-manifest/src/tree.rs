//! The arena a document is kept in: one flat list in the order of the text.
//!
//! A container is followed by its contents and knows where they end, so walking, skipping and dropping
//! need no recursion however deep the text nests. Offsets are bytes from the start of the document's
//! own piece of the file.

use std::collections::BTreeMap;
use std::ops::Range;

use meshwright_api::Oddity;

use crate::node::{Kind, Style};

/// One node. Its contents, if any, are the items up to `next`; a mapping's are key, value, key, value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Item {
    /// First byte; quotes are inside, tags and anchors are not.
    pub(crate) start: u32,
    /// Past the last byte.
    pub(crate) end: u32,
    /// The item after this one and all its contents.
    pub(crate) next: u32,
    /// For an alias its target; else one more than the place of the value's text in `texts`, 0 where the
    /// text is the value.
    pub(crate) link: u32,
    pub(crate) kind: Kind,
    pub(crate) style: Style,
    pub(crate) marks: u8,
}

impl Item {
    pub(crate) fn has(&self, mark: u8) -> bool {
        self.marks & mark != 0
    }
}

/// The item stands for another one.
pub(crate) const ALIAS: u8 = 1;
/// A key that merges its value into the mapping.
pub(crate) const MERGE: u8 = 2;
/// A mapping with repeated or merging keys: its members are not its entries.
pub(crate) const KNOTTY: u8 = 4;

/// Something noticed about an item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Odd {
    pub(crate) at: u32,
    /// The bytes it concerns, where they are not the item's.
    pub(crate) span: Option<(u32, u32)>,
    pub(crate) what: Oddity,
}

/// One document.
#[derive(Debug, Default)]
pub(crate) struct Tree<'t> {
    /// Where the document's piece of the file starts.
    pub(crate) base: usize,
    pub(crate) bytes: &'t [u8],
    /// The same as text; empty where it is no UTF-8 (then every scalar's text is in `texts`).
    pub(crate) text: &'t str,
    pub(crate) items: Vec<Item>,
    pub(crate) texts: Vec<Box<str>>,
    /// Where the tag and anchor of an item start, for those that have any.
    pub(crate) properties: BTreeMap<u32, u32>,
    /// What was noticed about which item.
    pub(crate) odd: Vec<Odd>,
    /// Whether any item is an alias.
    pub(crate) aliases: bool,
    /// Whether the text is JSON.
    pub(crate) json: bool,
}

impl<'t> Tree<'t> {
    pub(crate) fn new(base: usize, bytes: &'t [u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        Self {
            base,
            bytes,
            text,
            ..Self::default()
        }
    }

    /// The tree as it was before anything was put into it.
    pub(crate) fn blank(self) -> Self {
        let mut items = self.items;
        items.clear();
        Self {
            base: self.base,
            bytes: self.bytes,
            text: self.text,
            items,
            ..Self::default()
        }
    }

    /// An item that certainly exists: `at` comes from this very tree.
    pub(crate) fn item(&self, at: u32) -> &Item {
        self.items
            .get(at as usize)
            .expect("indices are made by the tree they are used on")
    }

    /// Keeps a text that is not in the source; what to link to it with.
    pub(crate) fn keep(&mut self, text: Box<str>) -> u32 {
        self.texts.push(text);
        u32::try_from(self.texts.len()).unwrap_or(u32::MAX)
    }

    /// The item an alias stands for, or the item itself.
    pub(crate) fn resolve(&self, at: u32) -> u32 {
        let item = self.item(at);
        if item.has(ALIAS) { item.link } else { at }
    }

    /// The text of a scalar as the cluster reads it.
    pub(crate) fn scalar_text(&self, at: u32) -> &str {
        let item = self.item(at);
        if let Some(place) = item.link.checked_sub(1) {
            return self.texts.get(place as usize).map_or("", |text| text);
        }
        let quote = u32::from(matches!(
            item.style,
            Style::SingleQuoted | Style::DoubleQuoted
        ));
        let inner = (item.start + quote) as usize..item.end.saturating_sub(quote) as usize;
        self.text.get(inner).unwrap_or_default()
    }

    /// The bytes of an item, counted from the start of the file.
    pub(crate) fn span(&self, at: u32) -> Range<usize> {
        let item = self.item(at);
        self.absolute((item.start, item.end))
    }

    /// Bytes of the document's piece, counted from the start of the file.
    pub(crate) fn absolute(&self, span: (u32, u32)) -> Range<usize> {
        self.base + span.0 as usize..self.base + span.1 as usize
    }
}
