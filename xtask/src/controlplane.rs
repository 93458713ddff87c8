//! `cargo xtask controlplane`: the real kube-apiserver, kubectl, etcd and helm, built from their Go modules.
//!
//! A program is built again when its module, the compiler or the recipe here has changed: the stamp
//! beside it holds all of them as text. The first build takes about ten minutes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::{run, say};

/// A program, and of how many packages it is made, about.
struct Program {
    name: &'static str,
    module: &'static str,
    package: &'static str,
    packages: usize,
}

const PROGRAMS: &[Program] = &[
    Program {
        name: "etcd",
        module: "etcd",
        package: ".",
        packages: 550,
    },
    Program {
        name: "kube-apiserver",
        module: "kubernetes",
        package: "./kube-apiserver",
        packages: 2450,
    },
    Program {
        name: "kubectl",
        module: "kubernetes",
        package: "./kubectl",
        packages: 1100,
    },
    Program {
        name: "helm",
        module: "helm",
        package: ".",
        packages: 900,
    },
];

/// Packages between two words about progress.
const STRIDE: usize = 100;

/// Builds what is missing or stale.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    build()
}

/// Builds what is missing or stale, and is quick when nothing is.
pub(crate) fn build() -> anyhow::Result<()> {
    let compiler = run::output(&mut run::command("go", ["version"]))?;
    PROGRAMS
        .iter()
        .try_for_each(|program| program.ensure(&compiler))
}

impl Program {
    fn ensure(&self, compiler: &str) -> anyhow::Result<()> {
        let variable = format!(
            "MESHWRIGHT_{}_BIN",
            self.name.replace('-', "_").to_uppercase()
        );
        if std::env::var_os(&variable).is_some() {
            say::line(&format!("{}: as {variable} says", self.name));
            return Ok(());
        }
        let out = run::root().join("target/controlplane").join(self.name);
        let stamp = out.with_extension("stamp");
        let flags = link_flags(&self.folder())?;
        let key = format!("{compiler}{flags}\n{}", texts(&self.folder())?);
        if out.is_file() && fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
            say::line(&format!("{}: there already", self.name));
            return Ok(());
        }
        self.build(&out, &flags)?;
        fs::write(&stamp, key).with_context(|| stamp.display().to_string())
    }

    fn folder(&self) -> PathBuf {
        run::root().join("tests/controlplane").join(self.module)
    }

    fn build(&self, out: &Path, flags: &str) -> anyhow::Result<()> {
        say::line(&format!(
            "{}: building; the first time this takes minutes",
            self.name
        ));
        let mut go = run::command("go", ["build", "-v", "-trimpath", "-ldflags", flags, "-o"]);
        go.arg(out)
            .arg(self.package)
            .current_dir(self.folder())
            .env("CGO_ENABLED", "0");
        let words = self.watch(&mut go)?;
        if let Some(words) = words {
            bail!(
                "{} cannot be built; a missing module comes from the proxy that GOPROXY names \
                 (`go mod download` in tests/controlplane/{}):\n{words}",
                self.name,
                self.module
            );
        }
        say::line(&format!("{}: built", self.name));
        Ok(())
    }

    /// Runs the compiler, counts the packages it names, and gives its other words when it fails.
    fn watch(&self, go: &mut Command) -> anyhow::Result<Option<String>> {
        let mut child = go.stderr(Stdio::piped()).spawn().context("go build")?;
        let stderr = child.stderr.take().context("its output is piped")?;
        let (mut packages, mut words) = (0_usize, Vec::new());
        for line in BufReader::new(stderr).lines() {
            let line = line.context("go build")?;
            if !is_package(&line) {
                words.push(line);
                continue;
            }
            packages += 1;
            if packages.is_multiple_of(STRIDE) {
                let (name, all) = (self.name, self.packages);
                say::line(&format!("{name}: {packages} of about {all} packages"));
            }
        }
        let succeeded = child.wait().context("go build")?.success();
        Ok((!succeeded).then(|| words.join("\n")))
    }
}

/// `go build -v` names each package alone on a line.
fn is_package(line: &str) -> bool {
    !line.is_empty() && !line.contains([' ', '\t']) && !line.starts_with('#')
}

/// Small binaries that say the version they are of, as upstream's own do.
fn link_flags(module: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(module.join("go.mod")).context("go.mod")?;
    Ok(match kubernetes_version(&text) {
        None => "-s -w".to_owned(),
        Some((version, minor)) => {
            let at = "-X k8s.io/component-base/version";
            format!("-s -w {at}.gitVersion={version} {at}.gitMajor=1 {at}.gitMinor={minor}")
        }
    })
}

/// `v1.36.4` and `36`, of a module that requires Kubernetes.
fn kubernetes_version(go_mod: &str) -> Option<(&str, &str)> {
    let version = go_mod.lines().find_map(|line| {
        let line = line.trim();
        line.strip_prefix("require ")
            .unwrap_or(line)
            .strip_prefix("k8s.io/kubernetes ")
    })?;
    let version = version.split(' ').next()?;
    Some((version, version.split('.').nth(1)?))
}

/// Every file of a module, with its name, in order.
fn texts(folder: &Path) -> anyhow::Result<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut all = String::new();
    for path in paths {
        if path.is_dir() {
            all += &texts(&path)?;
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        all.extend(["--- ", &name, "\n", &text]);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_the_module() {
        let text = "module x\n\nrequire (\n\tk8s.io/kubernetes v1.36.4 // indirect\n)\n";
        assert_eq!(kubernetes_version(text), Some(("v1.36.4", "36")));
        assert_eq!(
            kubernetes_version("require k8s.io/kubernetes v1.35.0"),
            Some(("v1.35.0", "35"))
        );
        assert_eq!(kubernetes_version("require go.etcd.io/etcd v3.6.13"), None);
    }

    #[test]
    fn the_version_of_the_committed_module_is_found() {
        let kubernetes = run::root().join("tests/controlplane/kubernetes");
        let flags = link_flags(&kubernetes).unwrap();
        assert!(flags.contains("gitVersion=v1."), "{flags}");
    }

    #[test]
    fn packages_are_told_from_words() {
        assert!(is_package("k8s.io/api/core/v1"));
        assert!(!is_package("go: downloading k8s.io/api v0.36.4"));
        assert!(!is_package("# k8s.io/api/core/v1"));
    }
}
