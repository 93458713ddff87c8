//! Passing over a value, however deep, without recursion: what is in it must be JSON, and is not kept.

use serde::de::IgnoredAny;

use super::{Reader, Result, special};

impl Reader<'_> {
    /// Goes past the value that begins here.
    pub(super) fn skip(&mut self) -> Result<()> {
        let base = self.open.len();
        loop {
            self.skip_beginning()?;
            if self.skip_ends(base)? {
                return Ok(());
            }
        }
    }

    /// Goes past a scalar, an empty list or object, or into the first value of a filled one.
    #[inline]
    fn skip_beginning(&mut self) -> Result<()> {
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return self.skip_string();
                }
                Some(b'{') => {
                    self.at += 1;
                    if self.peek() == Some(b'}') {
                        self.at += 1;
                        return Ok(());
                    }
                    self.open.push(b'}');
                    self.skip_key()?;
                }
                Some(b'[') => {
                    self.at += 1;
                    if self.peek() == Some(b']') {
                        self.at += 1;
                        return Ok(());
                    }
                    self.open.push(b']');
                }
                _ => return self.skip_word(),
            }
        }
    }

    /// Goes past the brackets that close here, and to the next value; `true` where nothing is open any
    /// more.
    #[inline]
    fn skip_ends(&mut self, base: usize) -> Result<bool> {
        while self.open.len() > base {
            let close = self.open.last().copied();
            match self.token()? {
                b',' if close == Some(b'}') => return self.skip_key().map(|()| false),
                b',' => return Ok(false),
                byte if close == Some(byte) => {
                    self.open.pop();
                }
                _ => return Err(self.broken("expected a comma or a closing bracket")),
            }
        }
        Ok(true)
    }

    /// Goes to the value of a key.
    #[inline]
    fn skip_key(&mut self) -> Result<()> {
        let rest = past_empty_pairs(self.bytes.get(self.at..).unwrap_or_default());
        self.at = self.bytes.len() - rest.len();
        self.expect(b'"')?;
        self.skip_string()?;
        self.expect(b':')
    }

    /// Goes past a text whose opening quote has been taken.
    #[inline]
    fn skip_string(&mut self) -> Result<()> {
        let start = self.at;
        if !self.plain() {
            self.escaped()?;
            self.delegate::<IgnoredAny>(start - 1)?;
        }
        Ok(())
    }

    /// Goes past a number, `true`, `false` or `null`.
    fn skip_word(&mut self) -> Result<()> {
        match self.peek() {
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                self.number_token();
                self.delegate::<IgnoredAny>(start).map(drop)
            }
            _ => Err(self.broken("expected a value")),
        }
    }
}

/// What comes after the keys that have an empty object, of which managed fields are made.
fn past_empty_pairs(mut rest: &[u8]) -> &[u8] {
    while let Some(after) = past_empty_pair(rest) {
        rest = after;
    }
    rest
}

#[inline]
fn past_empty_pair(rest: &[u8]) -> Option<&[u8]> {
    let key = rest.strip_prefix(b"\"")?;
    let end = key.get(special::before(key)..)?;
    end.strip_prefix(b"\":{},")
}
