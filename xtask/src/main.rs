//! The developer's tasks: `cargo xtask <task>`.
//!
//! The logic of every task lives here and CI runs only these, so a red job reproduces by name. Nothing
//! in here ships. Start at [`TASKS`].

mod bench;
mod cluster;
mod codegen;
mod controlplane;
mod demo;
mod differential;
mod fuzz;
mod image;
mod mutants;
mod need;
mod new_rule;
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
        name: "demo",
        about: "the main job on real input and on a real API server, shown step by step",
        needs: &[Tool::Rust, Tool::Go, Tool::C],
        run: demo::run,
    },
    Task {
        name: "test",
        about: "everything that must hold, stage by stage; what CI runs",
        needs: &[Tool::Rust, Tool::Go, Tool::C, Tool::Python, Tool::Git],
        run: test::run,
    },
    Task {
        name: codegen::NAME,
        about: "writes schemas, the CRD and the rule pages; --check only looks",
        needs: &[Tool::Rust],
        run: codegen::run,
    },
    Task {
        name: "new-rule",
        about: "GROUP NAME: writes a new rule with its vectors and examples",
        needs: &[Tool::Rust],
        run: new_rule::run,
    },
    Task {
        name: "controlplane",
        about: "builds the real kube-apiserver, kubectl, etcd and helm for the tests",
        needs: &[Tool::Rust, Tool::Go],
        run: controlplane::run,
    },
    Task {
        name: "cluster",
        about: "runs a real control plane until Ctrl-C; --emulate MINOR for an older one",
        needs: &[Tool::Rust, Tool::Go],
        run: cluster::run,
    },
    Task {
        name: "tidy",
        about: "what the house asks for and no compiler checks",
        needs: &[Tool::Rust, Tool::Git],
        run: tidy::run,
    },
    Task {
        name: "bench",
        about: "lint | webhook: side by side with peers, held against the budgets; minutes",
        // It starts itself to measure, and a look for tools would be measured too: it looks later.
        needs: &[],
        run: bench::run,
    },
    Task {
        name: "fuzz",
        about: "[ROUNDS]: mutation fuzzing and laws, much longer than in the tests",
        needs: &[Tool::Rust, Tool::Go, Tool::C],
        run: fuzz::run,
    },
    Task {
        name: "differential",
        about: "[--cases N --seed S | --mutants] [--emulating MINOR]: the rules and all that is generated, on a real API server",
        needs: &[Tool::Rust, Tool::Go, Tool::C],
        run: differential::run,
    },
    Task {
        name: "mutants",
        about: "[CODE...]: breaks rule after rule and asks that a test notices; half an hour",
        needs: &[Tool::Rust, Tool::C, Tool::Git],
        run: mutants::run,
    },
    Task {
        name: "image",
        about: "makes the container image, without a daemon; --check makes it twice; ten minutes",
        needs: &[Tool::Rust, Tool::C, Tool::Git],
        run: image::run,
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
        say::line(&format!("  {:<12} {}", task.name, task.about));
    }
}
