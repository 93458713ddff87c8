//! What to do: everything a command line can ask of the linter, as one value.

use std::path::PathBuf;

use meshwright_api::Safety;
use meshwright_policy::policy::Region;
use meshwright_policy::{Date, Level};

/// What to lint, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What to read, in the order of the output.
    pub inputs: Vec<Input>,
    /// Globs of files and folders to leave out when a folder is walked.
    pub exclude: Vec<String>,
    /// Where the policy comes from.
    pub policy: PolicySource,
    /// Codes or groups to report; empty for all.
    pub select: Vec<String>,
    /// Codes or groups not to report; stronger than `select`.
    pub ignore: Vec<String>,
    /// Levels by code or group; stronger than the policy's.
    pub levels: Vec<(String, Level)>,
    /// Regions, stronger than the policy's.
    pub region: Region,
    /// Globs of files whose documents go to one cluster.
    pub same_cluster: Vec<String>,
    /// The day; nothing expires where it is not given.
    pub today: Option<Date>,
    /// Where the old state is, for transition rules.
    pub against: Option<Against>,
    /// The file of known findings.
    pub baseline: Option<PathBuf>,
    /// Whether to write that file instead of reading it.
    pub write_baseline: bool,
    /// What to mend, if anything.
    pub fixing: Option<Fixing>,
    /// How many bytes of a longer YAML or NDJSON text are in memory at a time, where its documents allow;
    /// 1 MiB where nothing else is said. The findings do not depend on it.
    pub window: usize,
    /// How many threads to use; as many as the machine has where it is not given.
    pub threads: Option<usize>,
    /// The mildest level that makes the run fail.
    pub fail_level: Level,
    /// Whether a run without a document of ours is fine.
    pub allow_empty: bool,
    /// What stands before `CODE.md` in the address of a rule's page.
    pub docs_base: String,
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder to walk.
    Path(PathBuf),
    /// A text that the caller already has, such as standard input, under a name. Fixed text comes back
    /// in [`Outcome::changes`](crate::Outcome::changes) and is not written.
    Text {
        /// The name to report and to tell the syntax from.
        name: String,
        /// The text.
        bytes: Vec<u8>,
    },
    /// What comes in at standard input, which can be read once. Fixed text comes back as that of
    /// [`Input::Text`] does.
    Stdin {
        /// The name to report and to tell the syntax from.
        name: String,
    },
}

/// Where the policy comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PolicySource {
    /// The nearest `meshwright.yaml`, from the folder of each linted file upwards.
    #[default]
    Nearest,
    /// This file for all.
    File(PathBuf),
    /// No file: the defaults.
    Defaults,
}

/// Where the old state is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// A file or a folder.
    Path(PathBuf),
    /// A revision of the git repository each file is in.
    Git(String),
}

/// What to mend, and whether to write it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fixing {
    /// How far a fix may be trusted that is still applied; with [`Safety::Unsafe`] the safe ones are
    /// applied too, with `None` none is.
    pub trust: Option<Safety>,
    /// Write defaults that the server would fill in.
    pub defaults: bool,
    /// Only show what would change, as a unified diff.
    pub diff: bool,
}

impl Input {
    /// A text under a name.
    pub fn text(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::Text {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            exclude: Vec::new(),
            policy: PolicySource::Nearest,
            select: Vec::new(),
            ignore: Vec::new(),
            levels: Vec::new(),
            region: Region::default(),
            same_cluster: Vec::new(),
            today: None,
            against: None,
            baseline: None,
            write_baseline: false,
            fixing: None,
            window: 1 << 20,
            threads: None,
            fail_level: Level::Deny,
            allow_empty: false,
            docs_base: "docs/rules/".to_owned(),
        }
    }
}
