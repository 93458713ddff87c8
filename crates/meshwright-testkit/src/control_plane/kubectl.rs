//! The real kubectl, and helm, which is called the same way.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A call of kubectl or helm that is to come.
#[derive(Debug)]
pub struct Kubectl {
    command: Command,
    stdin: String,
}

/// What kubectl or helm had to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error, with the warnings.
    pub stderr: String,
}

impl Kubectl {
    pub(super) fn new(
        program: &Path,
        folder: &Path,
        kubeconfig: &Path,
        arguments: &[&str],
    ) -> Self {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("HOME", folder)
            .env("KUBECONFIG", kubeconfig);
        let stdin = String::new();
        Self { command, stdin }
    }

    /// What it reads from its standard input, for `-f -`.
    pub fn stdin(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// Where it runs; the folder of the control plane by default.
    pub fn directory(mut self, path: &Path) -> Self {
        self.command.current_dir(path);
        self
    }

    /// One more variable of its environment, which is otherwise empty.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs to the end.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(mut self) -> Output {
        const RUNS: &str = "the program runs";
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect(RUNS);
        if let Some(mut stdin) = child.stdin.take() {
            // It reads all of its input before it says anything, or none.
            drop(stdin.write_all(self.stdin.as_bytes()));
        }
        let output = child.wait_with_output().expect(RUNS);
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Output {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

impl Output {
    /// Whether it exited with 0.
    pub fn success(&self) -> bool {
        self.code == Some(0)
    }

    /// Itself, if it exited with 0.
    ///
    /// # Panics
    /// Otherwise, with all it wrote.
    pub fn expect_success(self) -> Self {
        assert!(
            self.success(),
            "it ended with {:?}\n{}{}",
            self.code,
            self.stdout,
            self.stderr
        );
        self
    }
}
