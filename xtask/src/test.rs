//! `cargo xtask test`: everything that must hold, stage by stage.
//!
//! Every stage runs even if one before it failed, so one run names all that is wrong.

use std::time::{Duration, Instant};

use anyhow::bail;

use crate::{codegen, controlplane, run, say, tidy};

/// What a stage counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
}

/// A stage: its name and what it does.
type Stage = (&'static str, fn() -> anyhow::Result<Counts>);

const STAGES: &[Stage] = &[
    ("format", || quiet(&["fmt", "--all", "--check"])),
    ("clippy", clippy),
    ("judges", build_judges),
    ("control plane", || {
        controlplane::build().map(|()| Counts::default())
    }),
    ("tests", || {
        counted(&["--lib", "--bins", "--tests", "--examples"])
    }),
    ("doctests", || counted(&["--doc"])),
    // Holds the README to what the real API server and the webhook answer.
    ("demo", || crate::demo::run(&[]).map(|()| Counts::default())),
    ("docs", docs),
    ("tidy", || tidy::run(&[]).map(|()| Counts::default())),
    ("codegen", || codegen::check().map(|()| Counts::default())),
];

/// Runs all stages.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    let mut sum = Counts::default();
    let mut times = Vec::new();
    for (name, stage) in STAGES {
        say::step(name);
        let start = Instant::now();
        let counts = stage().unwrap_or_else(|error| {
            say::problem(&format!("{name}: {error:#}"));
            Counts {
                passed: 0,
                failed: 1,
            }
        });
        times.push((*name, start.elapsed(), counts));
        sum.passed += counts.passed;
        sum.failed += counts.failed;
    }
    close(&times, sum)
}

fn close(times: &[(&str, Duration, Counts)], sum: Counts) -> anyhow::Result<()> {
    say::step("wall time");
    for (name, time, counts) in times {
        let mark = if counts.failed > 0 { "FAILED" } else { "ok" };
        say::line(&format!("{name:<14} {:>8.1} s  {mark}", time.as_secs_f64()));
    }
    say::line("");
    say::line(&format!("{} passed, {} failed", sum.passed, sum.failed));
    if sum.failed > 0 {
        bail!("not everything holds");
    }
    Ok(())
}

/// A stage that passes or fails as a whole, and counts nothing when it passes.
fn quiet(arguments: &[&str]) -> anyhow::Result<Counts> {
    run::done(&mut run::cargo(arguments)).map(|()| Counts::default())
}

fn clippy() -> anyhow::Result<Counts> {
    quiet(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ])
}

fn docs() -> anyhow::Result<Counts> {
    let mut command = run::cargo(["doc", "--workspace", "--no-deps", "--quiet"]);
    run::done(command.env("RUSTDOCFLAGS", "-D warnings")).map(|()| Counts::default())
}

/// The Go programs that tests compare with.
fn build_judges() -> anyhow::Result<Counts> {
    let module = run::root().join("tests/yaml-oracle");
    if module.join("go.mod").exists() {
        let out = run::root().join("target/controlplane/yaml-oracle");
        let mut go = run::command("go", ["build", "-trimpath", "-o"]);
        let go = go
            .arg(out)
            .arg(".")
            .current_dir(module)
            .env("CGO_ENABLED", "0");
        run::done(go)?;
    }
    Ok(Counts::default())
}

fn counted(targets: &[&str]) -> anyhow::Result<Counts> {
    let mut counts = Counts::default();
    let mut command = run::cargo(["test", "--workspace", "--quiet", "--no-fail-fast"]);
    let succeeded = run::watched(command.args(targets), |line| {
        if let Some(Counts { passed, failed }) = summary(line) {
            counts.passed += passed;
            counts.failed += failed;
        }
    })?;
    if !succeeded && counts.failed == 0 {
        bail!("{} did not get as far as the tests", run::name(&command));
    }
    Ok(counts)
}

/// Reads `test result: ok. 3 passed; 0 failed; …`.
fn summary(line: &str) -> Option<Counts> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut parts = rest.split("; ");
    let mut number = |word: &str| parts.next()?.strip_suffix(word)?.trim().parse().ok();
    Some(Counts {
        passed: number("passed")?,
        failed: number("failed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_line_is_counted() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(
            summary(line),
            Some(Counts {
                passed: 12,
                failed: 3
            })
        );
    }

    #[test]
    fn any_other_line_is_not() {
        assert_eq!(summary("running 3 tests"), None);
        assert_eq!(summary("test result: ok"), None);
    }
}
