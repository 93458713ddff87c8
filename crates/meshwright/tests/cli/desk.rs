//! A folder to work in, and the binary run in it with an environment of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A `ServiceMesh` that no rule complains of.
pub(crate) const CLEAN: &str = include_str!("../../../../tests/vectors/base/service-mesh.json");

/// A `ServiceMesh` with one fault, in line 6 from column 16.
pub(crate) const FAULTY: &str = "\
apiVersion: istio.alibabacloud.com/v1beta1
kind: ServiceMesh
metadata:
  name: mesh
spec:
  clusterSpec: enterprise # for now
";

/// A folder of a test's own.
pub(crate) struct Desk {
    folder: PathBuf,
}

/// What a run came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// An empty folder of that name, with a clean and a faulty file in it.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder is ours");
        }
        fs::create_dir_all(&folder).expect("a folder can be made");
        let desk = Self { folder };
        desk.write("clean.json", CLEAN);
        desk.write("faulty.yaml", FAULTY);
        desk
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).expect("a file can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect("the file is there")
    }

    /// The binary in this folder, with nothing of ours in the environment and the day fixed.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meshwright"));
        command
            .args(args)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command.env_clear().env("MESHWRIGHT_TODAY", "2026-11-25");
        command
    }

    /// Runs it.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().expect("the binary starts"))
    }

    /// Runs it with variables.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Ran {
        let mut command = self.command(args);
        command.envs(variables.iter().copied());
        Ran::of(command.output().expect("the binary starts"))
    }

    /// Runs it with a text on standard input.
    pub(crate) fn run_on(&self, input: &str, args: &[&str]) -> Ran {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        stdin.write_all(input.as_bytes()).expect("the binary reads");
        drop(stdin);
        Ran::of(child.wait_with_output().expect("the binary ends"))
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the binary ends by itself"),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("output is UTF-8"),
        }
    }
}
