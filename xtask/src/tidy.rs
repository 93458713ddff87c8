//! `cargo xtask tidy`: what the house asks for and no compiler checks.
//!
//! Every part names all it finds; nothing is mended here.

mod edges;
mod rules;
mod sources;
mod texts;

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::{run, say};

/// A tracked file with its text.
struct File {
    /// From the root of the repository.
    path: String,
    text: String,
}

impl File {
    /// Whether the name has that ending.
    fn is(&self, ending: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == ending)
    }
}

/// Looks at everything.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    let files = files()?;
    let metadata = edges::metadata()?;
    let mut wrong = edges::check(&metadata);
    wrong.extend(sources::check(&files));
    wrong.extend(rules::check());
    wrong.extend(texts::check(&files, &edges::members(&metadata)));
    for problem in &wrong {
        say::problem(problem);
    }
    if !wrong.is_empty() {
        bail!("{} things are untidy", wrong.len());
    }
    say::line(&format!("{} files are tidy", files.len()));
    Ok(())
}

/// The texts of the repository: what git tracks or would track.
fn files() -> anyhow::Result<Vec<File>> {
    let arguments = [
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ];
    let listed = run::output(&mut run::command("git", arguments))?;
    let mut files = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        let on_disk = run::root().join(path);
        if !on_disk.is_file() {
            continue;
        }
        let bytes = std::fs::read(on_disk).with_context(|| path.to_owned())?;
        // What is no text (test inputs on purpose) has no manners to check.
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(files)
}
