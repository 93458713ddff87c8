//! A command line that was not understood, or that asks for help.

use clap::error::ErrorKind;

use crate::exit::Code;

/// A command line that was not understood, or that asks for help.
#[derive(Debug)]
pub(crate) struct Refusal(pub(super) clap::Error);

impl Refusal {
    /// A fault that shows once all arguments are known.
    pub(crate) fn conflict(message: impl std::fmt::Display) -> Self {
        Self(super::Args::definition().error(ErrorKind::ArgumentConflict, message))
    }

    /// Says it on the stream where it belongs.
    pub(crate) fn tell(&self) -> Code {
        // Where the stream is closed there is nobody to tell.
        drop(self.0.print());
        match self.0.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Code::Fine,
            _ => Code::Usage,
        }
    }
}
