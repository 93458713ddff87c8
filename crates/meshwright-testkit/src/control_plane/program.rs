//! One process of the control plane, which can be killed and started again.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use super::log::Log;
use super::watchdog::Watchdog;

/// Waits for a word before it becomes the program: until the watchdog knows the process, it must not
/// live on without us.
const GATE: &str = r#"read -r go && exec "$@""#;

/// A program with its arguments, and the process while there is one.
#[derive(Debug)]
pub(super) struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    folder: PathBuf,
    log: Arc<Log>,
    running: Option<Running>,
    pid: u32,
}

#[derive(Debug)]
struct Running {
    child: Child,
    reader: JoinHandle<()>,
}

impl Program {
    pub(super) fn new(path: PathBuf, arguments: Vec<OsString>, folder: PathBuf) -> Self {
        Self {
            path,
            arguments,
            folder,
            log: Arc::default(),
            running: None,
            pid: 0,
        }
    }

    pub(super) fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// The id of the process, or of the last one.
    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// Starts the process, if there is none.
    pub(super) fn start(&mut self, watchdog: &Watchdog) -> io::Result<()> {
        if self.running.is_some() {
            return Ok(());
        }
        let (output, input) = io::pipe()?;
        let mut child = self.command(input)?.spawn()?;
        self.pid = child.id();
        let gate = child.stdin.take();
        let name = self.path.file_name().unwrap_or_default().to_owned();
        let mut file = self.folder.join(name);
        file.set_extension("log");
        let reader = self.log.follow(output, &file)?;
        self.running = Some(Running { child, reader });
        watchdog.guard(self.pid)?;
        gate.map_or(Ok(()), |mut gate| gate.write_all(b"go\n"))
    }

    /// Kills the process, if there is one, and waits for its end and its last words.
    pub(super) fn kill(&mut self, watchdog: &Watchdog) {
        let Some(Running { mut child, reader }) = self.running.take() else {
            return;
        };
        // Already dead is dead.
        drop(child.kill());
        drop(child.wait());
        drop(watchdog.release(self.pid));
        drop(reader.join());
    }

    fn command(&self, output: io::PipeWriter) -> io::Result<Command> {
        let mut command = Command::new("sh");
        command
            .args(["-c", GATE, "sh"])
            .arg(&self.path)
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", &self.folder)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0);
        Ok(command)
    }
}
