//! No process stays behind, whatever ends the test: an exit, a panic, SIGKILL.
//!
//! A small shell reads the ids of our processes from a pipe. When the pipe ends, this process is gone,
//! in whatever way; then the shell kills what is left and removes the folder. It and the processes stand
//! in process groups of their own, so that Ctrl-C reaches only us.

use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

const SCRIPT: &str = r#"
pids=
while read -r sign pid; do
  case $sign in
    +) pids="$pids $pid" ;;
    -) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
  esac
done
[ -z "$pids" ] || kill -9 $pids
rm -rf -- "$1" || rm -rf -- "$1"
"#;

/// The watchdog of one control plane.
#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    pipe: Mutex<Option<ChildStdin>>,
}

impl Watchdog {
    /// Watches over a folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let pipe = Mutex::new(shell.stdin.take());
        Ok(Self { shell, pipe })
    }

    /// From now on the process dies with us.
    pub(super) fn guard(&self, pid: u32) -> io::Result<()> {
        self.tell('+', pid)
    }

    /// The process is gone; its id may soon be another's.
    pub(super) fn release(&self, pid: u32) -> io::Result<()> {
        self.tell('-', pid)
    }

    fn tell(&self, sign: char, pid: u32) -> io::Result<()> {
        let mut pipe = self.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        match pipe.as_mut() {
            Some(pipe) => writeln!(pipe, "{sign} {pid}"),
            None => Ok(()),
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        let pipe = self.pipe.get_mut().unwrap_or_else(PoisonError::into_inner);
        drop(pipe.take());
        drop(self.shell.wait());
    }
}
