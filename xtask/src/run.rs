//! Starting other programs, from the root of the repository.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::say;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What the compiler says of itself: `host`, `release`, `commit-hash`.
pub(crate) fn rustc(field: &str) -> anyhow::Result<String> {
    let version = output(&mut command("rustc", ["-vV"]))?;
    let mut fields = version.lines().filter_map(|line| line.split_once(": "));
    let found = fields.find(|(name, _)| *name == field);
    let (_, value) = found.with_context(|| format!("rustc says its {field}"))?;
    Ok(value.to_owned())
}

/// A command in the root of the repository.
pub(crate) fn command(
    program: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Cargo, as the one that started this task.
pub(crate) fn cargo(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(cargo, arguments)
}

/// Runs to the end; anything but success is an error.
pub(crate) fn done(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| name(command))?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs to the end and gives what it wrote to its standard output.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| name(command))?;
    if !output.status.success() {
        bail!("{} ended with {}", name(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| name(command))
}

/// Runs to the end, shows every line of its standard output and hands it to `see`; tells whether it
/// succeeded.
pub(crate) fn watched(command: &mut Command, mut see: impl FnMut(&str)) -> anyhow::Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| name(command))?;
    let stdout = child
        .stdout
        .take()
        .context("the child's standard output is piped")?;
    for line in BufReader::new(stdout).lines() {
        let line = line.with_context(|| name(command))?;
        say::line(&line);
        see(&line);
    }
    Ok(child.wait().with_context(|| name(command))?.success())
}

/// The command as one would type it.
pub(crate) fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    std::iter::once(program)
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}
