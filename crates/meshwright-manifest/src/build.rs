//! [`Builder`]: puts an arena together from what a reader tells it, whichever reader that is.

use meshwright_api::Oddity;

use crate::node::{Kind, Style};
use crate::scalar::{self, Scalar};
use crate::tree::{ALIAS, Item, MERGE, Odd, Tree};

/// How deep the cluster's readers go.
pub(crate) const DEPTH_LIMIT: usize = 10_000;

/// More oddities than this in one document tell nobody anything.
const ODDITY_LIMIT: usize = 10_000;

/// Why a document was not read to its end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    /// Where, counted from the start of the document's piece of the file.
    pub(crate) span: (u32, u32),
    pub(crate) what: Oddity,
}

impl Fault {
    pub(crate) fn syntax(span: (u32, u32), message: impl Into<String>) -> Self {
        Self {
            span,
            what: Oddity::Syntax {
                message: message.into(),
            },
        }
    }
}

/// A scalar as a reader found it.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) style: Style,
    pub(crate) meaning: Scalar,
    /// The value's text where it is not the source's.
    pub(crate) text: Option<Box<str>>,
    /// Whether a tag said how to read it: then nothing about it surprises.
    pub(crate) tagged: bool,
    /// Whether it merges, should it be a key.
    pub(crate) merge: bool,
}

#[derive(Debug)]
struct Frame {
    at: u32,
    map: bool,
    key_next: bool,
    last_end: u32,
}

