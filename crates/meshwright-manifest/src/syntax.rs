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
        let ending = file_name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("json") => return Self::Json,
            Some("ndjson" | "jsonl") => return Self::NdJson,
            _ => {}
        }
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if matches!(first, Some(b'{' | b'[')) && crate::json::is_stream(bytes) {
            return Self::Json;
        }
        Self::Yaml
    }
}
