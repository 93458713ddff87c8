//! The version of a mesh, read once for every rule that compares versions.
//!
//! Not semantic versioning: `1.18.7-r5` is a patched build of 1.18.7, not a pre-release of it.

use std::fmt;
use std::str::FromStr;

/// `MAJOR.MINOR[.PATCH][-rN]`, numbers compared as numbers; one leading `v` is tolerated.
///
/// ```
/// use meshwright_api::MeshVersion;
///
/// let version: MeshVersion = "v1.18.7-r5".parse().unwrap();
/// assert_eq!(version.series(), (1, 18));
/// assert!("1.9".parse::<MeshVersion>().unwrap().series() < (1, 15));
/// assert!("1.15.0.1".parse::<MeshVersion>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeshVersion {
    /// First number.
    pub major: u64,
    /// Second number.
    pub minor: u64,
    /// Third number, where it is written.
    pub patch: Option<u64>,
    /// The vendor's patch, where it is written.
    pub revision: Option<u64>,
}

/// The text is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseVersionError;

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a version has the form MAJOR.MINOR[.PATCH][-rN]")
    }
}

impl std::error::Error for ParseVersionError {}

impl MeshVersion {
    /// Major and minor number: the precision of every documented bound.
    pub const fn series(self) -> (u64, u64) {
        (self.major, self.minor)
    }
}

impl FromStr for MeshVersion {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, ParseVersionError> {
        parse(text.strip_prefix('v').unwrap_or(text)).ok_or(ParseVersionError)
    }
}

fn parse(text: &str) -> Option<MeshVersion> {
    let (numbers, revision) = match text.split_once("-r") {
        Some((numbers, revision)) => (numbers, Some(number(revision)?)),
        None => (text, None),
    };
    let mut parts = numbers.split('.').map(number);
    let (major, minor) = (parts.next()??, parts.next()??);
    let patch = match parts.next() {
        Some(patch) => Some(patch?),
        None => None,
    };
    parts.next().is_none().then_some(MeshVersion {
        major,
        minor,
        patch,
        revision,
    })
}

/// Digits only: `u64::from_str` alone would take a sign. A number too large for 64 bits is as large as
/// can be, so it still compares as a number.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

impl fmt::Display for MeshVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))?;
        self.revision
            .map_or(Ok(()), |revision| write!(f, "-r{revision}"))
    }
}
