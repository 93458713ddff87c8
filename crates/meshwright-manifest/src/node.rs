//! [`Node`]: a handle on one value of a document.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::tree::{ALIAS, KNOTTY, MERGE, Tree};

mod members;

/// What a value is to the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Null, spelled or by absence.
    Null,
    /// True or false, however spelled.
    Bool,
    /// A number without a fraction; `80.0` and `1e3` are such numbers too.
    Int,
    /// Any other number.
    Float,
    /// A text.
    String,
    /// A list.
    Seq,
    /// An object.
    Map,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'text'`
    SingleQuoted,
    /// `"text"`, also every string in JSON.
    DoubleQuoted,
    /// A block scalar that keeps its line breaks (`|`).
    Literal,
    /// A block scalar that folds its line breaks (`>`).
    Folded,
    /// A collection written with indentation.
    Block,
    /// A collection written with brackets.
    Flow,
}

/// A handle on one value; cheap to copy.
///
/// A value reached through an alias (or merged in through one) has the place where the alias is used:
/// that is where its author can change it.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(crate) tree: &'d Tree<'d>,
    pub(crate) at: u32,
    /// The outermost alias on the way here.
    pub(crate) site: Option<u32>,
}

/// One entry of a mapping as written.
#[derive(Debug, Clone)]
pub struct Entry<'d> {
    /// The key as the cluster reads it (`on:` is `true`).
    pub key: &'d str,
    /// The bytes of the key, counted from the start of the file.
    pub key_span: Range<usize>,
    /// Its value.
    pub value: Node<'d>,
}

impl<'d> Node<'d> {
    pub(crate) fn new(tree: &'d Tree<'d>, at: u32, site: Option<u32>) -> Self {
        if tree.item(at).has(ALIAS) {
            return Self {
                tree,
                at: tree.resolve(at),
                site: site.or(Some(at)),
            };
        }
        Self { tree, at, site }
    }

    /// What the value is.
    pub fn kind(&self) -> Kind {
        self.tree.item(self.at).kind
    }

    /// How the value is written; for an alias, how its target is.
    pub fn style(&self) -> Style {
        self.tree.item(self.at).style
    }

    /// Whether this is a scalar without quotes.
    pub fn is_plain(&self) -> bool {
        self.style() == Style::Plain
    }

    /// Whether the value is reached through an alias.
    pub fn is_aliased(&self) -> bool {
        self.site.is_some()
    }

    /// The bytes of the value, quotes included, counted from the start of the file. An alias has the
    /// bytes of its use; a value that is not there (`key:`) has an empty span after the colon.
    pub fn span(&self) -> Range<usize> {
        self.tree.span(self.site.unwrap_or(self.at))
    }

    /// The source text of the value; for an alias, of its target.
    pub fn raw(&self) -> Cow<'d, str> {
        let item = self.tree.item(self.at);
        let bytes = self.tree.bytes.get(item.start as usize..item.end as usize);
        String::from_utf8_lossy(bytes.unwrap_or_default())
    }

    /// The text of a string value; `None` for every other kind.
    pub fn as_str(&self) -> Option<&'d str> {
        (self.kind() == Kind::String).then(|| self.tree.scalar_text(self.at))
    }

    /// A boolean's value.
    pub fn as_bool(&self) -> Option<bool> {
        let text = (self.kind() == Kind::Bool).then(|| self.tree.scalar_text(self.at))?;
        Some(crate::scalar::reads_true(text))
    }

    /// A number's value.
    pub fn as_number(&self) -> Option<serde_json::Number> {
        matches!(self.kind(), Kind::Int | Kind::Float)
            .then(|| crate::scalar::number(self.tree.scalar_text(self.at)))?
    }

    /// Whether the value is null or not spelled at all.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// The member of a mapping under a key, as the cluster sees it: the last of several, merges applied.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.member(key).map(|(_, value)| value)
    }

    /// The bytes of the key under which [`Node::get`] finds its value.
    pub fn key_span(&self, key: &str) -> Option<Range<usize>> {
        let (at, value) = self.member(key)?;
        Some(
            value
                .site
                .map_or_else(|| self.tree.span(at), |site| self.key_site(at, site)),
        )
    }

    /// An element of a list.
    pub fn at(&self, index: usize) -> Option<Self> {
        self.items().nth(index)
    }

    /// The elements of a list; nothing for every other kind.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'d> {
        let range = if self.kind() == Kind::Seq {
            self.contents()
        } else {
            0..0
        };
        let (tree, site) = (self.tree, self.site);
        Children { tree, range }.map(move |at| Self::new(tree, at, site))
    }

    /// The entries of a mapping in the order of the text, repeated keys included, merge keys left out;
    /// nothing for every other kind.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'d>> + use<'d> {
        let (tree, site) = (self.tree, self.site);
        self.pairs()
            .filter(move |(key, _)| !tree.item(*key).has(MERGE))
            .map(move |(key, value)| Entry {
                key: tree.scalar_text(key),
                key_span: tree.span(site.unwrap_or(key)),
                value: Self::new(tree, value, site),
            })
    }

    /// The members of a mapping as the cluster sees them: each key once, merges applied, in the order in
    /// which the keys first appear.
    pub fn members(&self) -> Vec<(&'d str, Self)> {
        if !self.tree.item(self.at).has(KNOTTY) {
            return self
                .entries()
                .map(|entry| (entry.key, entry.value))
                .collect();
        }
        self.merged()
            .into_iter()
            .map(|(key, value)| (self.tree.scalar_text(key), value))
            .collect()
    }

    /// The source bytes of a part of a string value, `within` counted in bytes of the value; `None` where
    /// the source is not letter by letter the value (escapes, several lines, aliases).
    pub fn inner_span(&self, within: Range<usize>) -> Option<Range<usize>> {
        let item = self.tree.item(self.at);
        let quote = match item.style {
            Style::Plain => 0,
            Style::SingleQuoted | Style::DoubleQuoted => 1,
            _ => return None,
        };
        let start = self.tree.base + item.start as usize + quote;
        let length = (item.end - item.start) as usize - 2 * quote;
        let literal = self.site.is_none() && item.link == 0 && within.start <= within.end;
        (literal && within.end <= length).then(|| start + within.start..start + within.end)
    }

    fn contents(&self) -> Range<u32> {
        self.at + 1..self.tree.item(self.at).next
    }

    /// Keys and values of a mapping as written.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + use<'d> {
        let range = if self.kind() == Kind::Map {
            self.contents()
        } else {
            0..0
        };
        let mut children = Children {
            tree: self.tree,
            range,
        };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }
}

impl PartialEq for Node<'_> {
    /// The same place in the same document.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.at == other.at && self.site == other.site
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Node");
        out.field("kind", &self.kind())
            .field("span", &self.span())
            .finish_non_exhaustive()
    }
}

/// The direct contents of a container.
pub(crate) struct Children<'d> {
    pub(crate) tree: &'d Tree<'d>,
    pub(crate) range: Range<u32>,
}

impl Iterator for Children<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let at = (!self.range.is_empty()).then_some(self.range.start)?;
        self.range.start = self.tree.item(at).next;
        Some(at)
    }
}
