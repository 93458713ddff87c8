//! [`Documents`]: one text, its documents one after the other.

use std::borrow::Cow;
use std::ops::Range;

use meshwright_api::{FieldPath, Observation, Oddity};

use crate::build::Fault;
use crate::node::Kind;
use crate::tree::{Item, Tree};
use crate::yaml::Outcome;
use crate::{Node, Syntax, json, survey, yaml};

mod comments;
mod part;

pub use part::partings;

pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// What an API server takes in one request, in bytes.
const SIZE_LIMIT: usize = 3 * 1024 * 1024;

/// Reads the documents of a text, one at a time: memory is bounded by the largest of them.
///
/// A document that holds nothing but comments is not told, but it counts.
///
/// ```
/// use meshwright_manifest::{Syntax, documents};
///
/// let text = b"---\n# nothing here\n---\na: [\n---\nb: 1\n";
/// let read: Vec<_> = documents(text, Syntax::Yaml).map(|d| (d.number(), d.root().is_some())).collect();
/// assert_eq!(read, [(2, false), (3, true)]);
/// ```
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
        loop {
            let piece = self.cut()?;
            if let Some(document) = piece.read() {
                return Some(document);
            }
            self.number -= usize::from(!piece.marked);
        }
    }
}

impl<'t> Documents<'t> {
    /// The same documents with numbers that go on behind `number`: the bytes are a later part of a text.
    #[must_use]
    pub const fn behind(mut self, number: usize) -> Self {
        self.number = number;
        self
    }

    /// The number of the last document that was cut off, empty ones included.
    pub const fn number(&self) -> usize {
        self.number
    }

    /// Cuts the next document off without reading it, so that several can be read at a time.
    ///
    /// ```
    /// use meshwright_manifest::{Syntax, documents};
    ///
    /// let mut stream = documents(b"a: 1\n---\nb: 2\n", Syntax::Yaml);
    /// let (first, second) = (stream.cut().expect("one"), stream.cut().expect("two"));
    /// assert_eq!(second.read().map(|document| document.number()), Some(2));
    /// assert_eq!(first.read().map(|document| document.number()), Some(1));
    /// assert!(stream.cut().is_none());
    /// ```
    pub fn cut(&mut self) -> Option<Piece<'t>> {
        match self.syntax {
            Syntax::Yaml => self.cut_yaml(),
            Syntax::Json | Syntax::NdJson => self.cut_json(),
        }
    }

    fn cut_yaml(&mut self) -> Option<Piece<'t>> {
        loop {
            let piece = yaml::cut::next(self.bytes, self.at)?;
            self.at = piece.range.end;
            self.number += usize::from(piece.marked || !piece.idle);
            if !piece.idle {
                return Some(self.piece(piece.range, piece.marked));
            }
        }
    }

    fn cut_json(&mut self) -> Option<Piece<'t>> {
        if self.at == 0 && self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.at = BYTE_ORDER_MARK.len();
        }
        let range = match self.syntax {
            Syntax::NdJson => json::line(self.bytes, self.at)?,
            _ => json::extent(self.bytes, self.at)?,
        };
        self.at = range.end;
        self.number += 1;
        Some(self.piece(range, true))
    }

    fn piece(&self, span: Range<usize>, marked: bool) -> Piece<'t> {
        Piece {
            bytes: self.bytes,
            syntax: self.syntax,
            number: self.number,
            span,
            marked,
        }
    }
}

/// A document that is not read yet. Made by [`Documents::cut`].
#[derive(Debug, Clone)]
pub struct Piece<'t> {
    bytes: &'t [u8],
    syntax: Syntax,
    number: usize,
    span: Range<usize>,
    /// Whether a marker opens it: then it counts even if it holds nothing.
    marked: bool,
}

