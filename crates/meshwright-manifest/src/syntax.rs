//! Which grammar a text is in.

/// The grammar of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// A YAML stream: documents between `---` lines.
    Yaml,
    /// JSON: one value, or several one after the other.
    Json,
    /// JSON Lines: one value a line; a broken line spoils only itself.
    NdJson,
}

impl Syntax {
    /// The grammar a text is most likely in: by the ending of its name, else by its first letter.
    ///
    /// A text without a telling name that begins with `{` or `[` is JSON if all of it reads as JSON, and
    /// YAML (whose flow style looks alike) if not; so do the cluster's own tools.
    ///
    /// ```
    /// use meshwright_manifest::Syntax;
    ///
    /// assert_eq!(Syntax::guess(Some("mesh.JSON"), b"a: 1"), Syntax::Json);
    /// assert_eq!(Syntax::guess(Some("mesh.yaml"), b"a: 1"), Syntax::Yaml);
    /// assert_eq!(Syntax::guess(None, b" {\"a\": 1}"), Syntax::Json);
    /// assert_eq!(Syntax::guess(None, b"{a: 1}"), Syntax::Yaml);
    /// ```
    pub fn guess(file_name: Option<&str>, bytes: &[u8]) -> Self {
        Self::guess_from_start(file_name, bytes).unwrap_or_else(|| {
            let json = !bytes.trim_ascii().is_empty() && crate::json::is_stream(bytes);
            if json { Self::Json } else { Self::Yaml }
        })
    }

    /// As [`Syntax::guess`] of any text that begins with these bytes; `None` where that depends on the
    /// rest.
    ///
    /// ```
    /// use meshwright_manifest::Syntax;
    ///
    /// assert_eq!(Syntax::guess_from_start(None, b"a: "), Some(Syntax::Yaml));
    /// assert_eq!(Syntax::guess_from_start(None, b"{a"), None);
    /// ```
    pub fn guess_from_start(file_name: Option<&str>, bytes: &[u8]) -> Option<Self> {
        let ending = file_name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("json") => return Some(Self::Json),
            Some("ndjson" | "jsonl") => return Some(Self::NdJson),
            _ => {}
        }
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        first
            .filter(|byte| !matches!(byte, b'{' | b'['))
            .map(|_| Self::Yaml)
    }
}
