//! The two output streams. Everything this program writes to a terminal passes here.

use std::io::{self, Write};

/// Writes `text` to standard output.
///
/// # Errors
/// What the stream answers.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Tells what went wrong, and the way out, on standard error.
pub(crate) fn error(message: &str, help: Option<&str>) {
    said("error", message, help);
}

/// Tells what is good to know, and what one can do, on standard error.
pub(crate) fn note(message: &str, help: &str) {
    said("note", message, Some(help));
}

fn said(what: &str, message: &str, help: Option<&str>) {
    let mut text = format!("{what}: {message}\n");
    if let Some(help) = help {
        text.push_str("  help: ");
        text.push_str(help);
        text.push('\n');
    }
    tell(&text);
}

/// Writes to standard error; where that is closed too, there is nobody left to tell.
pub(crate) fn tell(text: &str) {
    let written = io::stderr().lock().write_all(text.as_bytes());
    drop(written);
}
