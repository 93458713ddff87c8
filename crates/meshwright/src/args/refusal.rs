//! A command line that was not understood, or that asks for help.

use clap::error::ErrorKind;

use crate::exit::Code;

/// A command line that was not understood, or that asks for help.
#[derive(Debug)]
pub(crate) struct Refusal(pub(super) clap::Error);

impl Refusal {
    /// Arguments of `meshwright lint` that do not go together.
    pub(crate) fn conflict(message: impl std::fmt::Display) -> Self {
        let mut definition = super::Args::definition();
        definition.build();
        let kind = ErrorKind::ArgumentConflict;
        Self(match definition.find_subcommand_mut("lint") {
            Some(lint) => lint.error(kind, message),
            None => definition.error(kind, message),
        })
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
