//! The folder of a control plane, and the one that all of this user's share for their locks.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

/// A new folder that nobody else may read; the watchdog removes it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new() -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("meshwright-plane-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self { path }),
                // Left behind by a process of the same id, long ago.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of locks.
    pub(super) fn common(&self) -> io::Result<PathBuf> {
        let user = fs::metadata(&self.path)?.uid();
        let path = std::env::temp_dir().join(format!("meshwright-locks-{user}"));
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Writes a file and gives its path.
    pub(super) fn write(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.path.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// The kubeconfig of a user.
    pub(super) fn kubeconfig(&self, user: &str) -> PathBuf {
        self.path.join(format!("{user}.kubeconfig"))
    }

    /// Writes the kubeconfig of a user; JSON is YAML.
    pub(super) fn write_kubeconfig(&self, user: &str, token: &str, server: &str) -> io::Result<()> {
        let authority = self.path.join("ca.crt");
        let config = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "clusters": [{"name": "test", "cluster": {"server": server, "certificate-authority": authority}}],
            "users": [{"name": user, "user": {"token": token}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": user}}],
        });
        fs::write(self.kubeconfig(user), format!("{config:#}\n"))
    }
}
