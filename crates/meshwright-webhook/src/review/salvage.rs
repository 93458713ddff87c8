//! The uid of a broken review: the first `request.uid` before the place where the text breaks.
//!
//! Not a JSON reader: it keeps count of brackets and looks at strings, in one pass, without recursion, so
//! that neither depth nor bytes that are no text can stop it.

use std::borrow::Cow;

/// The longest uid that is believed, in bytes as written.
const LONGEST: usize = 256;

/// The uid of the request, if one can be read.
pub(super) fn uid(body: &[u8]) -> Option<Cow<'_, str>> {
    let mut scan = Scan { body, at: 0 };
    let mut depth = 0_usize;
    let mut in_request = false;
    while let Some(byte) = scan.token() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                in_request &= depth >= 2;
            }
            b'"' => {
                let text = scan.string()?;
                if !scan.is_key() {
                    continue;
                }
                match (depth, text) {
                    (1, b"request") => in_request = scan.opens_object(),
                    (2, b"uid") if in_request => return scan.value(),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    None
}

struct Scan<'b> {
    body: &'b [u8],
    at: usize,
}

impl<'b> Scan<'b> {
    /// The next byte that is no blank.
    fn token(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// The same, without taking it.
    fn peek(&mut self) -> Option<u8> {
        while self.body.get(self.at)?.is_ascii_whitespace() {
            self.at += 1;
        }
        self.body.get(self.at).copied()
    }

    /// The inside of a string whose opening quote has been taken.
    fn string(&mut self) -> Option<&'b [u8]> {
        let start = self.at;
        loop {
            match self.body.get(self.at)? {
                b'\\' => self.at += 2,
                b'"' => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.body.get(start..self.at - 1)
    }

    /// Takes the colon after a key; `false` where the string was a value.
    fn is_key(&mut self) -> bool {
        let key = self.peek() == Some(b':');
        self.at += usize::from(key);
        key
    }

    fn opens_object(&mut self) -> bool {
        self.peek() == Some(b'{')
    }

    /// The text that stands here, if it is one and none of the strange ones.
    fn value(&mut self) -> Option<Cow<'b, str>> {
        if self.token()? != b'"' {
            return None;
        }
        let start = self.at - 1;
        let inside = self.string()?;
        if inside.is_empty() || inside.len() > LONGEST {
            return None;
        }
        if inside.contains(&b'\\') {
            let quoted = self.body.get(start..self.at)?;
            return serde_json::from_slice(quoted).ok().map(Cow::Owned);
        }
        let printable = inside.iter().all(|byte| *byte >= b' ');
        std::str::from_utf8(inside)
            .ok()
            .filter(|_| printable)
            .map(Cow::Borrowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_is_read_before_the_place_where_the_text_breaks() {
        let cases: [(&[u8], Option<&str>); 12] = [
            (br#"{"request":{"uid":"a-1","object":{"#, Some("a-1")),
            (br#"{ "kind" : "x", "request" : { "uid" : "a" "#, Some("a")),
            (
                br#"{"request":{"object":[{"uid":"no"}],"uid":"yes"}}"#,
                Some("yes"),
            ),
            (br#"{"request":{"uid":"A\u002d1"}"#, Some("A-1")),
            (b"{\"request\":{\"name\":\"\xff\",\"uid\":\"u\"", Some("u")),
            (br#"{"uid":"no","request":{"userInfo":{"uid":"no"}}}"#, None),
            (br#"{"other":{"uid":"no"}}"#, None),
            (br#"{"request":{"uid":7}}"#, None),
            (br#"{"request":{"uid":""}}"#, None),
            (br#"{"request":{"uid":"cut"#, None),
            (br#"["request",{"uid":"no"}]"#, None),
            (b"", None),
        ];
        for (body, expected) in cases {
            assert_eq!(
                uid(body).as_deref(),
                expected,
                "{}",
                String::from_utf8_lossy(body)
            );
        }
    }

    #[test]
    fn depth_does_not_stop_it() {
        let deep = "[".repeat(100_000);
        let closed = "]".repeat(100_000);
        let body = format!(r#"{{"request":{{"x":{deep}{closed},"uid":"u"}}}}"#);
        assert_eq!(uid(body.as_bytes()).as_deref(), Some("u"));
    }
}
