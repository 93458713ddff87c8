//! The crates whose code is in the binary.
//!
//! Cargo itself says which (`cargo tree`): what `cargo metadata` resolves has the features that only tests
//! and tasks ask for, and so crates that are not in the binary. Build scripts and macros are left away; the
//! checksums are those of `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::process::Command;

use anyhow::Context as _;

use crate::run;

/// Name and version of a package: cargo takes no two of the same into one binary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    pub(super) name: String,
    pub(super) version: String,
}

impl Id {
    pub(super) fn new(name: &str, version: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
        }
    }

    /// Where in the world it is, as a package URL.
    pub(super) fn purl(&self, kind: &str) -> String {
        let version = self.version.replace('+', "%2B");
        format!("pkg:{kind}/{}@{version}", self.name)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// What the bill says of a package.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Package {
    /// An SPDX expression.
    pub(super) licence: String,
    /// The SHA-256 of what the registry has; our own crates are in none.
    pub(super) checksum: Option<String>,
    pub(super) needs: BTreeSet<Id>,
}

/// Everything in a binary.
#[derive(Debug)]
pub(super) struct Graph {
    /// The binary's own package.
    pub(super) root: Id,
    pub(super) packages: BTreeMap<Id, Package>,
}

/// Asks cargo for the tree that [`Graph::read`] reads.
pub(super) fn command(triple: &str) -> Command {
    run::cargo([
        "tree",
        "--locked",
        "--offline",
        "--package=meshwright",
        "--edges=normal,no-proc-macro",
        "--prefix=depth",
        "--format=|{p}|{l}|",
        "--charset=ascii",
        "--target",
        triple,
    ])
}

impl Graph {
    /// Puts together what `cargo tree` and `Cargo.lock` say.
    pub(super) fn read(tree: &str, lock: &str) -> anyhow::Result<Self> {
        let checksums = checksums(lock);
        let mut packages: BTreeMap<Id, Package> = BTreeMap::new();
        let mut above: Vec<Id> = Vec::new();
        for line in tree.lines() {
            let (depth, id, licence) =
                read_line(line).with_context(|| format!("cargo tree: {line}"))?;
            above.truncate(depth);
            if let Some(parent) = above.last().and_then(|id| packages.get_mut(id)) {
                parent.needs.insert(id.clone());
            }
            let package = packages.entry(id.clone()).or_default();
            package.checksum = checksums.get(&id).cloned();
            package.licence = licence;
            above.push(id);
        }
        let root = above.into_iter().next().context("cargo tree has a root")?;
        Ok(Self { root, packages })
    }
}

/// Depth, package and licence of a line such as `2|serde v1.0.0|MIT/Apache-2.0| (*)`.
fn read_line(line: &str) -> Option<(usize, Id, String)> {
    let mut fields = line.split('|');
    let depth = fields.next()?.parse().ok()?;
    let mut words = fields.next()?.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    // Old packages write a slash for "or".
    let licence = fields.next()?.replace('/', " OR ");
    Some((depth, Id::new(name, version), licence))
}

/// The checksums in a lock file.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let packages = lock.split("[[package]]").skip(1);
    packages.filter_map(checksum).collect()
}

fn checksum(package: &str) -> Option<(Id, String)> {
    let field = |name: &str| {
        let start = format!("{name} = \"");
        let mut lines = package.lines();
        lines.find_map(|line| line.strip_prefix(&start)?.strip_suffix('"'))
    };
    let id = Id::new(field("name")?, field("version")?);
    Some((id, field("checksum")?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\ndependencies = [\n \"a\",\n]\n
[[package]]\nname = \"a\"\nversion = \"1.0.0+b\"\nsource = \"registry+x\"\nchecksum = \"c0ffee\"\n";

    const TREE: &str = "0|ours v0.1.0 (/somewhere)|Apache-2.0|\n1|a v1.0.0+b|MIT/Apache-2.0|
1|theirs v0.2.0 (/else)|MIT|\n2|a v1.0.0+b|MIT/Apache-2.0| (*)\n";

    #[test]
    fn edges_come_from_the_tree_and_checksums_from_the_lock_file() {
        let graph = Graph::read(TREE, LOCK).unwrap();
        let [ours, theirs, a] = [("ours", "0.1.0"), ("theirs", "0.2.0"), ("a", "1.0.0+b")]
            .map(|(name, version)| Id::new(name, version));
        assert_eq!(graph.root, ours);
        assert_eq!(graph.packages[&ours].checksum, None);
        assert_eq!(
            graph.packages[&ours].needs,
            [a.clone(), theirs.clone()].into()
        );
        assert_eq!(graph.packages[&theirs].needs, [a.clone()].into());
        assert_eq!(graph.packages[&a].checksum.as_deref(), Some("c0ffee"));
        assert_eq!(graph.packages[&a].licence, "MIT OR Apache-2.0");
        assert_eq!(a.purl("cargo"), "pkg:cargo/a@1.0.0%2Bb");
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        let error = Graph::read("0|ours|", LOCK).unwrap_err();
        assert!(error.to_string().contains("0|ours|"), "{error}");
    }
}
