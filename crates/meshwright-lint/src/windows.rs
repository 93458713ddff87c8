//! [`Windows`]: a long text, part after part, each with whole documents.

use std::io::{self, Read};

use memchr::{memchr_iter, memmem, memrchr_iter};
use meshwright_manifest::{Syntax, documents, partings};

use crate::page::SIBLINGS;
use crate::suppress::{FURTHEST, MARK};
use crate::text::{Origin, Text, WIDEST};

/// How many bytes an excerpt may show behind the last document of a window.
const BEHIND: usize = WIDEST + 16;
/// How much is asked for first: most manifests are shorter, and asking how long a file is costs as much as
/// reading it.
const FIRST: usize = 4096;

/// A long text, part after part.
#[derive(Debug)]
pub(crate) struct Windows<R> {
    source: R,
    /// How many bytes a window has, where its documents allow.
    size: usize,
    buffer: Vec<u8>,
    origin: Origin,
    ended: bool,
}

impl<R: Read> Windows<R> {
    /// A text, read up to the end of its first window.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn new(source: R, size: usize) -> io::Result<Self> {
        let mut windows = Self {
            source,
            size: size.max(1),
            buffer: Vec::new(),
            origin: Origin::default(),
            ended: false,
        };
        windows.fill(FIRST.min(windows.size))?;
        while !windows.ended && windows.buffer.len() < windows.size {
            windows.fill(windows.buffer.len().saturating_mul(2).min(windows.size))?;
        }
        Ok(windows)
    }

    /// The bytes of the first window.
    pub(crate) fn start(&self) -> &[u8] {
        &self.buffer
    }

    /// Whether the first window is the whole text.
    pub(crate) const fn is_whole(&self) -> bool {
        self.ended
    }

    /// The whole text.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn into_whole(mut self) -> io::Result<Vec<u8>> {
        if !self.ended {
            self.source.read_to_end(&mut self.buffer)?;
        }
        Ok(self.buffer)
    }

    /// The next part of the text; `None` behind the last one. The first part has all the documents that
    /// are one another's siblings.
    ///
    /// # Errors
    /// When it cannot be read on.
    pub(crate) fn next<'w>(
        &'w mut self,
        name: &'w str,
        syntax: Syntax,
        first: bool,
    ) -> io::Result<Option<Text<'w>>> {
        let mut wanted = self.size;
        let end = loop {
            self.fill(wanted)?;
            if self.ended {
                break self.buffer.len();
            }
            match self
                .parting(syntax)
                .filter(|end| !first || self.has_siblings(*end, syntax))
            {
                Some(end) => break end,
                None => wanted = self.buffer.len().saturating_mul(2),
            }
        };
        if self.buffer.is_empty() {
            return Ok(None);
        }
        let mut text = Text::part(name, syntax, self.origin, &self.buffer);
        text.end = end;
        Ok(Some(text))
    }

    /// Goes on behind what was judged.
    pub(crate) fn leave(&mut self, judged: usize) {
        let gone = self.buffer.get(..judged).unwrap_or(&self.buffer);
        self.origin.offset += gone.len();
        self.origin.lines += memchr_iter(b'\n', gone).count();
        self.buffer.drain(..gone.len());
    }

    /// The last place at which the text can be parted, with all behind it that its last document needs
    /// to be seen.
    fn parting(&self, syntax: Syntax) -> Option<usize> {
        let mut last = self.buffer.len().checked_sub(BEHIND)?;
        if memmem::find(&self.buffer, MARK).is_some() {
            // A suppression may look for its line behind its document.
            last = last.min(memrchr_iter(b'\n', &self.buffer).nth(FURTHEST + 1)?);
        }
        let places = partings(&self.buffer, syntax);
        places.take_while(|place| *place <= last).last()
    }

    fn has_siblings(&self, end: usize, syntax: Syntax) -> bool {
        let judged = self.buffer.get(..end).unwrap_or_default();
        documents(judged, syntax).take(SIBLINGS).count() == SIBLINGS
    }

    /// Reads until so many bytes are there, or the text ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        let mut filled = self.buffer.len();
        if self.ended || wanted <= filled {
            return Ok(());
        }
        self.buffer.resize(wanted, 0);
        while !self.ended && filled < wanted {
            let free = self.buffer.get_mut(filled..).unwrap_or_default();
            match self.source.read(free) {
                Ok(0) => self.ended = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.truncate(filled);
        Ok(())
    }
}
