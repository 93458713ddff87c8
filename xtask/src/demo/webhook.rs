//! The webhook on a real control plane: what the README shows is done and compared, command by command.
//!
//! A process on loopback stands in for the Pods of `deploy/overlays/loopback`. Everything that is started
//! ends with its owner, also when a step fails.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::{fs, thread};

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_testkit::tls::Authority;
use meshwright_testkit::{ControlPlane, Options, wait};

use super::scratch;
use crate::{controlplane, run, say};

const OVERLAY: &str = "deploy/overlays/loopback";
const POLICY: &str = "examples/webhook/policy.yaml";
const BAD: &str = "examples/webhook/bad.yaml";
const COMMAND: &str = "$ kubectl ";
/// What the overlay asks, until we know on which port the process listens.
const PLACEHOLDER: &str = "127.0.0.1:9443";

/// Installs and shows it.
pub(super) fn show(binary: &Path) -> anyhow::Result<()> {
    say::step("a real API server, with the CRD and the webhook in it");
    controlplane::build()?;
    let plane =
        ControlPlane::start(&Options::new()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let authority = Authority::new("meshwright demo");
    let webhook = Webhook::start(binary, &authority)?;
    install(&plane, &webhook.address, &authority)?;
    say::step(
        "a good ServiceMesh is filled in, a bad one refused, an id protected: as the README says",
    );
    tour(&plane)
}

/// A webhook in a process of its own; dropped, it is gone.
struct Webhook {
    process: Child,
    address: String,
}

impl Webhook {
    fn start(binary: &Path, authority: &Authority) -> anyhow::Result<Self> {
        let identity = authority.serving(&["127.0.0.1"]);
        let (certificate, key) = (scratch("tls.crt")?, scratch("tls.key")?);
        fs::write(&certificate, identity.certificate).context("the certificate")?;
        fs::write(&key, identity.key).context("its key")?;
        let mut command: Command = run::command(binary, ["webhook", "--no-cluster"]);
        command
            .args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .args(["--policy", POLICY, "--tls-cert-file"])
            .arg(certificate)
            .arg("--tls-key-file")
            .arg(key)
            .stderr(Stdio::piped());
        let process = command.spawn().context("the webhook starts")?;
        let mut webhook = Self {
            process,
            address: String::new(),
        };
        let log = webhook.process.stderr.take();
        webhook.address = address(log.context("the log is piped")?)?;
        Ok(webhook)
    }
}

impl Drop for Webhook {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Where it listens, from the log, which is read to its end so that the process never waits for us.
fn address(log: ChildStderr) -> anyhow::Result<String> {
    let mut lines = BufReader::new(log).lines();
    let mut seen = String::new();
    while let Some(line) = lines.next() {
        let line = line.context("the log of the webhook")?;
        let event: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        if event["message"] == "listening" {
            let address = event["address"]
                .as_str()
                .context("the log names the address")?;
            drop(thread::spawn(move || lines.for_each(drop)));
            return Ok(address.to_owned());
        }
        seen.push_str(&line);
    }
    bail!("the webhook ended before it listened: {seen}")
}

fn install(plane: &ControlPlane, address: &str, authority: &Authority) -> anyhow::Result<()> {
    say::line(&format!(
        "$ kubectl apply -k {OVERLAY}    # with the address and the certificate of the process"
    ));
    let rendered = kubectl(plane, &["kustomize", OVERLAY]).run();
    if !rendered.success() {
        bail!("{OVERLAY} cannot be rendered: {}", rendered.stderr);
    }
    let manifest = trusting(&rendered.stdout, address, authority.pem());
    let applied = plane.apply(&manifest);
    say::line(applied.stdout.trim_end());
    wait::until("the webhook to be asked", || {
        let tried = kubectl(plane, &["create", "--dry-run=server", "-f", BAD]).run();
        tried.stderr.contains("SM0203").then_some(())
    });
    Ok(())
}

/// The manifest with our address in it, and whom to trust there.
fn trusting(manifest: &str, address: &str, authority: &str) -> String {
    let bundle = STANDARD.encode(authority);
    let mut out = String::new();
    for line in manifest.lines() {
        if line.contains(PLACEHOLDER) {
            let indent = line.len() - line.trim_start().len();
            out.extend(std::iter::repeat_n(' ', indent));
            out.extend(["caBundle: ", bundle.as_str(), "\n"]);
        }
        out.push_str(&line.replace(PLACEHOLDER, address));
        out.push('\n');
    }
    out
}

/// Does what the README shows, and compares. `MESHWRIGHT_BLESS=1` writes what was printed into it instead.
fn tour(plane: &ControlPlane) -> anyhow::Result<()> {
    let file = run::root().join("README.md");
    let page = fs::read_to_string(&file).context("README.md")?;
    let played = played(&page, |arguments| printed(plane, arguments))?;
    if std::env::var_os("MESHWRIGHT_BLESS").is_some() {
        fs::write(&file, &played).context("README.md")?;
    } else if played != page {
        bail!(
            "the README shows something else: run again with MESHWRIGHT_BLESS=1 and read its change"
        );
    }
    Ok(())
}

/// The page with each command followed by what it prints.
fn played(page: &str, mut print: impl FnMut(&str) -> String) -> anyhow::Result<String> {
    let mut told = String::new();
    let (mut lines, mut commands) = (page.lines(), 0);
    while let Some(line) = lines.next() {
        told.push_str(line);
        told.push('\n');
        if let Some(arguments) = line.strip_prefix(COMMAND) {
            let end = lines
                .find(|line| *line == "```")
                .context("a block has an end")?;
            told.push_str(&print(arguments));
            told = format!("{told}\n{end}\n");
            commands += 1;
        }
    }
    if commands == 0 {
        bail!("the README has no commands of kubectl");
    }
    Ok(told)
}

/// What a reader sees on a terminal; a quote in a command is for the reader's shell.
fn printed(plane: &ControlPlane, arguments: &str) -> String {
    say::line(&format!("{COMMAND}{arguments}"));
    let plain = arguments.replace('\'', "");
    let words: Vec<&str> = plain.split(' ').collect();
    let output = kubectl(plane, &words).run();
    let text = format!("{}{}", output.stdout, output.stderr);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    say::line(&text);
    text
}

fn kubectl(plane: &ControlPlane, arguments: &[&str]) -> meshwright_testkit::control_plane::Kubectl {
    plane.kubectl(arguments).directory(&run::root())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_replaced_and_trusted() {
        let manifest = "    clientConfig:\n      url: https://127.0.0.1:9443/mutate\n";
        assert_eq!(
            trusting(manifest, "127.0.0.1:1", "pem"),
            "    clientConfig:\n      caBundle: cGVt\n      url: https://127.0.0.1:1/mutate\n"
        );
    }

    #[test]
    fn a_command_is_followed_by_what_it_prints() {
        let page = "a\n```console\n$ kubectl get x\nold\n```\nb\n";
        let told = played(page, |arguments| format!("<{arguments}>")).unwrap();
        assert_eq!(told, "a\n```console\n$ kubectl get x\n<get x>\n```\nb\n");
        assert!(played("nothing\n", |_| String::new()).is_err());
    }
}
