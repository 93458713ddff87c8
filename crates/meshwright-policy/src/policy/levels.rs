//! How levels stand in a `Policy` document: words, and a map from codes and groups to them.

use meshwright_api::scalar::Map;
use meshwright_api::shape::TextShape;
use meshwright_api::text_type::{TextFault, TextType, Unchecked};

use crate::level::Level;

/// Levels by code or group, as written.
pub type Levels = Map<512, Unchecked<Level>>;

/// The readings of "later than 1.18" for a patch of that series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apm118(pub(super) Level);

impl Apm118 {
    const LEVELS: [Level; 3] = [Level::Deny, Level::Warn, Level::Off];

    /// The word for a level, if this reading has one.
    pub(super) fn word(level: Level) -> Option<&'static str> {
        let place = Self::LEVELS.iter().position(|own| *own == level)?;
        Self::TEXT.values.get(place).copied()
    }
}

const fn words(
    name: &'static str,
    doc: &'static str,
    values: &'static [&'static str],
) -> TextShape {
    TextShape {
        name,
        doc,
        min: 0,
        max: 64,
        pattern: None,
        values,
        bound: 64,
        example: "warn",
    }
}

impl TextType for Level {
    const TEXT: TextShape = words(
        "Level",
        "What a finding does: `deny` refuses the document, `warn` shows, `audit` records, `off` does not look.",
        &["off", "audit", "warn", "deny"],
    );

    fn parse(text: &str) -> Result<Self, TextFault> {
        Self::parse(text).ok_or(TextFault::NotListed)
    }
}

impl TextType for Apm118 {
    const TEXT: TextShape = words(
        "Apm118",
        "What becomes of the disputed versions.",
        &["deny", "warn", "allow"],
    );

    fn parse(text: &str) -> Result<Self, TextFault> {
        let level = Self::LEVELS
            .into_iter()
            .find(|level| Self::word(*level) == Some(text));
        level.map(Self).ok_or(TextFault::NotListed)
    }
}
