//! What came of a run: findings, counts, what went wrong on the way, and the exit code.

use serde::Serialize;

use meshwright_policy::Level;

use crate::finding::Finding;
use crate::settings::Settings;

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The findings: by input, then by place.
    pub findings: Vec<Finding>,
    /// The counts.
    pub summary: Summary,
    /// What went wrong in the run itself.
    pub faults: Vec<Fault>,
    /// Texts that fixes changed, or would change.
    pub changes: Vec<Change>,
}

/// The counts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// Documents read, elements of lists counted one by one.
    pub documents: usize,
    /// Documents of ours, judged.
    pub checked: usize,
    /// Documents of other kinds.
    pub skipped: usize,
    /// Findings that deny.
    pub deny: usize,
    /// Findings that warn.
    pub warn: usize,
    /// Findings for the record.
    pub audit: usize,
    /// Findings that a comment, an exemption or the baseline silenced.
    pub suppressed: usize,
    /// Findings that were mended.
    pub fixed: usize,
}

/// Something that went wrong in the run itself: no finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of thing.
    pub kind: FaultKind,
    /// The file concerned.
    pub file: Option<String>,
    /// The place in it, as line and column.
    pub place: Option<(usize, usize)>,
    /// What is wrong; one line.
    pub message: String,
    /// The way out; one line.
    pub help: Option<String>,
}

impl Fault {
    /// What was asked for makes no sense.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::Configuration,
            file: None,
            place: None,
            message: message.into(),
            help: None,
        }
    }

    /// A file could not be read or written.
    pub(crate) fn unreadable(file: String, error: &impl std::fmt::Display) -> Self {
        Self {
            kind: FaultKind::Unreadable,
            file: Some(file),
            place: None,
            message: error.to_string(),
            help: None,
        }
    }

    /// The same, in that file.
    pub(crate) fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// The same, with the way out.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// `file:line:column: message (help)`, as far as each is known.
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
            if let Some((line, column)) = self.place {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)?;
        self.help
            .as_ref()
            .map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

/// The kinds of faults of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// What was asked for makes no sense, or the policy or baseline file is not good: exit code 2.
    Configuration,
    /// An input could not be read, or a fixed text not be written: exit code 3.
    Unreadable,
    /// A defect of ours: exit code 4.
    Internal,
}

/// A text that fixes changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// Whether the text came from the caller ([`Input::Text`](crate::Input::Text)) and nothing was
    /// written.
    pub is_text: bool,
    /// The text after the fixes.
    pub text: Vec<u8>,
    /// The unified diff, where it was asked for.
    pub diff: Option<String>,
}

impl Outcome {
    /// The exit code, the same for every format: of 4, 2, 3, 1, 5 and 0 the first that applies.
    pub fn exit_code(&self, settings: &Settings) -> u8 {
        let went_wrong = |kind| self.faults.iter().any(|fault| fault.kind == kind);
        if went_wrong(FaultKind::Internal) {
            4
        } else if went_wrong(FaultKind::Configuration) {
            2
        } else if went_wrong(FaultKind::Unreadable) {
            3
        } else if self.fails(settings.fail_level) {
            1
        } else if self.summary.checked == 0 && !settings.allow_empty {
            5
        } else {
            0
        }
    }

    fn fails(&self, fail_level: Level) -> bool {
        fail_level != Level::Off
            && self
                .findings
                .iter()
                .any(|finding| finding.level >= fail_level)
    }
}
