//! Exit codes: the same for every command and every format.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::streams;

/// An exit code, in the order in which one outdoes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Code {
    /// 0: nothing to complain of.
    Fine,
    /// 5: no mesh resource found.
    Empty,
    /// 1: findings at or above the fail level.
    Findings,
    /// 3: an input could not be read, or an output not be written.
    Unreadable,
    /// 2: what was asked for makes no sense.
    Usage,
    /// 4: a defect of ours.
    Internal,
}

/// What the exit codes mean, for `--help` and the manual.
pub(crate) const TABLE: &str = "\
Exit codes, the same for every output format:
  0  nothing at or above --fail-level
  1  findings at or above --fail-level (a syntax error is a finding)
  2  usage or configuration error
  3  an input could not be read, or an output not be written
  4  internal error
  5  no mesh resource found (--allow-empty lifts it)
Of several the first of 4, 2, 3, 1, 5, 0 wins.";

impl Code {
    /// The number.
    const fn number(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Unreadable => 3,
            Self::Internal => 4,
            Self::Empty => 5,
        }
    }

    /// The code of that number.
    pub(crate) const fn of_number(number: u8) -> Self {
        match number {
            0 => Self::Fine,
            1 => Self::Findings,
            2 => Self::Usage,
            3 => Self::Unreadable,
            5 => Self::Empty,
            _ => Self::Internal,
        }
    }
}

/// Runs `work`; a panic in it is a defect of ours, told as such.
pub(crate) fn guarded(work: impl FnOnce() -> Code) -> ExitCode {
    let code = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        streams::error(
            "this is a defect of meshwright",
            Some("please report what you ran and the lines above"),
        );
        Code::Internal
    });
    ExitCode::from(code.number())
}

/// The code of a command that prints something. Nobody at the other end of a pipe is no fault.
pub(crate) fn of(done: anyhow::Result<()>) -> Code {
    let Err(error) = done else { return Code::Fine };
    match error.downcast_ref::<io::Error>() {
        Some(cause) if cause.kind() == io::ErrorKind::BrokenPipe => return Code::Fine,
        Some(_) => {
            streams::error(&format!("{error:#}"), None);
            return Code::Unreadable;
        }
        None => {}
    }
    streams::error(&format!("{error:#}"), None);
    Code::Usage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error() {
        let code = guarded(|| panic!("a defect"));
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(4)));
    }

    #[test]
    fn of_several_the_first_of_4_2_3_1_5_0_wins() {
        let mut codes: Vec<Code> = (0..=5).map(Code::of_number).collect();
        codes.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(
            codes.into_iter().map(Code::number).collect::<Vec<_>>(),
            [4, 2, 3, 1, 5, 0]
        );
    }

    #[test]
    fn a_closed_pipe_is_no_fault() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(of(Err(closed.into())), Code::Fine);
    }
}
