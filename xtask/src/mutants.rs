//! `cargo xtask mutants [CODE…]`: breaks the check of one rule after the other in a copy of the tree and
//! asks that a test notices.
//!
//! Two ways to break: the check returns at once, and its first plain condition is turned round. The score
//! is the share of the broken rules that some test refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};
use meshwright_policy::{Check, Rule, rules};

use crate::{run, say};

/// A way to break a check: its name, and the broken text where the way fits.
type Mutation = (&'static str, fn(&str) -> Option<String>);

const MUTATIONS: &[Mutation] = &[("deleted", delete), ("inverted", invert)];

/// Breaks the named rules, or all that have a check.
pub(crate) fn run(codes: &[String]) -> anyhow::Result<()> {
    let chosen: Vec<&Rule> = rules::all()
        .iter()
        .copied()
        .filter(|rule| has_check(rule) && is_named(rule, codes))
        .collect();
    if chosen.is_empty() {
        bail!("no rule with a check is called {}", codes.join(", "));
    }
    let copy = Copy::make()?;
    if !copy.passes()? {
        bail!("the tests fail before anything is broken");
    }
    let (mut noticed, mut survived) = (0, Vec::new());
    for rule in chosen {
        for (name, mutate) in MUTATIONS {
            match copy.with(rule, *mutate)? {
                None => {}
                Some(true) => survived.push(format!("{} {name}", rule.code)),
                Some(false) => noticed += 1,
            }
        }
        say::line(&format!(
            "{}: {noticed} noticed, {} not",
            rule.code,
            survived.len()
        ));
    }
    close(noticed, &survived)
}

fn close(noticed: usize, survived: &[String]) -> anyhow::Result<()> {
    say::line(&format!("score: {noticed} of {}", noticed + survived.len()));
    if !survived.is_empty() {
        bail!("no test noticed: {}", survived.join(", "));
    }
    Ok(())
}

const fn has_check(rule: &Rule) -> bool {
    !matches!(
        rule.check,
        Check::Admits | Check::Defaults | Check::Elsewhere(_)
    )
}

fn is_named(rule: &Rule, codes: &[String]) -> bool {
    codes.is_empty()
        || codes
            .iter()
            .any(|code| rule.code.eq_ignore_ascii_case(code))
}

/// The body of a check begins behind this.
fn body(text: &str) -> Option<usize> {
    let start = text.find("\nfn check(").or_else(|| text.find("\nfn "))?;
    Some(start + text.get(start..)?.find("{\n")? + 2)
}

fn delete(text: &str) -> Option<String> {
    let at = body(text)?;
    let (head, rest) = text.split_at(at);
    Some(format!(
        "{head}    if std::hint::black_box(true) {{\n        return;\n    }}\n{rest}"
    ))
}

fn invert(text: &str) -> Option<String> {
    let at = body(text)?;
    let (head, rest) = text.split_at(at);
    let found = rest
        .match_indices("if ")
        .find(|(at, _)| is_plain_condition(rest, *at))?
        .0;
    let start = found + 3;
    let end = start + rest.get(start..)?.find(" {")?;
    let (before, condition) = (rest.get(..start)?, rest.get(start..end)?);
    Some(format!("{head}{before}!({condition}){}", rest.get(end..)?))
}

/// An `if` of its own, not of a pattern, not of a match arm.
fn is_plain_condition(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let starts = line.trim().is_empty() || line.trim_end().ends_with("else");
    let rest = text.get(at + 3..).unwrap_or_default();
    let condition = rest.split(" {").next().unwrap_or_default();
    starts && !condition.contains("let ") && !condition.contains("//")
}

/// A copy of the tree with a target folder of its own.
struct Copy {
    root: PathBuf,
}

impl Copy {
    fn make() -> anyhow::Result<Self> {
        let root = run::target().join("mutants/tree");
        let listed = run::output(&mut run::command(
            "git",
            [
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ],
        ))?;
        for path in listed.split('\0').filter(|path| !path.is_empty()) {
            let (from, to) = (run::root().join(path), root.join(path));
            if from.is_file() && fs::read(&to).ok() != fs::read(&from).ok() {
                fs::create_dir_all(to.parent().unwrap_or(Path::new(".")))
                    .context(path.to_owned())?;
                fs::copy(&from, &to).context(path.to_owned())?;
            }
        }
        Ok(Self { root })
    }

    /// Whether the tests still pass with the rule broken; `None` where this way does not fit the rule.
    fn with(
        &self,
        rule: &Rule,
        mutate: fn(&str) -> Option<String>,
    ) -> anyhow::Result<Option<bool>> {
        let name = format!(
            "crates/meshwright-policy/src/rules/{}.rs",
            rule.code.to_lowercase()
        );
        let path = self.root.join(&name);
        let text = fs::read_to_string(&path).context(name.clone())?;
        let Some(broken) = mutate(&text) else {
            return Ok(None);
        };
        fs::write(&path, broken).context(name.clone())?;
        let passes = self.passes();
        fs::write(&path, text).context(name)?;
        passes.map(Some)
    }

    fn passes(&self) -> anyhow::Result<bool> {
        let mut cargo = run::cargo(["test", "--quiet", "--package", "meshwright-policy", "--lib"]);
        cargo
            .args(["--test", "vectors", "--test", "observed"])
            .current_dir(&self.root);
        cargo.env("CARGO_TARGET_DIR", self.root.with_file_name("target"));
        cargo
            .env("RUSTFLAGS", "--cap-lints=warn")
            .env("CARGO_INCREMENTAL", "1");
        let status = cargo.stdout(Stdio::null()).stderr(Stdio::null()).status();
        Ok(status.context("cargo test runs")?.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "use a;\n\nfn check(mesh: &Mesh) {\n    let Some(x) = y else { return };\n    \
                        if let Some(z) = x {\n    }\n    if x == 1 {\n        add();\n    }\n}\n";

    #[test]
    fn a_deleted_check_returns_at_once() {
        let broken = delete(RULE).unwrap();
        assert!(broken.contains("fn check(mesh: &Mesh) {\n    if std::hint::black_box(true) {\n"));
    }

    #[test]
    fn the_first_plain_condition_is_turned_round() {
        assert!(invert(RULE).unwrap().contains("    if !(x == 1) {\n"));
        assert_eq!(invert("fn check() {\n    add();\n}\n"), None);
    }
}