impl<'t> Piece<'t> {
    /// The bytes of the document, counted from the start of the file.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Reads the document; `None` where it holds nothing after all.
    pub fn read(&self) -> Option<Document<'t>> {
        let document = match self.syntax {
            Syntax::Yaml => self.document(yaml::read),
            Syntax::Json | Syntax::NdJson => self.document(|tree| {
                let (tree, outcome) = json::read(tree);
                (
                    tree,
                    outcome.map_or_else(Outcome::Refused, |()| Outcome::Whole),
                )
            }),
        };
        let void = self.syntax == Syntax::Yaml && document.is_void();
        (!void).then_some(document)
    }

    fn document(&self, read: impl FnOnce(Tree<'t>) -> (Tree<'t>, Outcome)) -> Document<'t> {
        let piece = self.bytes.get(self.span.clone()).unwrap_or_default();
        let mut document = Document {
            bytes: self.bytes,
            number: self.number,
            span: self.span.clone(),
            tree: Tree::default(),
            root: false,
            faulty: false,
            observations: Vec::new(),
        };
        if u32::try_from(piece.len()).is_err() {
            document.faulty = true;
            document.observe_size();
            return document;
        }
        let (tree, outcome) = read(Tree::new(document.span.start, piece));
        document.tree = tree;
        document.settle(outcome);
        document.observe_mark();
        document
    }
}

/// One document of a text.
#[derive(Debug)]
pub struct Document<'t> {
    bytes: &'t [u8],
    number: usize,
    span: Range<usize>,
    pub(crate) tree: Tree<'t>,
    root: bool,
    faulty: bool,
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
    ///
    /// ```
    /// use meshwright_manifest::{Syntax, documents};
    ///
    /// let text = b"a: '#' # one\n# two\n";
    /// let document = documents(text, Syntax::Yaml).next().expect("one document");
    /// let comments: Vec<_> = document.comments().map(|(_, text)| text).collect();
    /// assert_eq!(comments, ["# one", "# two"]);
    /// ```
    pub fn comments(&self) -> impl Iterator<Item = (Range<usize>, &'t str)> {
        comments::of(&self.tree, self.root)
    }

    fn settle(&mut self, outcome: Outcome) {
        let (fault, mut read) = match outcome {
            Outcome::Whole => (None, true),
            Outcome::Trailing(fault) => (Some(fault), true),
            Outcome::Refused(fault) => (Some(fault), false),
        };
        let mut faults: Vec<Fault> = fault.into_iter().collect();
        if read && let Err(fault) = survey::survey(&mut self.tree) {
            read = false;
            faults.push(fault);
        }
        self.faulty = !faults.is_empty();
        self.root = read && !self.tree.items.is_empty();
        if read {
            self.observations = survey::observations(&mut self.tree);
        }
        if self.tree.bytes.len() > SIZE_LIMIT {
            self.observe_size();
        }
        for fault in faults {
            let span = self.tree.absolute(fault.span);
            let path = FieldPath::root();
            self.observations.push(Observation {
                path,
                span,
                what: fault.what,
            });
        }
        self.observations
            .sort_by_key(|observation| observation.span.start);
    }

    /// Whether the text has no value and no fault.
    fn is_void(&self) -> bool {
        let absent = |item: &Item| item.kind == Kind::Null && item.start == item.end;
        let first = self.tree.items.first();
        !self.faulty && self.tree.properties.is_empty() && first.is_none_or(absent)
    }

    fn observe_size(&mut self) {
        let what = Oddity::TooLarge { limit: SIZE_LIMIT };
        self.observations.insert(
            0,
            Observation {
                path: FieldPath::root(),
                span: self.span(),
                what,
            },
        );
    }

    /// A byte order mark belongs to the first document, which is where a reader meets it.
    fn observe_mark(&mut self) {
        let first = self.number == 1 && self.bytes.starts_with(BYTE_ORDER_MARK);
        if first {
            let (path, span) = (FieldPath::root(), 0..BYTE_ORDER_MARK.len());
            let what = Oddity::ByteOrderMark {
                refused: self.tree.json,
            };
            self.observations
                .insert(0, Observation { path, span, what });
        }
    }
}
