//! `cargo xtask demo`: the main job on real input, step by step, each step held to what it should do.
//!
//! The documents are those of `examples/`: the references' own, and twenty faults put into them. First the
//! linter by itself, then the [`webhook`] on a real control plane.

mod webhook;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::{run, say};

const CLEAN: &[&str] = &[
    "examples/operator-sample.yaml",
    "examples/mesh-request.json",
    "examples/mesh-response.json",
];
const BROKEN: &[&str] = &["examples/broken.yaml", "examples/broken.json"];

/// How many faults were put into the broken documents.
const FAULTS: usize = 20;

const BEFORE: &str = "\
apiVersion: istio.alibabacloud.com/v1beta1
kind: ServiceMesh
metadata:
  name: asm
spec:
  id: c6490deb776cc458c82c4c22a69315bae
  clusterSpec: Enterprise
";

/// Builds the binary and shows what it does.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    say::step("build");
    run::done(&mut run::cargo([
        "build",
        "--quiet",
        "--package",
        "meshwright",
    ]))?;
    let demo = Demo {
        binary: run::target().join("debug/meshwright"),
    };
    demo.clean()?;
    demo.broken()?;
    demo.fix()?;
    demo.change()?;
    webhook::show(&demo.binary)?;
    say::line("\nEvery step did what it should.");
    Ok(())
}

struct Demo {
    binary: PathBuf,
}

impl Demo {
    fn clean(&self) -> anyhow::Result<()> {
        say::step("the documents of both references: nothing is refused");
        self.expect(0, CLEAN)
    }

    fn broken(&self) -> anyhow::Result<()> {
        say::step("the same with twenty faults: each at its line and column, exit code 1");
        let report = scratch("findings.json")?;
        let file = format!("json={}", report.display());
        self.expect(
            1,
            &[&["--output", "full", "--output", &file], BROKEN].concat(),
        )?;
        let text = fs::read_to_string(&report).context("the findings were written")?;
        let findings: Value = serde_json::from_str(&text).context("the findings are JSON")?;
        let places = findings["findings"].as_array().into_iter().flatten();
        let denied = places.filter(|finding| finding["level"] == "deny").count();
        if denied < FAULTS {
            bail!("{denied} of {FAULTS} faults were found");
        }
        Ok(())
    }

    fn fix(&self) -> anyhow::Result<()> {
        say::step("what --fix would change, and nothing else");
        self.expect(1, &["--fix", "--diff", "--quiet", "examples/broken.yaml"])
    }

    fn change(&self) -> anyhow::Result<()> {
        say::step("a change, judged against what was there before: an id cannot change");
        let (before, after) = (scratch("before.yaml")?, scratch("after.yaml")?);
        fs::write(&before, BEFORE).context("the old document")?;
        fs::write(&after, BEFORE.replace("c6490", "c7501")).context("the new document")?;
        self.expect(1, &["--against", text(&before)?, text(&after)?])
    }

    fn expect(&self, code: i32, arguments: &[&str]) -> anyhow::Result<()> {
        say::line(&format!("$ meshwright lint {}", arguments.join(" ")));
        let mut command = run::command(&self.binary, ["lint"]);
        let status = command
            .args(arguments)
            .status()
            .context("the linter runs")?;
        if status.code() != Some(code) {
            bail!("the exit code should be {code}, {status}");
        }
        Ok(())
    }
}

/// A file of the demo's own folder.
fn scratch(name: &str) -> anyhow::Result<PathBuf> {
    let folder = run::target().join("demo");
    fs::create_dir_all(&folder).context("the folder of the demo")?;
    Ok(folder.join(name))
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str()
        .context("the path of the target folder is UTF-8")
}
