//! One suppression comment, read.

use std::ops::Range;

use meshwright_policy::rules;

use crate::text::{Origin, Text};

/// How many lines of comments and blanks may stand between a suppression and its line.
pub(crate) const FURTHEST: usize = 64;

/// A suppression comment.
#[derive(Debug)]
pub(crate) struct Directive {
    /// The bytes of the comment, in the whole text.
    pub(crate) span: Range<usize>,
    /// The document it stands in.
    pub(crate) document: usize,
    /// The line it stands on, to show it when the text is no longer there.
    pub(crate) line: (Origin, Box<[u8]>),
    /// Which lines it silences.
    pub(super) reach: Reach,
    /// For which rules.
    pub(super) named: Vec<Named>,
    /// Whether it says why.
    pub(super) has_reason: bool,
}

/// A rule named in a suppression.
#[derive(Debug)]
pub(super) struct Named {
    /// As it is written.
    pub(super) written: String,
    /// Its bytes.
    pub(super) span: Range<usize>,
    /// The code, if there is such a rule.
    pub(super) code: Option<&'static str>,
    /// Whether it silenced something.
    pub(super) used: bool,
}

/// Which lines a suppression silences.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// One line.
    Line(usize),
    /// The whole text.
    Text,
    /// From a line to a line.
    Region(usize, usize),
    /// None: it ends a region, at this line.
    End(usize),
    /// None: nobody knows what is meant.
    Unknown,
}

impl Reach {
    pub(super) fn holds(&self, line: usize) -> bool {
        match self {
            Self::Line(only) => *only == line,
            Self::Text => true,
            Self::Region(first, last) => (*first..=*last).contains(&line),
            Self::End(_) | Self::Unknown => false,
        }
    }
}

impl Directive {
    /// Reads a comment; `None` where it is none of ours.
    pub(crate) fn read(
        text: &Text<'_>,
        document: usize,
        span: Range<usize>,
        comment: &str,
    ) -> Option<Self> {
        let rest = comment
            .trim_start_matches('#')
            .trim_start()
            .strip_prefix("meshwright:")?;
        let rest = rest.trim_start();
        if !rest.starts_with("ign") {
            return None;
        }
        let word_end = rest
            .find(|c: char| c != '-' && !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (word, rest) = rest.split_at(word_end);
        let (codes, reason) = bracketed(rest);
        let reach = reach(text, word, &span);
        let (origin, line) = text.line_part(span.start);
        let span = text.absolute(&span);
        let base = span.end - rest.len() + 1;
        Some(Self {
            line: (origin, line.into()),
            reach,
            named: codes.map(|codes| named(codes, base)).unwrap_or_default(),
            has_reason: !reason.trim_matches([' ', '\t', ':', '-', '\r']).is_empty(),
            document,
            span,
        })
    }

    /// Whether it is for this rule.
    pub(super) fn names(&self, other: &Named) -> bool {
        self.named.iter().any(|named| named.code == other.code)
    }

    /// Its codes, as they are written.
    pub(super) fn codes(&self) -> String {
        let written: Vec<&str> = self.named.iter().map(|named| &*named.written).collect();
        written.join(", ")
    }

    /// Why it silences nothing at all, if so.
    pub(super) fn flaw(&self) -> Option<&'static str> {
        if self.reach == Reach::Unknown {
            Some("this is no kind of suppression")
        } else if self.named.is_empty() {
            Some("this suppression names no rule")
        } else {
            None
        }
    }
}

/// What stands in the bracket, and what stands behind it.
fn bracketed(rest: &str) -> (Option<&str>, &str) {
    let inside = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    inside.map_or((None, rest), |(codes, reason)| (Some(codes), reason))
}

fn named(codes: &str, base: usize) -> Vec<Named> {
    let mut at = base;
    let mut read = Vec::new();
    for part in codes.split(',') {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        let written = part.trim();
        if written.is_empty() {
            continue;
        }
        let rule = rules::find(written).or_else(|| {
            rules::all()
                .iter()
                .copied()
                .find(|rule| rule.name == written)
        });
        read.push(Named {
            written: written.to_owned(),
            span: start..start + written.len(),
            code: rule.map(|rule| rule.code),
            used: false,
        });
    }
    read
}

fn reach(text: &Text<'_>, word: &str, span: &Range<usize>) -> Reach {
    let here = text.line_of(span.start);
    let line = text.origin.lines + here;
    match word {
        "ignore" if stands_alone(text, here, span.start) => {
            Reach::Line(text.origin.lines + next_line(text, here))
        }
        "ignore" => Reach::Line(line),
        "ignore-file" => Reach::Text,
        "ignore-start" => Reach::Region(line, usize::MAX),
        "ignore-end" => Reach::End(line),
        _ => Reach::Unknown,
    }
}

fn stands_alone(text: &Text<'_>, line: usize, comment: usize) -> bool {
    let start = text.lines().line(line).map_or(comment, |line| line.start);
    let before = text.bytes.get(start..comment).unwrap_or_default();
    before.trim_ascii().is_empty() || before == b"\xEF\xBB\xBF"
}

/// The next line that holds more than a comment or a document marker.
fn next_line(text: &Text<'_>, line: usize) -> usize {
    let holds = |line: &usize| {
        text.lines()
            .line(*line)
            .and_then(|span| text.bytes.get(span))
            .is_none_or(|line| {
                let line = line.trim_ascii();
                !(line.is_empty() || line.starts_with(b"#") || line == b"---")
            })
    };
    let last = text.lines().count().min(line + FURTHEST);
    (line + 1..=last).find(holds).unwrap_or(line)
}
