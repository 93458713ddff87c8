//! The scanner: bytes to tokens, by the grammar of YAML 1.1 as libyaml and its Go sibling read it.
//!
//! The only hard thing about YAML is that `key: value` shows itself to be a key at the colon. Whatever may
//! become a key is remembered (one candidate for each flow level), and its token is not handed out before
//! that is settled: at the colon, at the end of its line, or after 1024 characters.

use std::collections::VecDeque;

use super::token::{Kind, Token};
use crate::build::{DEPTH_LIMIT, Fault};
use meshwright_api::Oddity;

mod block;
mod directive;
mod plain;
mod quoted;
mod tag;
mod text;

/// A key must end so soon, in characters.
const KEY_LIMIT: u32 = 1024;

/// A place where a key may have started.
#[derive(Debug, Clone, Copy, Default)]
struct Candidate {
    possible: bool,
    /// In a block, what starts at the indentation must be a key.
    required: bool,
    /// Counted from the first token of the piece.
    token: usize,
    at: u32,
    line: u32,
    column: i32,
}

#[derive(Debug)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    ascii: bool,
    at: u32,
    line: u32,
    line_start: u32,
    tokens: VecDeque<Token>,
    /// How many tokens were taken.
    taken: usize,
    indent: i32,
    indents: Vec<i32>,
    flow_level: u32,
    key_allowed: bool,
    /// One for each flow level, the block's first.
    candidates: Vec<Candidate>,
}

