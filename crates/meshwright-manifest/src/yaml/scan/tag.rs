//! Tags: `!local`, `!!core`, `!handle!suffix`, `!<verbatim>`.

use super::{Kind, Scanner, is_name};
use crate::build::Fault;

impl Scanner<'_> {
    pub(super) fn fetch_tag(&mut self) -> Result<(), Fault> {
        let level = self.start_key()?;
        let start = self.at;
        let tag = self.read_tag()?;
        if !self.is_blank_or_end(0) {
            return self
                .fail("did not find expected whitespace or line break while scanning a tag");
        }
        self.push(Kind::Tag, start);
        self.mark_last(level);
        if let Some(token) = self.tokens.back_mut() {
            token.tag = Some(Box::new(tag));
        }
        Ok(())
    }

    /// Handle and suffix.
    fn read_tag(&mut self) -> Result<(String, String), Fault> {
        if self.byte(1) == Some(b'<') {
            self.at += 2;
            let suffix = self.read_uri(String::new(), false)?;
            if self.byte(0) != Some(b'>') {
                return self.fail("did not find the expected '>' while scanning a tag");
            }
            self.at += 1;
            return Ok((String::new(), suffix));
        }
        let handle = self.read_handle(false)?;
        if handle.len() > 1 && handle.ends_with('!') {
            let suffix = self.read_uri(String::new(), false)?;
            return Ok((handle, suffix));
        }
        let head = handle.strip_prefix('!').unwrap_or_default().to_owned();
        let suffix = self.read_uri(head, true)?;
        // A lone `!` is a tag of its own, not a handle.
        if suffix.is_empty() {
            return Ok((String::new(), "!".to_owned()));
        }
        Ok(("!".to_owned(), suffix))
    }

    /// `!`, `!!` or `!name!`; as the start of a tag also `!name`.
    pub(super) fn read_handle(&mut self, directive: bool) -> Result<String, Fault> {
        if self.byte(0) != Some(b'!') {
            return self.fail("did not find expected '!' while scanning a tag");
        }
        let start = self.at;
        self.at += 1;
        while self.byte(0).is_some_and(is_name) {
            self.at += 1;
        }
        if self.byte(0) == Some(b'!') {
            self.at += 1;
        } else if directive && self.at != start + 1 {
            return self.fail("did not find expected '!' while parsing a tag directive");
        }
        Ok(self.source(start, self.at).to_owned())
    }

    /// The rest of a tag; `may_be_empty` where something was read before it.
    pub(super) fn read_uri(
        &mut self,
        mut out: String,
        may_be_empty: bool,
    ) -> Result<String, Fault> {
        let start = self.at;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'%' => self.read_uri_escape(&mut out)?,
                _ if is_name(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    out.push(char::from(byte));
                    self.at += 1;
                }
                _ => break,
            }
        }
        if self.at == start && !may_be_empty {
            return self.fail("did not find expected tag URI while parsing a tag");
        }
        Ok(out)
    }

    /// One character as `%XX` octets of its UTF-8.
    fn read_uri_escape(&mut self, out: &mut String) -> Result<(), Fault> {
        let first = self.octet()?;
        let width = match first {
            0..0x80 => 1,
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0..0xF8 => 4,
            _ => return self.fail("found an incorrect leading UTF-8 octet while parsing a tag"),
        };
        let mut octets = vec![first];
        while octets.len() < width {
            let octet = self.octet()?;
            if octet & 0xC0 != 0x80 {
                return self.fail("found an incorrect trailing UTF-8 octet while parsing a tag");
            }
            octets.push(octet);
        }
        out.push_str(&String::from_utf8_lossy(&octets));
        Ok(())
    }

    fn octet(&mut self) -> Result<u8, Fault> {
        let escape = self.source(self.at, self.at + 3);
        let digits = escape.strip_prefix('%').filter(|digits| digits.len() == 2);
        let octet = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let Some(octet) = octet else {
            return self.fail("did not find URI escaped octet while parsing a tag");
        };
        self.at += 3;
        Ok(octet)
    }
}
