//! The developer's tasks: `cargo xtask <task>`.
//!
//! The logic of every task lives here and CI runs only these, so a red job reproduces by name. Nothing
//! in here ships. Start at [`TASKS`].

mod codegen;
mod need;
mod run;
mod say;
mod test;
mod tidy;

use std::process::ExitCode;

use need::Tool;

/// A task: its name, one line about it, what it needs, and what it does with its arguments.
struct Task {
    name: &'static str,
    about: &'static str,
    needs: &'static [Tool],
    run: fn(&[String]) -> anyhow::Result<()>,
}

const TASKS: &[Task] = &[
    Task {
        name: "test",
        about: "everything that must hold, stage by stage; what CI runs",
        needs: &[Tool::Rust, Tool::Go, Tool::C, Tool::Python, Tool::Git],
        run: test::run,
    },
    Task {
        name: "codegen",
        about: "writes schemas, the CRD and the rule pages; --check only looks",
        needs: &[Tool::Rust],
        run: codegen::run,
    },
    Task {
        name: "tidy",
        about: "what the house asks for and no compiler checks",
        needs: &[Tool::Rust, Tool::Git],
        run: tidy::run,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        list();
        return ExitCode::SUCCESS;
    };
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        say::problem(&format!("no task is called {name}"));
        list();
        return ExitCode::from(2);
    };
    let rest: Vec<String> = arguments.collect();
    match need::check(task.needs).and_then(|()| (task.run)(&rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::problem(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn list() {
    say::line("cargo xtask <task>");
    for task in TASKS {
        say::line(&format!("  {:<10} {}", task.name, task.about));
    }
}
