//! The parser: tokens to nodes.
//!
//! A state machine with its own stack. Each state says what may come next; what a node does when it is
//! complete is the state below it.

use std::collections::BTreeMap;

use meshwright_api::Oddity;

use super::scan::Scanner;
use super::tag;
use super::token::{Kind as T, Token};
use crate::build::{Builder, Fault, Found};
use crate::node::{Kind, Style};
use crate::scalar::{self, Scalar};
use crate::tree::Tree;

/// What the parser waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BlockSeqEntry,
    IndentlessEntry,
    BlockMapKey,
    BlockMapValue,
    FlowSeqFirst,
    FlowSeqEntry,
    PairKey,
    PairValue,
    PairEnd,
    FlowMapFirst,
    FlowMapKey,
    FlowMapValue,
    FlowMapNoValue,
    DocumentEnd,
}

/// Where a node stands, which decides what it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    /// A value or key of a block mapping: its list may stand without indentation.
    BlockMember,
    Flow,
}

/// What stands before a node.
#[derive(Default)]
struct Dress {
    start: Option<u32>,
    end: u32,
    anchor: Option<String>,
    tag: Option<String>,
}

pub(super) struct Parser<'t> {
    scanner: Scanner<'t>,
    builder: Builder<'t>,
    states: Vec<State>,
    anchors: BTreeMap<String, u32>,
    handles: BTreeMap<String, String>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(scanner: Scanner<'t>, builder: Builder<'t>) -> Self {
        Self {
            scanner,
            builder,
            states: Vec::new(),
            anchors: BTreeMap::new(),
            handles: BTreeMap::new(),
        }
    }

    pub(super) fn into_tree(self) -> Tree<'t> {
        self.builder.tree
    }

    /// Reads one document.
    pub(super) fn document(&mut self) -> Result<(), Fault> {
        if self.peek()? == T::StreamEnd {
            return Ok(());
        }
        let explicit = self.directives()?;
        self.states.push(State::DocumentEnd);
        let empty = matches!(
            self.peek()?,
            T::DocumentStart
                | T::DocumentEnd
                | T::StreamEnd
                | T::VersionDirective
                | T::TagDirective
        );
        if explicit && empty {
            let at = self.scanner.peek()?.start;
            self.empty(at)?;
        } else {
            self.node(Place::Block)?;
        }
        while let Some(state) = self.states.pop() {
            if state == State::DocumentEnd {
                return self.document_end();
            }
            self.step(state)?;
        }
        Ok(())
    }

    /// What is wrong with the rest of the piece: the cluster's reader never looks at it.
    pub(super) fn trailing(&mut self) -> Option<Fault> {
        loop {
            let token = match self.scanner.take() {
                Ok(token) => token,
                Err(fault) => return Some(fault),
            };
            match token.kind {
                T::DocumentEnd => {}
                T::StreamEnd => return None,
                _ => {
                    let message = "did not find expected <document start>";
                    return Some(Fault::syntax((token.start, token.start), message));
                }
            }
        }
    }

    fn document_end(&mut self) -> Result<(), Fault> {
        if self.peek()? == T::DocumentEnd {
            self.scanner.take()?;
        }
        Ok(())
    }

    /// Directives and `---`; whether there was one.
    fn directives(&mut self) -> Result<bool, Fault> {
        let mut versions = 0;
        let mut any = false;
        while matches!(self.peek()?, T::VersionDirective | T::TagDirective) {
            any = true;
            let token = self.scanner.take()?;
            let version = token.kind == T::VersionDirective;
            let (first, second) = token.tag.map(|tag| *tag).unwrap_or_default();
            let mut fault = None;
            if version {
                versions += 1;
                let number = |digits: &str| digits.parse().unwrap_or(0_u32);
                if versions > 1 {
                    fault = Some("found duplicate %YAML directive");
                } else if (number(&first), number(&second)) != (1, 1) {
                    fault = Some("found incompatible YAML document");
                }
            } else if self.handles.insert(first, second).is_some() {
                fault = Some("found duplicate %TAG directive");
            }
            if let Some(message) = fault {
                return Err(Fault::syntax((token.start, token.end), message));
            }
        }
        if self.peek()? == T::DocumentStart {
            self.scanner.take()?;
            return Ok(true);
        }
        if any {
            self.expected("did not find expected <document start>")
        } else {
            Ok(false)
        }
    }

    fn step(&mut self, state: State) -> Result<(), Fault> {
        match state {
            State::BlockSeqEntry => self.block_seq_entry(),
            State::IndentlessEntry => self.indentless_entry(),
            State::BlockMapKey => self.block_map_key(),
            State::BlockMapValue => self.block_map_value(),
            State::FlowSeqFirst => self.flow_seq_entry(true),
            State::FlowSeqEntry => self.flow_seq_entry(false),
            State::PairKey => self.pair_key(),
            State::PairValue => self.pair_value(),
            State::PairEnd => {
                self.builder.close(None);
                self.states.push(State::FlowSeqEntry);
                Ok(())
            }
            State::FlowMapFirst => self.flow_map_key(true),
            State::FlowMapKey => self.flow_map_key(false),
            State::FlowMapValue => self.flow_map_value(),
            State::FlowMapNoValue => {
                let at = self.scanner.peek()?.start;
                self.empty_then(at, State::FlowMapKey)
            }
            State::DocumentEnd => Ok(()),
        }
    }

    fn block_seq_entry(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            T::BlockEntry => {
                let end = self.scanner.take()?.end;
                if matches!(self.peek()?, T::BlockEntry | T::BlockEnd) {
                    return self.empty_then(end, State::BlockSeqEntry);
                }
                self.node_then(Place::Block, State::BlockSeqEntry)
            }
            T::BlockEnd => self.end_block(),
            _ => self
                .expected("did not find expected '-' indicator while parsing a block collection"),
        }
    }

    fn indentless_entry(&mut self) -> Result<(), Fault> {
        if self.peek()? != T::BlockEntry {
            self.builder.close(None);
            return Ok(());
        }
        let end = self.scanner.take()?.end;
        if matches!(
            self.peek()?,
            T::BlockEntry | T::Key | T::Value | T::BlockEnd
        ) {
            return self.empty_then(end, State::IndentlessEntry);
        }
        self.node_then(Place::Block, State::IndentlessEntry)
    }

    fn block_map_key(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            T::Key => {
                let end = self.scanner.take()?.end;
                if matches!(self.peek()?, T::Key | T::Value | T::BlockEnd) {
                    return self.empty_then(end, State::BlockMapValue);
                }
                self.node_then(Place::BlockMember, State::BlockMapValue)
            }
            T::BlockEnd => self.end_block(),
            _ => self.expected("did not find expected key while parsing a block mapping"),
        }
    }

    fn block_map_value(&mut self) -> Result<(), Fault> {
        let token = self.scanner.peek()?;
        if token.kind != T::Value {
            let at = token.start;
            return self.empty_then(at, State::BlockMapKey);
        }
        let end = self.scanner.take()?.end;
        if matches!(self.peek()?, T::Key | T::Value | T::BlockEnd) {
            return self.empty_then(end, State::BlockMapKey);
        }
        self.node_then(Place::BlockMember, State::BlockMapKey)
    }

    fn flow_seq_entry(&mut self, first: bool) -> Result<(), Fault> {
        if self.peek()? != T::FlowSeqEnd && !first {
            if self.peek()? != T::FlowEntry {
                return self
                    .expected("did not find expected ',' or ']' while parsing a flow sequence");
            }
            self.scanner.take()?;
        }
        match self.peek()? {
            T::FlowSeqEnd => self.end_flow(),
            T::Key => {
                let start = self.scanner.take()?.start;
                self.builder.open(Kind::Map, Style::Flow, start)?;
                self.states.push(State::PairKey);
                Ok(())
            }
            _ => self.node_then(Place::Flow, State::FlowSeqEntry),
        }
    }

    fn pair_key(&mut self) -> Result<(), Fault> {
        if !matches!(self.peek()?, T::Value | T::FlowEntry | T::FlowSeqEnd) {
            return self.node_then(Place::Flow, State::PairValue);
        }
        let end = self.scanner.take()?.end;
        self.empty_then(end, State::PairValue)
    }

    fn pair_value(&mut self) -> Result<(), Fault> {
        if self.peek()? == T::Value {
            self.scanner.take()?;
            if !matches!(self.peek()?, T::FlowEntry | T::FlowSeqEnd) {
                return self.node_then(Place::Flow, State::PairEnd);
            }
        }
        let at = self.scanner.peek()?.start;
        self.empty_then(at, State::PairEnd)
    }

    fn flow_map_key(&mut self, first: bool) -> Result<(), Fault> {
        if self.peek()? != T::FlowMapEnd && !first {
            if self.peek()? != T::FlowEntry {
                return self
                    .expected("did not find expected ',' or '}' while parsing a flow mapping");
            }
            self.scanner.take()?;
        }
        match self.peek()? {
            T::FlowMapEnd => self.end_flow(),
            T::Key => {
                self.scanner.take()?;
                if !matches!(self.peek()?, T::Value | T::FlowEntry | T::FlowMapEnd) {
                    return self.node_then(Place::Flow, State::FlowMapValue);
                }
                let at = self.scanner.peek()?.start;
                self.empty_then(at, State::FlowMapValue)
            }
            _ => self.node_then(Place::Flow, State::FlowMapNoValue),
        }
    }

    fn flow_map_value(&mut self) -> Result<(), Fault> {
        if self.peek()? == T::Value {
            let end = self.scanner.take()?.end;
            if !matches!(self.peek()?, T::FlowEntry | T::FlowMapEnd) {
                return self.node_then(Place::Flow, State::FlowMapKey);
            }
            return self.empty_then(end, State::FlowMapKey);
        }
        let at = self.scanner.peek()?.start;
        self.empty_then(at, State::FlowMapKey)
    }

    fn node_then(&mut self, place: Place, then: State) -> Result<(), Fault> {
        self.states.push(then);
        self.node(place)
    }

    fn empty_then(&mut self, at: u32, then: State) -> Result<(), Fault> {
        self.states.push(then);
        self.empty(at)
    }

    /// A value that is not there.
    fn empty(&mut self, at: u32) -> Result<(), Fault> {
        let (meaning, style) = (Scalar::Null, Style::Plain);
        let found = Found {
            start: at,
            end: at,
            style,
            meaning,
            text: None,
            tagged: false,
            merge: false,
        };
        self.builder.scalar(found).map(|_| ())
    }

    fn node(&mut self, place: Place) -> Result<(), Fault> {
        if self.peek()? == T::Alias {
            return self.alias();
        }
        let dress = self.dress()?;
        let block = place != Place::Flow;
        match self.peek()? {
            T::Scalar(style) => self.scalar(style, dress),
            T::FlowSeqStart => self.open(Kind::Seq, Style::Flow, State::FlowSeqFirst, dress, true),
            T::FlowMapStart => self.open(Kind::Map, Style::Flow, State::FlowMapFirst, dress, true),
            T::BlockEntry if place == Place::BlockMember => self.open(
                Kind::Seq,
                Style::Block,
                State::IndentlessEntry,
                dress,
                false,
            ),
            T::BlockSeqStart if block => {
                self.open(Kind::Seq, Style::Block, State::BlockSeqEntry, dress, true)
            }
            T::BlockMapStart if block => {
                self.open(Kind::Map, Style::Block, State::BlockMapKey, dress, true)
            }
            _ if dress.start.is_some() => self.bare_dress(dress),
            _ if block => {
                self.expected("did not find expected node content while parsing a block node")
            }
            _ => self.expected("did not find expected node content while parsing a flow node"),
        }
    }

    fn alias(&mut self) -> Result<(), Fault> {
        let token = self.scanner.take()?;
        let span = (token.start, token.end);
        let name = self
            .builder
            .tree
            .text
            .get(token.start as usize + 1..token.end as usize);
        let name = name.unwrap_or_default();
        match self.anchors.get(name) {
            Some(target) => self.builder.alias(span, *target),
            None => Err(Fault::syntax(
                span,
                format!("unknown anchor '{name}' referenced"),
            )),
        }
    }

    /// Anchor and tag, in either order, each at most once.
    fn dress(&mut self) -> Result<Dress, Fault> {
        let mut dress = Dress::default();
        loop {
            match self.peek()? {
                T::Anchor if dress.anchor.is_none() => {
                    let token = self.scanner.take()?;
                    let name = token.start as usize + 1..token.end as usize;
                    dress.anchor = self.builder.tree.text.get(name).map(ToOwned::to_owned);
                    dress.note(&token);
                }
                T::Tag if dress.tag.is_none() => {
                    let token = self.scanner.take()?;
                    dress.note(&token);
                    dress.tag = Some(self.tag(token)?);
                }
                _ => return Ok(dress),
            }
        }
    }

    /// A tag with its handle replaced.
    fn tag(&self, token: Token) -> Result<String, Fault> {
        let span = (token.start, token.end);
        let (handle, suffix) = token.tag.map(|tag| *tag).unwrap_or_default();
        if handle.is_empty() {
            return Ok(suffix);
        }
        match (self.handles.get(&handle), handle.as_str()) {
            (Some(prefix), _) => Ok(format!("{prefix}{suffix}")),
            (None, "!") => Ok(format!("!{suffix}")),
            (None, "!!") => Ok(format!("{}{suffix}", tag::PREFIX)),
            (None, _) => Err(Fault::syntax(span, "found undefined tag handle")),
        }
    }

    fn open(
        &mut self,
        kind: Kind,
        style: Style,
        state: State,
        dress: Dress,
        take: bool,
    ) -> Result<(), Fault> {
        let start = self.scanner.peek()?.start;
        if take {
            self.scanner.take()?;
        }
        self.put_on(dress);
        self.builder.open(kind, style, start)?;
        self.states.push(state);
        Ok(())
    }

    fn scalar(&mut self, style: Style, dress: Dress) -> Result<(), Fault> {
        let token = self.scanner.take()?;
        let (start, end) = (token.start, token.end);
        let (meaning, text) = (Scalar::Text, token.text);
        let found = Found {
            start,
            end,
            style,
            meaning,
            text,
            tagged: false,
            merge: false,
        };
        self.finish_scalar(found, dress)
    }

    /// A tag or an anchor with nothing behind it.
    fn bare_dress(&mut self, dress: Dress) -> Result<(), Fault> {
        let (start, end) = (dress.end, dress.end);
        let style = Style::Plain;
        let found = Found {
            start,
            end,
            style,
            meaning: Scalar::Null,
            text: None,
            tagged: false,
            merge: false,
        };
        self.finish_scalar(found, dress)
    }

    fn finish_scalar(&mut self, mut found: Found, dress: Dress) -> Result<(), Fault> {
        let source = source(self.builder.tree.text, &found);
        let text = found.text.as_deref().unwrap_or(source);
        found.merge = text == "<<"
            && match dress.tag.as_deref() {
                None => found.style == Style::Plain,
                Some(tag) => tag == "!" || tag == tag::MERGE,
            };
        match &dress.tag {
            None if found.style == Style::Plain => found.meaning = scalar::resolve(text),
            None => {}
            Some(tag) => {
                let (meaning, decoded) = tag::resolve(tag, text)
                    .map_err(|why| Fault::syntax((found.start, found.end), why))?;
                (found.meaning, found.tagged) = (meaning, true);
                found.text = decoded.map(String::into_boxed_str).or(found.text);
            }
        }
        self.put_on(dress);
        self.builder.scalar(found).map(|_| ())
    }

    /// Notes anchor and tag for the item that comes next.
    fn put_on(&mut self, dress: Dress) {
        let Some(start) = dress.start else { return };
        let at = self.builder.next_at();
        self.builder.tree.properties.insert(at, start);
        if let Some(tag) = dress.tag {
            self.builder.odd(Oddity::Tag {
                tag: tag::short(&tag),
            });
        }
        if let Some(anchor) = dress.anchor {
            self.anchors.insert(anchor, at);
        }
    }

    /// The end of a block: where its last content ends.
    fn end_block(&mut self) -> Result<(), Fault> {
        self.scanner.take()?;
        self.builder.close(None);
        Ok(())
    }

    fn end_flow(&mut self) -> Result<(), Fault> {
        let end = self.scanner.take()?.end;
        self.builder.close(Some(end));
        Ok(())
    }

    fn peek(&mut self) -> Result<T, Fault> {
        Ok(self.scanner.peek()?.kind)
    }

    fn expected<V>(&mut self, message: &str) -> Result<V, Fault> {
        let at = self.scanner.peek()?.start;
        Err(Fault::syntax((at, at), message))
    }
}

impl Dress {
    fn note(&mut self, token: &Token) {
        self.start.get_or_insert(token.start);
        self.end = token.end;
    }
}

/// The letters of a scalar between its quotes.
fn source<'t>(text: &'t str, found: &Found) -> &'t str {
    let quote = match found.style {
        Style::SingleQuoted | Style::DoubleQuoted => 1,
        _ => 0,
    };
    text.get(found.start as usize + quote..(found.end as usize).saturating_sub(quote))
        .unwrap_or_default()
}
