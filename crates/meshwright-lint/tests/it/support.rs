//! What the tests share.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use meshwright_lint::{Input, Outcome, PolicySource, Settings, run};

/// A good `ServiceMesh`, up to its edition.
pub(crate) const HEAD: &str = "apiVersion: istio.alibabacloud.com/v1beta1\nkind: ServiceMesh\nmetadata:\n  name: mesh\nspec:\n";

/// Settings that read no policy and look at some rules only.
pub(crate) fn only(codes: &[&str]) -> Settings {
    Settings {
        policy: PolicySource::Defaults,
        select: codes.iter().map(|&code| code.to_owned()).collect(),
        ..Settings::default()
    }
}

/// Lints a text.
pub(crate) fn lint_text(settings: &Settings, name: &str, text: impl Into<Vec<u8>>) -> Outcome {
    run(&Settings {
        inputs: vec![Input::text(name, text)],
        ..settings.clone()
    })
}

/// Lints files and folders.
pub(crate) fn lint_paths(settings: &Settings, paths: &[&Path]) -> Outcome {
    let inputs = paths
        .iter()
        .map(|path| Input::Path(path.to_path_buf()))
        .collect();
    run(&Settings {
        inputs,
        ..settings.clone()
    })
}

/// `CODE line:column-line:column` of each finding.
pub(crate) fn places(outcome: &Outcome) -> Vec<String> {
    let show = |f: &meshwright_lint::Finding| {
        format!(
            "{} {}:{}-{}:{}",
            f.code, f.line, f.column, f.end_line, f.end_column
        )
    };
    outcome.findings.iter().map(show).collect()
}

/// `CODE line` of each finding.
pub(crate) fn lines(outcome: &Outcome) -> Vec<String> {
    outcome
        .findings
        .iter()
        .map(|f| format!("{} {}", f.code, f.line))
        .collect()
}

/// The root of the project.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own for a test, removed when the test is through.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "lint-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
