//! Letters, blanks and line ends.

use super::Scanner;

impl Scanner<'_> {
    /// The byte so many further on; `None` past the end.
    pub(super) fn byte(&self, ahead: u32) -> Option<u8> {
        self.bytes.get((self.at + ahead) as usize).copied()
    }

    /// How long the line end at a place is; 0 where there is none. NEL, LS and PS end lines too.
    pub(super) fn break_at(&self, at: u32) -> u32 {
        let at = at as usize;
        match self.bytes.get(at) {
            Some(b'\r') if self.bytes.get(at + 1) == Some(&b'\n') => 2,
            Some(b'\n' | b'\r') => 1,
            Some(0xC2) if self.bytes.get(at + 1) == Some(&0x85) => 2,
            Some(0xE2) if matches!(self.bytes.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9])) => 3,
            _ => 0,
        }
    }

    pub(super) fn is_blank(&self, ahead: u32) -> bool {
        matches!(self.byte(ahead), Some(b' ' | b'\t'))
    }

    pub(super) fn is_break_or_end(&self, ahead: u32) -> bool {
        self.byte(ahead).is_none() || self.break_at(self.at + ahead) > 0
    }

    pub(super) fn is_blank_or_end(&self, ahead: u32) -> bool {
        self.is_blank(ahead) || self.is_break_or_end(ahead)
    }

    /// Whether `---` or `...` stands here, alone or before a blank.
    pub(super) fn is_marker(&self, letter: u8) -> bool {
        (0..3).all(|ahead| self.byte(ahead) == Some(letter)) && self.is_blank_or_end(3)
    }

    /// Whether any marker stands at the start of this line, which is where we are.
    pub(super) fn at_marker(&self) -> bool {
        self.at == self.line_start && (self.is_marker(b'-') || self.is_marker(b'.'))
    }

    /// Goes over the line end here, if there is one.
    pub(super) fn skip_break(&mut self) {
        let length = self.break_at(self.at);
        if length > 0 {
            self.at += length;
            self.line += 1;
            self.line_start = self.at;
        }
    }

    /// Goes over the line end here and appends what it means.
    pub(super) fn read_break(&mut self, out: &mut String) {
        match self.break_at(self.at) {
            0 => return,
            3 => out.push_str(self.source(self.at, self.at + 3)),
            _ => out.push('\n'),
        }
        self.skip_break();
    }

    /// Goes to the end of the line.
    pub(super) fn skip_line(&mut self) {
        loop {
            let rest = self.bytes.get(self.at as usize..).unwrap_or_default();
            let plain = |byte: &&u8| !matches!(**byte, b'\n' | b'\r' | 0xC2 | 0xE2);
            self.at += super::super::offset(rest.iter().take_while(plain).count());
            if self.is_break_or_end(0) {
                return;
            }
            self.at += 1;
        }
    }

    pub(super) fn skip_comment(&mut self) {
        if self.byte(0) == Some(b'#') {
            self.skip_line();
        }
    }

    pub(super) fn skip_spaces_and_tabs(&mut self) {
        while self.is_blank(0) {
            self.at += 1;
        }
    }

    /// Goes on to the next token: over blanks, comments and line ends.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            let tabs = self.flow_level > 0 || !self.key_allowed;
            while self
                .byte(0)
                .is_some_and(|byte| byte == b' ' || tabs && byte == b'\t')
            {
                self.at += 1;
            }
            self.skip_comment();
            if self.break_at(self.at) == 0 {
                return;
            }
            self.skip_break();
            self.key_allowed |= self.flow_level == 0;
        }
    }

    /// The column, counted from 0 in characters.
    pub(super) fn column(&self) -> i32 {
        let bytes = self.at - self.line_start;
        let column = if self.ascii {
            bytes
        } else {
            u32::try_from(self.characters(self.line_start, self.at)).unwrap_or(bytes)
        };
        i32::try_from(column).unwrap_or(i32::MAX)
    }

    pub(super) fn characters(&self, from: u32, to: u32) -> usize {
        let bytes = self
            .bytes
            .get(from as usize..to as usize)
            .unwrap_or_default();
        bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
    }

    pub(super) fn source(&self, from: u32, to: u32) -> &str {
        self.text
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }
}
