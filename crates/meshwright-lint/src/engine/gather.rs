//! The documents that `--same-cluster` puts into one cluster.

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::bytes;
use crate::cluster::Shared;
use crate::discover::Source;
use crate::outcome::Fault;
use crate::text::Text;

/// The documents of the files that go to one cluster, and which files those are.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    shared: Vec<Shared>,
    files: Vec<bool>,
}

impl Cluster {
    pub(super) fn of(sources: &[Source<'_>], globs: &[String], faults: &mut Vec<Fault>) -> Self {
        if globs.is_empty() {
            return Self::default();
        }
        let set = match set(globs) {
            Ok(set) => set,
            Err(error) => {
                faults.push(Fault::configuration(error.to_string()));
                return Self::default();
            }
        };
        let mut cluster = Self::default();
        for (index, source) in sources.iter().enumerate() {
            let belongs = set.is_match(&source.name);
            cluster.files.push(belongs);
            // A file that cannot be read is told when it is judged.
            if let Some(bytes) = belongs.then(|| bytes(source).ok()).flatten() {
                cluster
                    .shared
                    .extend(Shared::of(&Text::new(&source.name, &bytes), index));
            }
        }
        cluster
    }

    /// All documents of the cluster, if the file goes to it.
    pub(super) fn of_file(&self, index: usize) -> Option<&[Shared]> {
        let belongs = self.files.get(index).copied().unwrap_or_default();
        belongs.then_some(self.shared.as_slice())
    }
}

fn set(globs: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(Glob::new(glob)?);
    }
    set.build()
}
