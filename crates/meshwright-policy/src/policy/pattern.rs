//! Globs over names and paths.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};

/// A glob: `*` and `?` stay within a folder, `**` crosses folders, `{a,b}` and `[a-z]` choose.
///
/// Paths are compared with `/` between their parts and without a leading `./`. A pattern without `/`
/// speaks of the last part, in every folder.
///
/// ```
/// use meshwright_policy::policy::Pattern;
///
/// let hangzhou = Pattern::new("clusters/hangzhou/**").unwrap();
/// assert!(hangzhou.matches("./clusters/hangzhou/a/mesh.yaml"));
/// assert!(!hangzhou.matches("clusters/shanghai/mesh.yaml"));
/// assert!(Pattern::new("legacy-*").unwrap().matches("old/legacy-1.yaml"));
/// ```
#[derive(Clone)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing to match.
    #[error("a pattern must not be empty")]
    Empty,
    /// The grammar of globs does not allow it.
    #[error("{written:?} is not a pattern: {reason}")]
    Malformed {
        /// The pattern as written.
        written: String,
        /// Why, in the words of the glob parser.
        reason: String,
    },
}

impl Pattern {
    /// Reads a glob.
    ///
    /// # Errors
    /// When it is empty or the grammar does not allow it.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.trim().is_empty() {
            return Err(PatternError::Empty);
        }
        let everywhere = if text.contains('/') {
            text.to_owned()
        } else {
            format!("**/{text}")
        };
        let glob = GlobBuilder::new(everywhere.trim_start_matches("./"))
            .literal_separator(true)
            .build()
            .map_err(|error| PatternError::Malformed {
                written: text.to_owned(),
                reason: error.kind().to_string(),
            })?;
        Ok(Self {
            text: text.to_owned(),
            matcher: glob.compile_matcher(),
        })
    }

    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a name or path matches.
    pub fn matches(&self, path: &str) -> bool {
        if path.contains('\\') {
            let path = path.replace('\\', "/");
            return self.matcher.is_match(path.trim_start_matches("./"));
        }
        self.matcher.is_match(path.trim_start_matches("./"))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}
