//! The one place that writes to the terminal.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task talks to the person who started it, and only here"
)]

/// Says one line.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// Begins a step.
pub(crate) fn step(text: &str) {
    println!("\n=== {text}");
}

/// Names a problem.
pub(crate) fn problem(text: &str) {
    eprintln!("xtask: {text}");
}
