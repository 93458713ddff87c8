//! Block scalars: `|` and `>`.

use super::{Kind, Scanner};
use crate::build::Fault;
use crate::node::Style;

/// What happens to the line ends after the last line.
#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Clip,
    Strip,
    Keep,
}

impl Scanner<'_> {
    pub(super) fn fetch_block_scalar(&mut self) -> Result<(), Fault> {
        self.drop_candidate()?;
        self.key_allowed = true;
        let start = self.at;
        let literal = self.byte(0) == Some(b'|');
        self.at += 1;
        let (chomp, increment, header_end) = self.block_header()?;
        self.skip_break();
        let mut indent = match increment {
            0 => 0,
            _ => self.indent.max(0) + increment,
        };
        let (text, last) = self.block_lines(&mut indent, literal, chomp)?;
        let style = if literal {
            Style::Literal
        } else {
            Style::Folded
        };
        self.push(Kind::Scalar(style), start);
        if let Some(token) = self.tokens.back_mut() {
            token.end = last.unwrap_or(header_end);
            token.text = Some(text.into());
        }
        Ok(())
    }

    /// Chomping and indentation indicators, in either order, and a comment; where the indicators end.
    fn block_header(&mut self) -> Result<(Chomp, i32, u32), Fault> {
        let (mut chomp, mut increment) = (None, 0);
        loop {
            match self.byte(0) {
                Some(sign @ (b'+' | b'-')) if chomp.is_none() => {
                    chomp = Some(if sign == b'+' {
                        Chomp::Keep
                    } else {
                        Chomp::Strip
                    });
                }
                Some(b'0') if increment == 0 => {
                    return self.fail(
                        "found an indentation indicator equal to 0 while scanning a block scalar",
                    );
                }
                Some(digit @ b'1'..=b'9') if increment == 0 => increment = i32::from(digit - b'0'),
                _ => break,
            }
            self.at += 1;
        }
        let end = self.at;
        self.skip_spaces_and_tabs();
        self.skip_comment();
        if !self.is_break_or_end(0) {
            return self
                .fail("did not find expected comment or line break while scanning a block scalar");
        }
        Ok((chomp.unwrap_or(Chomp::Clip), increment, end))
    }

    /// The text, and the end of its last line if it has one.
    fn block_lines(
        &mut self,
        indent: &mut i32,
        literal: bool,
        chomp: Chomp,
    ) -> Result<(String, Option<u32>), Fault> {
        let (mut out, mut first, mut more) = (String::new(), String::new(), String::new());
        let (mut last, mut was_indented) = (None, false);
        self.block_breaks(indent, &mut more)?;
        while self.indentation() == *indent && self.byte(0).is_some() {
            let indented = self.is_blank(0);
            if !literal && !was_indented && !indented && first.starts_with('\n') {
                out.push_str(if more.is_empty() { " " } else { "" });
            } else {
                out.push_str(&first);
            }
            out.push_str(&more);
            first.clear();
            more.clear();
            was_indented = indented;
            let line = self.at;
            self.skip_line();
            out.push_str(self.source(line, self.at));
            last = Some(self.at);
            self.read_break(&mut first);
            self.block_breaks(indent, &mut more)?;
        }
        if chomp != Chomp::Strip {
            out.push_str(&first);
        }
        if chomp == Chomp::Keep {
            out.push_str(&more);
        }
        Ok((out, last))
    }

    /// Goes over indentation and empty lines; finds the indentation where it is not known yet.
    fn block_breaks(&mut self, indent: &mut i32, breaks: &mut String) -> Result<(), Fault> {
        let mut deepest = 0;
        loop {
            let open = |scanner: &Self| *indent == 0 || scanner.indentation() < *indent;
            while open(self) && self.byte(0) == Some(b' ') {
                self.at += 1;
            }
            deepest = deepest.max(self.indentation());
            if open(self) && self.byte(0) == Some(b'\t') {
                return self.fail(
                    "found a tab character where an indentation space is expected while scanning a block scalar",
                );
            }
            if self.break_at(self.at) == 0 {
                break;
            }
            self.read_break(breaks);
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(())
    }

    /// The column where only spaces lie behind.
    fn indentation(&self) -> i32 {
        i32::try_from(self.at - self.line_start).unwrap_or(i32::MAX)
    }
}
