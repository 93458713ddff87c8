//! The binary: arguments in, output streams and exit codes out.
//!
//! Each command is a few lines over a library crate; there are no rules and no verdicts here. [`args`]
//! is what was typed; the module of a command makes of it what is meant on this machine.

mod args;
mod artefacts;
mod colour;
mod exit;
mod explain;
mod lint;
mod manual;
mod page;
mod rules;
mod streams;
mod today;
mod webhook;

use std::process::ExitCode;

use args::{Args, Command};
use exit::Code;

fn main() -> ExitCode {
    exit::guarded(|| match Args::read() {
        Ok(args) => run(args.command),
        Err(refusal) => refusal.tell(),
    })
}

fn run(command: Command) -> Code {
    let done = match command {
        Command::Lint(args) => return lint::run(*args),
        Command::Webhook(args) => webhook::run(*args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Crd(args) => artefacts::crd(&args),
        Command::Schema(args) => artefacts::schema(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    exit::of(done)
}
