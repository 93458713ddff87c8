//! A server that is measured: its start, its processor time, its memory, its end.
//!
//! Processor time and memory are read from /proc. Where `taskset` is there, the servers have the second
//! core and whoever asks has the first.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::bodies;
use super::client::Client;
use super::load::number;
use crate::run;

/// Where servers are told to listen; replaced by a free port for each.
pub(super) const ADDRESS: &str = "127.0.0.1:PORT";
/// The port alone.
pub(super) const PORT: &str = "PORT";

/// The slowest start.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks whether a server answers.
const GLANCE: Duration = Duration::from_micros(200);

/// How a server is started.
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) path: PathBuf,
    pub(super) arguments: Vec<String>,
}

/// A server that runs. It ends with this value.
pub(super) struct Served {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    /// Whether it decides anything: the peers allow everything.
    pub(super) decides: bool,
    /// Milliseconds until its first answer.
    pub(super) took: f64,
    child: Child,
}

impl Program {
    /// Starts it and waits for its first answer.
    pub(super) fn start(&self, client: &Client) -> anyhow::Result<Served> {
        let address = free_address()?;
        let port = address.port().to_string();
        let mut command = on_core(1, &self.path);
        command.args(self.arguments.iter().map(|a| a.replace(PORT, &port)));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let question = bodies::all().swap_remove(0).request;
        let begun = Instant::now();
        let child = command.spawn().with_context(|| self.name.to_owned())?;
        let mut served = Served {
            name: self.name,
            address,
            decides: self.name == "meshwright",
            took: 0.0,
            child,
        };
        while client.first_answer(address, &question).is_err() {
            if let Some(status) = served.child.try_wait()? {
                bail!("{} ended with {status}", self.name);
            }
            if begun.elapsed() > PATIENCE {
                bail!("{} does not answer", self.name);
            }
            thread::sleep(GLANCE);
        }
        served.took = begun.elapsed().as_secs_f64() * 1e3;
        Ok(served)
    }
}

impl Served {
    /// Microseconds of processor time so far: the sum over its threads, which the system counts in
    /// nanoseconds.
    pub(super) fn cpu(&self) -> anyhow::Result<f64> {
        let mut sum = 0_u64;
        for thread in fs::read_dir(self.proc("task")).context("/proc is there")? {
            let path = thread.context("a thread")?.path().join("schedstat");
            let text = fs::read_to_string(path).context("the system counts per thread")?;
            let ran = text
                .split(' ')
                .next()
                .and_then(|word| word.parse::<u64>().ok());
            sum += ran.context("schedstat begins with nanoseconds")?;
        }
        #[expect(clippy::cast_precision_loss, reason = "to be read by people")]
        Ok(sum as f64 / 1e3)
    }

    /// Peak memory in MB.
    pub(super) fn peak(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(self.proc("status")).context("the system knows it")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        Ok(number(kilobytes.context("VmHWM is in kB")?) * 1024.0 / 1e6)
    }

    fn proc(&self, file: &str) -> PathBuf {
        Path::new("/proc")
            .join(self.child.id().to_string())
            .join(file)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Keeps this process, and the threads it will start, on the first core.
pub(super) fn pin_this_process() -> anyhow::Result<()> {
    if !can_pin() {
        return Ok(());
    }
    let id = std::process::id().to_string();
    run::output(&mut run::command("taskset", ["-acp", "0", &id])).map(drop)
}

/// How the cores are shared out.
pub(super) fn pinning() -> &'static str {
    if can_pin() {
        "servers on one core and the asker on another"
    } else {
        "not pinned"
    }
}

/// The system's load average.
pub(super) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

fn can_pin() -> bool {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let there = || Command::new("taskset").arg("--version").output().is_ok();
    // Once it is pinned this process sees one core only.
    (cores > 1 || fs::exists("/sys/devices/system/cpu/cpu1").unwrap_or(false)) && there()
}

fn on_core(core: usize, program: &Path) -> Command {
    if !can_pin() {
        return run::command(program, [""; 0]);
    }
    let mut command = run::command("taskset", ["-c", &core.to_string()]);
    command.arg(program);
    command
}

fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("a free port")?;
    listener.local_addr().context("a free port")
}
