//! Scalars without quotes.

use super::{Kind, Scanner};
use crate::build::Fault;
use crate::node::Style;

/// May end a word anywhere.
const IN_BLOCK: u8 = 1;
/// Ends a word inside brackets.
const IN_FLOW: u8 = 2;

/// Where a byte may end a word.
fn stops_at(byte: u8) -> u8 {
    const TABLE: [u8; 256] = table();
    TABLE[byte as usize]
}

const fn table() -> [u8; 256] {
    let mut table = [0; 256];
    let (mut at, block, flow) = (0, b" \t\n\r:\xC2\xE2", b",?[]{}");
    while at < block.len() {
        table[block[at] as usize] = IN_BLOCK;
        at += 1;
    }
    at = 0;
    while at < flow.len() {
        table[flow[at] as usize] = IN_FLOW;
        at += 1;
    }
    table
}

/// What lies between two words of a scalar.
#[derive(Default)]
pub(super) struct Gap {
    /// Whether there was a line end.
    pub(super) broken: bool,
    /// The first line end.
    pub(super) first: String,
    /// The line ends after it.
    pub(super) more: String,
}

impl Gap {
    /// Appends what the line ends amount to: one is a space, several are one less; LS and PS stay.
    pub(super) fn fold(&mut self, out: &mut String) {
        if self.first.starts_with('\n') {
            out.push_str(if self.more.is_empty() {
                " "
            } else {
                &self.more
            });
        } else {
            out.push_str(&self.first);
            out.push_str(&self.more);
        }
        self.first.clear();
        self.more.clear();
        self.broken = false;
    }

    pub(super) fn push(&mut self, scanner: &mut Scanner<'_>) {
        let into = if self.broken {
            &mut self.more
        } else {
            &mut self.first
        };
        scanner.read_break(into);
        self.broken = true;
    }
}

impl Scanner<'_> {
    pub(super) fn fetch_plain(&mut self) -> Result<(), Fault> {
        let level = self.start_key()?;
        let start = self.at;
        let indent = self.indent + 1;
        let (mut end, mut text, mut gap) = (start, None, Gap::default());
        while !self.at_marker() && self.byte(0) != Some(b'#') {
            let word = self.at;
            self.skip_word();
            if self.at > word {
                if gap.broken {
                    let text = text.get_or_insert_with(|| self.source(start, end).to_owned());
                    gap.fold(text);
                    text.push_str(self.source(word, self.at));
                } else if let Some(text) = &mut text {
                    text.push_str(self.source(end, self.at));
                }
                end = self.at;
            }
            if !self.is_blank(0) && self.break_at(self.at) == 0 {
                break;
            }
            self.skip_gap(&mut gap, indent)?;
            if self.flow_level == 0 && self.column() < indent {
                break;
            }
        }
        self.key_allowed |= gap.broken;
        self.push(Kind::Scalar(Style::Plain), start);
        self.mark_last(level);
        if let Some(token) = self.tokens.back_mut() {
            token.end = end;
            token.text = text.map(String::into_boxed_str);
        }
        Ok(())
    }

    /// Goes over letters up to a blank, a line end or what ends a plain scalar.
    fn skip_word(&mut self) {
        let stops = if self.flow_level > 0 {
            IN_BLOCK | IN_FLOW
        } else {
            IN_BLOCK
        };
        loop {
            let rest = self.bytes.get(self.at as usize..).unwrap_or_default();
            let length = rest
                .iter()
                .take_while(|byte| stops_at(**byte) & stops == 0)
                .count();
            self.at += super::super::offset(length);
            match self.byte(0) {
                Some(b':') if !self.is_blank_or_end(1) => self.at += 1,
                Some(0xC2 | 0xE2) if self.break_at(self.at) == 0 => self.at += 1,
                _ => return,
            }
        }
    }

    fn skip_gap(&mut self, gap: &mut Gap, indent: i32) -> Result<(), Fault> {
        loop {
            if self.break_at(self.at) > 0 {
                gap.push(self);
            } else if self.is_blank(0) {
                if gap.broken && self.byte(0) == Some(b'\t') && self.column() < indent {
                    return self
                        .fail("found a tab character that violates indentation while scanning a plain scalar");
                }
                self.at += 1;
            } else {
                return Ok(());
            }
        }
    }
}
