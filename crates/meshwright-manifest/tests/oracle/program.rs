//! Runs the oracle, building it where it is missing.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// What the cluster makes of each text.
pub(crate) fn judge(texts: &[Vec<u8>]) -> Vec<Result<Value, String>> {
    let mut child = Command::new(binary())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the oracle starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = child.stdout.take().expect("piped");
    let mut answers = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for text in texts {
                let length = u32::try_from(text.len()).expect("short").to_be_bytes();
                stdin
                    .write_all(&length)
                    .and_then(|()| stdin.write_all(text))
                    .expect("is read");
            }
        });
        stdout.read_to_end(&mut answers).expect("answers");
    });
    assert!(child.wait().expect("ends").success());
    let verdicts = split(&answers);
    assert_eq!(verdicts.len(), texts.len());
    verdicts
}

fn split(mut answers: &[u8]) -> Vec<Result<Value, String>> {
    let mut verdicts = Vec::new();
    while let Some((head, rest)) = answers.split_first_chunk::<5>() {
        let [verdict, length @ ..] = *head;
        let (text, rest) = rest.split_at(u32::from_be_bytes(length) as usize);
        answers = rest;
        verdicts.push(match verdict {
            b'+' => Ok(serde_json::from_slice(text).expect("JSON")),
            _ => Err(String::from_utf8_lossy(text).into_owned()),
        });
    }
    verdicts
}

fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(given) = std::env::var_os("MESHWRIGHT_YAML_ORACLE_BIN") {
            return given.into();
        }
        let binary = super::workspace().join("target/controlplane/yaml-oracle");
        if !binary.exists() {
            build(&binary);
        }
        binary
    })
}

fn build(binary: &Path) {
    let folder = binary.parent().expect("has a folder");
    std::fs::create_dir_all(folder).expect("can be made");
    let folder = folder.canonicalize().expect("exists");
    let status = super::go()
        .args(["build", "-trimpath", "-o"])
        .arg(folder.join("yaml-oracle"))
        .arg(".")
        .current_dir(super::workspace().join("tests/yaml-oracle"))
        .env("CGO_ENABLED", "0")
        .status();
    let status = status.expect(
        "this test compares our reader with the cluster's, which is written in Go: install Go 1.24 or newer, \
         or name a built oracle in MESHWRIGHT_YAML_ORACLE_BIN",
    );
    assert!(
        status.success(),
        "the oracle in tests/yaml-oracle does not build"
    );
}
