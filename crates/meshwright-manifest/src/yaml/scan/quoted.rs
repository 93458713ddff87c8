//! Scalars in quotes.

use super::plain::Gap;
use super::{Kind, Scanner};
use crate::build::Fault;
use crate::node::Style;

impl Scanner<'_> {
    pub(super) fn fetch_quoted(&mut self) -> Result<(), Fault> {
        let level = self.start_key()?;
        let start = self.at;
        let single = self.byte(0) == Some(b'\'');
        let quote = if single { b'\'' } else { b'"' };
        self.at += 1;
        let text = if self.skip_literal(quote) {
            None
        } else {
            Some(self.read_quoted(quote)?)
        };
        self.at += 1;
        let style = if single {
            Style::SingleQuoted
        } else {
            Style::DoubleQuoted
        };
        self.push(Kind::Scalar(style), start);
        self.mark_last(level);
        if let Some(token) = self.tokens.back_mut() {
            token.text = text.map(String::into_boxed_str);
        }
        Ok(())
    }

    /// Goes on to the closing quote if all before it is the value letter by letter; else stays.
    fn skip_literal(&mut self, quote: u8) -> bool {
        let start = self.at;
        while let Some(byte) = self.byte(0) {
            if byte == quote && !(quote == b'\'' && self.byte(1) == Some(quote)) {
                return true;
            }
            let special = byte == quote || byte == b'\\' && quote == b'"';
            if special || matches!(byte, b'\n' | b'\r' | 0xC2 | 0xE2) && self.break_at(self.at) > 0
            {
                break;
            }
            self.at += 1;
        }
        self.at = start;
        false
    }

    fn read_quoted(&mut self, quote: u8) -> Result<String, Fault> {
        let (mut out, mut gap) = (String::new(), Gap::default());
        loop {
            if self.at_marker() {
                return self
                    .fail("found unexpected document indicator while scanning a quoted scalar");
            }
            if self.byte(0).is_none() {
                return self.fail("found unexpected end of stream while scanning a quoted scalar");
            }
            self.read_word(quote, &mut out, &mut gap)?;
            if self.byte(0) == Some(quote) {
                return Ok(out);
            }
            let blanks = self.at;
            while self.is_blank(0) || self.break_at(self.at) > 0 {
                if self.is_blank(0) {
                    self.at += 1;
                } else {
                    gap.push(self);
                }
            }
            if gap.broken {
                gap.fold(&mut out);
            } else {
                out.push_str(self.source(blanks, self.at));
            }
        }
    }

    /// Reads letters and escapes up to a blank, a line end or the closing quote.
    fn read_word(&mut self, quote: u8, out: &mut String, gap: &mut Gap) -> Result<(), Fault> {
        let mut literal = self.at;
        while !self.is_blank_or_end(0) {
            let byte = self.byte(0).unwrap_or_default();
            if byte == quote && !(quote == b'\'' && self.byte(1) == Some(quote)) {
                break;
            }
            if byte == quote {
                out.push_str(self.source(literal, self.at + 1));
                self.at += 2;
                literal = self.at;
            } else if byte == b'\\' && quote == b'"' {
                out.push_str(self.source(literal, self.at));
                if self.break_at(self.at + 1) > 0 {
                    self.at += 1;
                    self.skip_break();
                    gap.broken = true;
                    return Ok(());
                }
                self.read_escape(out)?;
                literal = self.at;
            } else {
                self.at += 1;
            }
        }
        out.push_str(self.source(literal, self.at));
        Ok(())
    }

    fn read_escape(&mut self, out: &mut String) -> Result<(), Fault> {
        let letter = match self.byte(1).unwrap_or_default() {
            b'0' => '\0',
            b'a' => '\x07',
            b'b' => '\x08',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\x0B',
            b'f' => '\x0C',
            b'r' => '\r',
            b'e' => '\x1B',
            b' ' => ' ',
            b'"' => '"',
            b'\'' => '\'',
            b'\\' => '\\',
            b'N' => '\u{85}',
            b'_' => '\u{A0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => self.code_point(2)?,
            b'u' => self.code_point(4)?,
            b'U' => self.code_point(8)?,
            _ => return self.fail("found unknown escape character while parsing a quoted scalar"),
        };
        out.push(letter);
        self.at += 2;
        Ok(())
    }

    /// The character with so many hexadecimal digits; goes on to two bytes before their end.
    fn code_point(&mut self, digits: u32) -> Result<char, Fault> {
        let hex = self.source(self.at + 2, self.at + 2 + digits);
        if hex.len() != digits as usize || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return self
                .fail("did not find expected hexadecimal number while parsing a quoted scalar");
        }
        let letter = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        let Some(letter) = letter else {
            return self
                .fail("found invalid Unicode character escape code while parsing a quoted scalar");
        };
        self.at += digits;
        Ok(letter)
    }
}
