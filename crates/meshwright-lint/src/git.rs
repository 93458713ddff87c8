//! The old state out of git, by way of the system's own `git`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::files;

/// Why git gave no old state.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitError {
    /// Git is not there, or cannot be started.
    #[error("git could not be started")]
    Missing(#[source] std::io::Error),
    /// Git refused.
    #[error("git says: {0}")]
    Refused(String),
    /// What git sent could not be read.
    #[error("git broke off")]
    Broken(#[source] std::io::Error),
}

/// The root of the repository that holds a folder.
pub(crate) fn repository(folder: &Path) -> Result<PathBuf, GitError> {
    let out = run(folder, &["rev-parse", "--show-toplevel"])?;
    Ok(PathBuf::from(out.trim_end_matches(['\n', '\r'])))
}

/// The full name of the commit that a revision means.
pub(crate) fn commit(repository: &Path, revision: &str) -> Result<String, GitError> {
    let wanted = format!("{revision}^{{commit}}");
    let out = run(
        repository,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ],
    )
    .map_err(|error| match error {
        GitError::Refused(message) if message.is_empty() => {
            GitError::Refused(format!("there is no revision {revision:?}"))
        }
        other => other,
    })?;
    Ok(out.trim_end().to_owned())
}

/// The manifests of a commit, by their path from the root of the repository.
pub(crate) fn manifests(
    repository: &Path,
    commit: &str,
) -> Result<BTreeMap<String, Vec<u8>>, GitError> {
    let listed = run(
        repository,
        &["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit],
    )?;
    let wanted: Vec<&str> = listed
        .split('\0')
        .filter(|path| {
            !path.is_empty() && !path.contains('\n') && files::is_manifest(Path::new(path))
        })
        .collect();
    contents(repository, commit, &wanted)
}

/// Asks one `git cat-file --batch` for all files.
fn contents(
    repository: &Path,
    commit: &str,
    paths: &[&str],
) -> Result<BTreeMap<String, Vec<u8>>, GitError> {
    let mut git = Command::new("git")
        .arg("-C")
        .arg(repository)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(GitError::Missing)?;
    let mut asked = String::new();
    for path in paths {
        asked.extend([
            commit, ":", path, "
",
        ]);
    }
    let mut questions = git.stdin.take();
    let answers = git.stdout.take();
    let found = std::thread::scope(|scope| {
        // Asked from a thread of its own: git answers before it has read every question.
        let asking = scope.spawn(move || {
            questions
                .as_mut()
                .map_or(Ok(()), |pipe| pipe.write_all(asked.as_bytes()))
        });
        let found = answers.map_or_else(
            || Ok(BTreeMap::new()),
            |pipe| answered(BufReader::new(pipe), paths),
        );
        let asked = asking.join().unwrap_or(Ok(()));
        asked.and(found)
    });
    let ended = git.wait();
    found
        .and_then(|found| ended.map(|_| found))
        .map_err(GitError::Broken)
}

/// Each answer is a line `<id> blob <size>`, the bytes, and a line end; or `<name> missing`.
fn answered(mut from: impl BufRead, paths: &[&str]) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for path in paths {
        let mut head = String::new();
        from.read_line(&mut head)?;
        let mut words = head.split_whitespace().rev();
        let (size, kind) = (
            words.next().and_then(|size| size.parse::<u64>().ok()),
            words.next(),
        );
        let Some(size) = size else { continue };
        let mut bytes = Vec::new();
        from.by_ref().take(size + 1).read_to_end(&mut bytes)?;
        bytes.pop();
        if kind == Some("blob") {
            found.insert((*path).to_owned(), bytes);
        }
    }
    Ok(found)
}

fn run(folder: &Path, arguments: &[&str]) -> Result<String, GitError> {
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null());
    let out = git.output().map_err(GitError::Missing)?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    Err(GitError::Refused(
        said.lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("fatal: ")
            .to_owned(),
    ))
}
