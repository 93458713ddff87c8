//! Files that others replace: told of by the system where it can, looked at now and then in any case.
//!
//! The folder is watched, never the file: an editor renames over the file, and a Kubernetes volume swaps
//! a symlink (`..data`) beside it. Neither touches the file that was there before.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio::time::timeout;

/// The folders of some files.
#[derive(Debug)]
pub struct Folders {
    stirred: Arc<Notify>,
    poll: Duration,
    /// Keeps the watch alive; `None` where the system refused one, and only looking is left.
    watcher: Option<RecommendedWatcher>,
}

impl Folders {
    /// Watches the folders of `files`, and looks again every `poll` whatever the system says.
    pub fn of<'p>(files: impl IntoIterator<Item = &'p Path>, poll: Duration) -> Self {
        let folders: BTreeSet<PathBuf> = files.into_iter().map(folder).collect();
        let stirred = Arc::new(Notify::new());
        let watcher = watch(&folders, Arc::clone(&stirred))
            .inspect_err(
                |error| tracing::warn!(%error, "no watch on folders; looking every {poll:?}"),
            )
            .ok();
        Self {
            stirred,
            poll,
            watcher,
        }
    }

    /// Whether the system tells of changes.
    pub const fn is_watched(&self) -> bool {
        self.watcher.is_some()
    }

    /// Waits until something in the folders may have changed.
    pub async fn stirred(&self) {
        // Either answer means the same: look.
        drop(timeout(self.poll, self.stirred.notified()).await);
    }
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn watch(folders: &BTreeSet<PathBuf>, stirred: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Our own reading is an access; anything else, an error included, is a reason to look.
        if !matches!(
            event,
            Ok(Event {
                kind: EventKind::Access(
                    notify::event::AccessKind::Open(_) | notify::event::AccessKind::Read
                ),
                ..
            })
        ) {
            stirred.notify_one();
        }
    })?;
    for folder in folders {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// A short name of contents: the first 12 hexadecimal digits of their SHA-256.
///
/// ```
/// assert_eq!(meshwright_runtime::fingerprint(b""), "e3b0c44298fc");
/// ```
pub fn fingerprint(contents: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, contents);
    let bytes = digest.as_ref().iter().take(6);
    let digits = bytes.flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
