//! Tokens: what the scanner hands to the parser.

use crate::node::Style;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    StreamEnd,
    VersionDirective,
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSeqStart,
    BlockMapStart,
    BlockEnd,
    FlowSeqStart,
    FlowSeqEnd,
    FlowMapStart,
    FlowMapEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar(Style),
}

/// A token and its bytes.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// One more than the flow level whose possible simple key starts here; 0 where none does.
    pub(super) key_level: u32,
    /// A scalar's text, where it is not what the source says.
    pub(super) text: Option<Box<str>>,
    /// A tag's handle and suffix; a directive's handle and prefix.
    pub(super) tag: Option<Box<(String, String)>>,
}

impl Token {
    pub(super) fn new(kind: Kind, start: u32, end: u32) -> Self {
        Self {
            kind,
            start,
            end,
            key_level: 0,
            text: None,
            tag: None,
        }
    }
}
