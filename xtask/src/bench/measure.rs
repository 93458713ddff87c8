//! What a program costs: processor time, wall time, peak memory.
//!
//! The system counts for all children of a process together, so each measured program gets a parent of its
//! own: this program, started as `bench measure`.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

use crate::{run, say};

/// What one run cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// Seconds of processor time, user and system.
    pub(super) cpu: f64,
    /// Seconds on the wall.
    pub(super) wall: f64,
    /// Peak memory in MiB.
    pub(super) peak: f64,
}

/// Measures one run of a program.
pub(super) fn run(arguments: &[String]) -> anyhow::Result<Cost> {
    let me = std::env::current_exe().context("this program has a path")?;
    let mut command = run::command(me, ["bench", "measure"]);
    let text = run::output(command.args(arguments))?;
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    match numbers.as_slice() {
        &[cpu, wall, peak] => Ok(Cost { cpu, wall, peak }),
        _ => bail!("the measuring child said {text:?}"),
    }
}

/// Runs a program as the only child of this process and says what it cost.
pub(super) fn child(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = command.status().with_context(|| program.to_owned())?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("the system counts")?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds and megabytes to be read by people"
    )]
    let (cpu, peak) = (micros as f64 / 1e6, usage.max_rss() as f64 / 1024.0);
    say::line(&format!("{cpu} {wall} {peak}"));
    Ok(())
}

/// The median of each column.
pub(super) fn median(costs: &[Cost]) -> Cost {
    let column = |pick: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Cost {
        cpu: column(|c| c.cpu),
        wall: column(|c| c.wall),
        peak: column(|c| c.peak),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_taken_column_by_column() {
        let cost = |cpu, wall| Cost {
            cpu,
            wall,
            peak: 1.0,
        };
        let costs = [cost(3.0, 1.0), cost(1.0, 2.0), cost(2.0, 9.0)];
        assert_eq!(median(&costs), cost(2.0, 2.0));
    }
}
