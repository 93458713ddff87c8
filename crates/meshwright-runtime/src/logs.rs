//! Logs: lines of JSON or of text on standard error.

use std::io;

use thiserror::Error;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// An object a line, for collectors.
    #[default]
    Json,
    /// For people.
    Text,
}

/// The log could not be started.
#[derive(Debug, Error)]
#[error("the log was already started")]
pub struct LogError(#[source] tracing_subscriber::util::TryInitError);

/// Starts the log of this process. Our own lines appear from `level` on, those of libraries from warnings
/// on.
///
/// # Errors
/// When the process has a log already.
pub fn start(format: Format, level: Level) -> Result<(), LogError> {
    let ours = LevelFilter::from_level(level);
    let targets = Targets::new()
        .with_default(LevelFilter::WARN.min(ours))
        .with_target("meshwright", ours);
    let log = tracing_subscriber::registry().with(targets);
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(false);
    match format {
        Format::Json => log.with(lines.json().flatten_event(true)).try_init(),
        Format::Text => log.with(lines).try_init(),
    }
    .map_err(LogError)
}