#[derive(Debug)]
pub(crate) struct Builder<'t> {
    pub(crate) tree: Tree<'t>,
    open: Vec<Frame>,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(tree: Tree<'t>) -> Self {
        Self {
            tree,
            open: Vec::new(),
        }
    }

    /// The kind of the innermost open container.
    pub(crate) fn innermost(&self) -> Option<Kind> {
        self.open
            .last()
            .map(|frame| if frame.map { Kind::Map } else { Kind::Seq })
    }

    /// The place the next item will have.
    pub(crate) fn next_at(&self) -> u32 {
        u32::try_from(self.tree.items.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn open(&mut self, kind: Kind, style: Style, start: u32) -> Result<u32, Fault> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(Fault {
                span: (start, start + 1),
                what: Oddity::TooDeep { limit: DEPTH_LIMIT },
            });
        }
        if self.place() {
            return Err(Fault::syntax((start, start + 1), "a key must be a scalar"));
        }
        let at = self.push(Item {
            start,
            end: start,
            next: 0,
            link: 0,
            kind,
            style,
            marks: 0,
        });
        let map = kind == Kind::Map;
        self.open.push(Frame {
            at,
            map,
            key_next: map,
            last_end: start,
        });
        Ok(at)
    }

    /// Closes the innermost container; `None` as its end is the end of its last content.
    pub(crate) fn close(&mut self, end: Option<u32>) {
        let Some(frame) = self.open.pop() else { return };
        let next = self.next_at();
        let end = end.unwrap_or(frame.last_end);
        if let Some(item) = self.tree.items.get_mut(frame.at as usize) {
            item.end = end;
            item.next = next;
        }
        self.note_end(end);
    }

    pub(crate) fn scalar(&mut self, mut found: Found) -> Result<u32, Fault> {
        let key = self.place();
        let Found {
            start,
            end,
            style,
            meaning,
            ..
        } = found;
        let mut marks = 0;
        if key && found.merge {
            marks |= MERGE;
        } else if key && meaning != Scalar::Text {
            found.text = self.convert_key(&found)?.or(found.text);
        } else if style == Style::Plain && !found.tagged && meaning != Scalar::Null {
            self.note_surprise(&found);
        }
        let text = found.text;
        if text.as_deref().is_some_and(|text| text.contains('\0')) {
            self.odd(Oddity::Nul);
        }
        if meaning.is_unspeakable() && !key {
            return Err(Fault::syntax((start, end), "JSON has no such number"));
        }
        let link = text.map_or(0, |text| self.tree.keep(text));
        let kind = meaning.kind();
        let at = self.next_at();
        self.push(Item {
            start,
            end,
            next: at + 1,
            link,
            kind,
            style,
            marks,
        });
        self.note_end(end);
        Ok(at)
    }

    pub(crate) fn alias(&mut self, span: (u32, u32), target: u32) -> Result<(), Fault> {
        let item = *self.tree.item(target);
        if item.next == 0 {
            return Err(Fault::syntax(span, "an anchor's value contains itself"));
        }
        self.tree.aliases = true;
        let (start, end) = span;
        if self.open.last().is_some_and(|frame| frame.key_next) {
            return self.alias_key(span, target);
        }
        self.place();
        let next = self.next_at() + 1;
        self.push(Item {
            start,
            end,
            next,
            link: target,
            marks: ALIAS,
            ..item
        });
        self.note_end(end);
        Ok(())
    }

    /// Notes something about the item that comes next.
    pub(crate) fn odd(&mut self, what: Oddity) {
        if self.tree.odd.len() < ODDITY_LIMIT {
            self.tree.odd.push(Odd {
                at: self.next_at(),
                span: None,
                what,
            });
        }
    }

    /// An alias as a key is a copy of the scalar it names.
    fn alias_key(&mut self, span: (u32, u32), target: u32) -> Result<(), Fault> {
        let item = *self.tree.item(target);
        if matches!(item.kind, Kind::Map | Kind::Seq) {
            return Err(Fault::syntax(span, "a key must be a scalar"));
        }
        let text: Box<str> = self.tree.scalar_text(target).into();
        let meaning = match item.kind {
            Kind::String => Scalar::Text,
            _ => scalar::resolve(&text),
        };
        let style = Style::Literal;
        let (start, end) = span;
        self.scalar(Found {
            start,
            end,
            style,
            meaning,
            text: Some(text),
            tagged: true,
            merge: false,
        })?;
        Ok(())
    }

    /// The text a key that is no string has for the cluster, where it differs from its letters.
    fn convert_key(&mut self, found: &Found) -> Result<Option<Box<str>>, Fault> {
        let letters = self.letters(found);
        let Some(key) = found.meaning.key(letters) else {
            return Err(Fault::syntax(
                (found.start, found.end),
                "this cannot be a key",
            ));
        };
        if found.style == Style::Plain && !found.tagged {
            let reads_as = key.clone().into();
            self.odd(Oddity::Dialect {
                raw: letters.to_owned(),
                reads_as,
                key: true,
            });
        }
        Ok((key != letters).then(|| key.into()))
    }

    fn note_surprise(&mut self, found: &Found) {
        if found.meaning == Scalar::Text && !found.first_may_surprise(self.tree.bytes) {
            return;
        }
        let letters = self.letters(found);
        let surprising = if self.tree.json {
            matches!(found.meaning, Scalar::Float(_)) && !letters.contains(['.', 'e', 'E'])
        } else {
            scalar::surprises(letters, found.meaning)
        };
        if surprising {
            let reads_as = found.meaning.value(letters);
            self.odd(Oddity::Dialect {
                raw: letters.to_owned(),
                reads_as,
                key: false,
            });
        }
    }

    fn letters<'f>(&self, found: &'f Found) -> &'f str
    where
        't: 'f,
    {
        let source = self.tree.text.get(found.start as usize..found.end as usize);
        found.text.as_deref().or(source).unwrap_or_default()
    }

    /// Takes the next place in the innermost container; whether it is a key's.
    fn place(&mut self) -> bool {
        let Some(frame) = self.open.last_mut() else {
            return false;
        };
        let key = frame.key_next;
        frame.key_next = frame.map && !key;
        key
    }

    fn note_end(&mut self, end: u32) {
        if let Some(frame) = self.open.last_mut() {
            frame.last_end = end;
        }
    }

    fn push(&mut self, item: Item) -> u32 {
        let at = self.next_at();
        self.tree.items.push(item);
        at
    }
}

impl Found {
    /// Only what begins like a number can be a text that surprises.
    fn first_may_surprise(&self, bytes: &[u8]) -> bool {
        let first = bytes.get(self.start as usize);
        first.is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'))
    }
}
