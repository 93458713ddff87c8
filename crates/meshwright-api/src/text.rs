//! What a reader noticed in the bytes of a document that its values no longer show.
//!
//! `meshwright-manifest` fills these in, the text rules of `meshwright-policy` judge them. Nothing here
//! is a verdict.

use std::ops::Range;

use serde_json::Value;

use crate::FieldPath;

/// One thing noticed, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The field it concerns; the document itself where it concerns no field.
    pub path: FieldPath,
    /// The bytes it concerns, counted from the start of the file; the end is exclusive.
    pub span: Range<usize>,
    /// What it is.
    pub what: Oddity,
}

/// The kinds of things a reader notices.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Oddity {
    /// The text is not what the cluster's reader accepts; the rest of the document was not read. Where the
    /// document has a value all the same, the cluster takes that and silently drops what follows it.
    Syntax {
        /// The reader's own words, without a place.
        message: String,
    },
    /// A key that already stood in the same mapping; the span is the later key.
    DuplicateKey {
        /// The key as the cluster reads it.
        key: String,
        /// The bytes of the key that stood first.
        first: Range<usize>,
    },
    /// A plain scalar that the cluster reads as something else than its letters say: `no`, `017`,
    /// `1.10`, `9_411`, 2^64.
    Dialect {
        /// The letters in the text.
        raw: String,
        /// What the cluster makes of them.
        reads_as: Value,
        /// Whether the scalar is a key.
        key: bool,
    },
    /// A merge key that stands after an explicit key of the same name and so overwrites it.
    MergeOverwrites {
        /// The overwritten key.
        key: String,
    },
    /// A tag the cluster's reader ignores or decodes silently (`!foo`, `!!binary`).
    Tag {
        /// The tag as written.
        tag: String,
    },
    /// Bytes that are no UTF-8; the cluster reads U+FFFD instead.
    InvalidUtf8,
    /// A lone half of a surrogate pair in an escape; the cluster reads U+FFFD instead.
    LoneSurrogate,
    /// A NUL character in a value.
    Nul,
    /// A byte order mark: a YAML reader skips it at the start of a file, a JSON reader refuses it.
    ByteOrderMark {
        /// Whether the reader of this document refuses it.
        refused: bool,
    },
    /// NEL, LS or PS: a line break to the cluster's reader, a letter to most others.
    UnicodeLineBreak,
    /// A control character that turns the direction of writing.
    BidiControl {
        /// The character.
        character: char,
    },
    /// Nesting deeper than the cluster's readers go.
    TooDeep {
        /// The deepest level allowed.
        limit: usize,
    },
    /// More bytes than an API server takes in one request.
    TooLarge {
        /// The most bytes allowed.
        limit: usize,
    },
    /// Aliases that grow to more nodes than the reader agrees to make.
    AliasBomb {
        /// The most nodes allowed.
        limit: usize,
    },
}