impl<'t> Scanner<'t> {
    /// A scanner on `text` that starts at `at`.
    pub(super) fn new(text: &'t str, at: u32) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            ascii: text.is_ascii(),
            at,
            line: 0,
            line_start: at,
            tokens: VecDeque::with_capacity(16),
            taken: 0,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            key_allowed: true,
            candidates: vec![Candidate::default()],
        }
    }

    /// The next token, left where it is.
    pub(super) fn peek(&mut self) -> Result<&Token, Fault> {
        self.fill()?;
        Ok(self.tokens.front().expect("the queue was just filled"))
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Result<Token, Fault> {
        self.fill()?;
        self.taken += 1;
        Ok(self.tokens.pop_front().expect("the queue was just filled"))
    }

    /// Scans until it is settled what the first token of the queue is.
    fn fill(&mut self) -> Result<(), Fault> {
        loop {
            match self.tokens.front() {
                None => {}
                Some(first) if first.key_level == 0 => return Ok(()),
                Some(first) => {
                    let level = first.key_level as usize - 1;
                    if !self.is_pending(level)? {
                        return Ok(());
                    }
                }
            }
            self.fetch()?;
        }
    }

    /// Whether the first token may still turn out to be the key of a level.
    fn is_pending(&mut self, level: usize) -> Result<bool, Fault> {
        match self.candidates.get(level) {
            Some(candidate) if candidate.token == self.taken => self.is_valid(level),
            _ => Ok(false),
        }
    }

    fn is_valid(&mut self, level: usize) -> Result<bool, Fault> {
        let Some(candidate) = self
            .candidates
            .get(level)
            .copied()
            .filter(|key| key.possible)
        else {
            return Ok(false);
        };
        if candidate.line == self.line && !self.is_further(candidate.at, KEY_LIMIT) {
            return Ok(true);
        }
        if candidate.required {
            return self.fail("could not find expected ':' while scanning a simple key");
        }
        if let Some(candidate) = self.candidates.get_mut(level) {
            candidate.possible = false;
        }
        Ok(false)
    }

    /// Whether more than so many characters lie behind.
    fn is_further(&self, from: u32, characters: u32) -> bool {
        self.at - from > characters
            && (self.ascii || self.characters(from, self.at) > characters as usize)
    }

    fn fetch(&mut self) -> Result<(), Fault> {
        self.skip_blanks();
        if self.flow_level == 0 {
            let column = self.column();
            self.unroll(column);
        }
        let Some(byte) = self.byte(0) else {
            return self.stream_end();
        };
        if self.at == self.line_start {
            match byte {
                b'%' => return self.fetch_directive(),
                b'-' if self.is_marker(b'-') => return self.marker(Kind::DocumentStart),
                b'.' if self.is_marker(b'.') => return self.marker(Kind::DocumentEnd),
                _ => {}
            }
        }
        let flow = self.flow_level > 0;
        match byte {
            b'[' => self.open(Kind::FlowSeqStart),
            b'{' => self.open(Kind::FlowMapStart),
            b']' => self.close(Kind::FlowSeqEnd),
            b'}' => self.close(Kind::FlowMapEnd),
            b',' => self.flow_entry(),
            b'-' if self.is_blank_or_end(1) => self.block_entry(),
            b'?' if flow || self.is_blank_or_end(1) => self.key(),
            b':' if flow || self.is_blank_or_end(1) => self.value(),
            b'*' => self.name(Kind::Alias),
            b'&' => self.name(Kind::Anchor),
            b'!' => self.fetch_tag(),
            b'|' | b'>' if !flow => self.fetch_block_scalar(),
            b'\'' | b'"' => self.fetch_quoted(),
            b'-' | b'?' | b':' if !(flow && byte != b'-') => self.fetch_plain(),
            b'-' | b'?' | b':' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => self.fail(
                "found character that cannot start any token while scanning for the next token",
            ),
            _ => self.fetch_plain(),
        }
    }

    /// The end counts as a line of its own: no key spans it.
    fn stream_end(&mut self) -> Result<(), Fault> {
        self.line += 1;
        self.unroll(-1);
        self.drop_candidate()?;
        self.key_allowed = false;
        self.push(Kind::StreamEnd, self.at);
        Ok(())
    }

    fn marker(&mut self, kind: Kind) -> Result<(), Fault> {
        self.unroll(-1);
        self.drop_candidate()?;
        self.key_allowed = false;
        self.single(kind, 3);
        Ok(())
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        self.save_candidate()?;
        let level = self.candidate_level();
        if self.flow_level as usize >= DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        let token = self.taken + self.tokens.len();
        self.candidates.push(Candidate {
            token,
            ..Candidate::default()
        });
        self.flow_level += 1;
        self.key_allowed = true;
        self.single(kind, 1);
        self.mark_last(level);
        Ok(())
    }

    fn close(&mut self, kind: Kind) -> Result<(), Fault> {
        self.drop_candidate()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            let inner = self.candidates.pop().unwrap_or_default();
            self.settle(inner.token);
        }
        self.key_allowed = false;
        self.single(kind, 1);
        Ok(())
    }

    /// Hands a token out without waiting whether it is a key.
    ///
    /// The cluster's reader does this to brackets with nothing between them, by mistake: of `{}: x` it
    /// reads `{}` and drops the rest.
    fn settle(&mut self, token: usize) {
        let place = token.checked_sub(self.taken);
        if let Some(token) = place.and_then(|place| self.tokens.get_mut(place)) {
            token.key_level = 0;
        }
    }

    fn flow_entry(&mut self) -> Result<(), Fault> {
        self.drop_candidate()?;
        self.key_allowed = true;
        self.single(Kind::FlowEntry, 1);
        Ok(())
    }

    fn block_entry(&mut self) -> Result<(), Fault> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.fail("block sequence entries are not allowed in this context");
            }
            let column = self.column();
            self.roll(column, None, Kind::BlockSeqStart, self.at)?;
        }
        self.drop_candidate()?;
        self.key_allowed = true;
        self.single(Kind::BlockEntry, 1);
        Ok(())
    }

    fn key(&mut self) -> Result<(), Fault> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.fail("mapping keys are not allowed in this context");
            }
            let column = self.column();
            self.roll(column, None, Kind::BlockMapStart, self.at)?;
        }
        self.drop_candidate()?;
        self.key_allowed = self.flow_level == 0;
        self.single(Kind::Key, 1);
        Ok(())
    }

    fn value(&mut self) -> Result<(), Fault> {
        let level = self.candidates.len() - 1;
        if self.is_valid(level)? {
            let candidate = self.candidates.get(level).copied().unwrap_or_default();
            self.settle(candidate.token);
            let place = candidate.token.checked_sub(self.taken);
            let key = Token::new(Kind::Key, candidate.at, candidate.at);
            self.tokens.insert(place.unwrap_or(self.tokens.len()), key);
            self.roll(candidate.column, place, Kind::BlockMapStart, candidate.at)?;
            if let Some(candidate) = self.candidates.get_mut(level) {
                candidate.possible = false;
            }
            self.key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.key_allowed {
                    return self.fail("mapping values are not allowed in this context");
                }
                let column = self.column();
                self.roll(column, None, Kind::BlockMapStart, self.at)?;
            }
            self.key_allowed = self.flow_level == 0;
        }
        self.single(Kind::Value, 1);
        Ok(())
    }

    /// An anchor or an alias.
    fn name(&mut self, kind: Kind) -> Result<(), Fault> {
        let level = self.start_key()?;
        let start = self.at;
        self.at += 1;
        while self.byte(0).is_some_and(is_name) {
            self.at += 1;
        }
        let ends = self.is_blank_or_end(0)
            || matches!(
                self.byte(0),
                Some(b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`')
            );
        if self.at == start + 1 || !ends {
            return self.fail("did not find expected alphabetic or numeric character in a name");
        }
        self.push(kind, start);
        self.mark_last(level);
        Ok(())
    }

    /// What every token that can begin a simple key does first; the level to mark it with.
    fn start_key(&mut self) -> Result<u32, Fault> {
        self.save_candidate()?;
        let level = self.candidate_level();
        self.key_allowed = false;
        Ok(level)
    }

    fn save_candidate(&mut self) -> Result<(), Fault> {
        if !self.key_allowed {
            return Ok(());
        }
        let column = if self.flow_level == 0 {
            self.column()
        } else {
            0
        };
        let candidate = Candidate {
            possible: true,
            required: self.flow_level == 0 && self.indent == column,
            token: self.taken + self.tokens.len(),
            at: self.at,
            line: self.line,
            column,
        };
        self.drop_candidate()?;
        if let Some(last) = self.candidates.last_mut() {
            *last = candidate;
        }
        Ok(())
    }

    /// What marks the token that comes next as the candidate just saved; 0 where none was.
    fn candidate_level(&self) -> u32 {
        if self.key_allowed {
            self.flow_level + 1
        } else {
            0
        }
    }

    fn mark_last(&mut self, level: u32) {
        if let Some(token) = self.tokens.back_mut() {
            token.key_level = level;
        }
    }

    fn drop_candidate(&mut self) -> Result<(), Fault> {
        let Some(last) = self.candidates.last_mut() else {
            return Ok(());
        };
        if last.possible && last.required {
            return self.fail("could not find expected ':' while scanning a simple key");
        }
        last.possible = false;
        Ok(())
    }

    /// Opens a block collection where the column goes further in than the one around.
    fn roll(
        &mut self,
        column: i32,
        place: Option<usize>,
        kind: Kind,
        at: u32,
    ) -> Result<(), Fault> {
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        if self.indents.len() >= DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        self.indents.push(self.indent);
        self.indent = column;
        self.tokens
            .insert(place.unwrap_or(self.tokens.len()), Token::new(kind, at, at));
        Ok(())
    }

    fn unroll(&mut self, column: i32) {
        while self.flow_level == 0 && self.indent > column {
            self.push(Kind::BlockEnd, self.at);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn single(&mut self, kind: Kind, length: u32) {
        let start = self.at;
        self.at += length;
        self.push(kind, start);
    }

    fn push(&mut self, kind: Kind, start: u32) {
        self.tokens.push_back(Token::new(kind, start, self.at));
    }

    fn too_deep(&self) -> Fault {
        Fault {
            span: (self.at, self.at + 1),
            what: Oddity::TooDeep { limit: DEPTH_LIMIT },
        }
    }

    fn fail<T>(&self, message: &str) -> Result<T, Fault> {
        Err(Fault::syntax((self.at, self.at), message))
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
