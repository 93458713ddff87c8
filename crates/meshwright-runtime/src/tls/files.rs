//! An identity from two files, followed while others replace them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use thiserror::Error;

use super::report::{Report, chain};
use super::{Identity, IdentityError, Presented};
use crate::{Folders, Health, Stages};

pub use super::report::{CertificateMetrics, PART};

/// Where the certificate chain and its key are.
#[derive(Debug, Clone)]
pub struct Files {
    /// The chain in PEM, its leaf first.
    pub certificates: PathBuf,
    /// The key of the leaf in PEM.
    pub key: PathBuf,
}

/// Why two files are no identity.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A file could not be read.
    #[error("{path} could not be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// What they hold is no identity.
    #[error("the certificate files are no use")]
    Identity(#[from] IdentityError),
}

/// The bytes of both files.
type Contents = (Vec<u8>, Vec<u8>);

/// What follows the files.
#[derive(Debug)]
pub struct Follower {
    files: Files,
    folders: Folders,
    seen: Contents,
    report: Report,
}

impl Files {
    /// Reads the identity, shows it, and returns what follows the files from now on, looking at them every
    /// `poll` even where nothing was heard.
    ///
    /// # Errors
    /// When a file cannot be read or what they hold is no identity.
    pub fn show(
        self,
        poll: Duration,
        health: Health,
        metrics: CertificateMetrics,
    ) -> Result<(Arc<Presented>, Follower), LoadError> {
        // Watch first, then read: nothing is missed in between.
        let folders = Folders::of([self.certificates.as_path(), self.key.as_path()], poll);
        let seen = self.read()?;
        let presented = Presented::new(Identity::from_pem(&seen.0, &seen.1)?);
        let follower = Follower {
            files: self,
            folders,
            seen,
            report: Report::new(Arc::clone(&presented), health, metrics),
        };
        follower.report.tell(SystemTime::now(), None);
        Ok((presented, follower))
    }

    fn read(&self) -> Result<Contents, LoadError> {
        let read = |path: &PathBuf| {
            fs::read(path).map_err(|source| LoadError::Read {
                path: path.clone(),
                source,
            })
        };
        Ok((read(&self.certificates)?, read(&self.key)?))
    }
}

impl Follower {
    /// Shows every new identity until the daemon closes. What is no identity is reported, and the old one
    /// stays.
    pub async fn follow(mut self, stages: Stages) {
        loop {
            tokio::select! {
                () = stages.closing() => return,
                () = self.folders.stirred() => self.look(),
            }
        }
    }

    fn look(&mut self) {
        let contents = match self.files.read() {
            Ok(contents) => contents,
            Err(error) => return self.report.tell(SystemTime::now(), Some(&chain(&error))),
        };
        if contents == self.seen {
            // Nothing new but the time.
            return self.report.tell(SystemTime::now(), None);
        }
        match Identity::from_pem(&contents.0, &contents.1) {
            Ok(identity) => {
                self.report.taken(identity);
                self.seen = contents;
                self.report.tell(SystemTime::now(), None);
            }
            Err(error) => {
                self.report.refused();
                self.report.tell(SystemTime::now(), Some(&chain(&error)));
            }
        }
    }
}
