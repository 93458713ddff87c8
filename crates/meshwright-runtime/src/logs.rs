//! Logs: lines of JSON or of text on standard error.

use std::io;

use thiserror::Error;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{self, MakeWriter};
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

/// Starts the log of this process, on standard error. Our own lines appear from `level` on, those of
/// libraries from warnings on.
///
/// # Errors
/// When the process has a log already.
pub fn start(format: Format, level: Level) -> Result<(), LogError> {
    to(format, level, io::stderr).try_init().map_err(LogError)
}

/// The same log, written elsewhere.
pub fn to(
    format: Format,
    level: Level,
    writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static,
) -> Box<dyn Subscriber + Send + Sync> {
    let ours = LevelFilter::from_level(level);
    let targets = Targets::new()
        .with_default(LevelFilter::WARN.min(ours))
        .with_target("meshwright", ours);
    let log = tracing_subscriber::registry().with(targets);
    let lines = fmt::layer().with_writer(writer).with_ansi(false);
    match format {
        Format::Json => Box::new(log.with(lines.json().flatten_event(true))),
        Format::Text => Box::new(log.with(lines)),
    }
}
