//! The flags of `meshwright lint`.

use std::path::PathBuf;

use meshwright_lint::Against;
use meshwright_policy::{Date, Level};

use super::values::{self, Cloud, Output};
use crate::colour::Choice;

/// `meshwright lint`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct LintArgs {
    /// Files and folders; - is standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Format, and the file it goes to; may be repeated, at most one to standard output
    /// [formats: full, concise, json, jsonl, sarif, junit, github, gitlab, tap, rdjson] [default: full]
    #[arg(long, short, value_name = "FORMAT[=FILE]", value_delimiter = ',', value_parser = values::output, help_heading = "Output")]
    pub(crate) output: Vec<Output>,
    /// Show how often each rule spoke instead of each finding
    #[arg(long, help_heading = "Output")]
    pub(crate) statistics: bool,
    /// Leave out the counts at the end, and progress
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Choice::Auto, value_name = "WHEN", help_heading = "Output")]
    pub(crate) color: Choice,
    /// Show no progress
    #[arg(long, help_heading = "Output")]
    pub(crate) no_progress: bool,
    /// What stands before CODE.md in the address of a rule's page
    #[arg(
        long,
        value_name = "URL",
        default_value = "docs/rules/",
        help_heading = "Output"
    )]
    pub(crate) docs_base: String,

    /// The mildest level that makes the run fail: deny, warn, audit, or off for none
    #[arg(long, value_name = "LEVEL", default_value = "deny", value_parser = values::level, help_heading = "Verdict")]
    pub(crate) fail_level: Level,
    /// No mesh resource at all is fine
    #[arg(long, help_heading = "Verdict")]
    pub(crate) allow_empty: bool,
    /// Report only these codes or groups
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = values::code_or_group, help_heading = "Verdict")]
    pub(crate) select: Vec<String>,
    /// Do not report these codes or groups
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = values::code_or_group, help_heading = "Verdict")]
    pub(crate) ignore: Vec<String>,
    /// Change the level of a code or group
    #[arg(long, value_name = "CODE=LEVEL", value_delimiter = ',', value_parser = values::level_of, help_heading = "Verdict")]
    pub(crate) level: Vec<(String, Level)>,

    /// Policy file [default: the nearest meshwright.yaml, from each file upwards]
    #[arg(long, value_name = "FILE", help_heading = "Facts")]
    pub(crate) policy: Option<PathBuf>,
    /// Region the documents are bound for, such as alibaba=cn-hangzhou
    #[arg(long, value_name = "CLOUD=ID", value_delimiter = ',', value_parser = values::region, help_heading = "Facts")]
    pub(crate) region: Vec<(Cloud, String)>,
    /// Files whose documents go to one cluster
    #[arg(long, value_name = "GLOB", help_heading = "Facts")]
    pub(crate) same_cluster: Vec<String>,
    /// The day that expiry is judged against [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = values::date, help_heading = "Facts")]
    pub(crate) today: Option<Date>,
    /// Judge changes against an old file or folder, or git:REF
    #[arg(long, value_name = "OLD", value_parser = values::against, help_heading = "Facts")]
    pub(crate) against: Option<Against>,

    /// Apply safe fixes
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,
    /// Apply all fixes, guesses too
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,
    /// Write the defaults a server would fill in
    #[arg(long, help_heading = "Fixes")]
    pub(crate) write_defaults: bool,
    /// Show what fixes would change, and write nothing
    #[arg(long, help_heading = "Fixes")]
    pub(crate) diff: bool,

    /// File of known findings, which are not reported
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write that file: all findings the first time, later without those that are gone
    #[arg(long, help_heading = "Baseline")]
    pub(crate) write_baseline: bool,

    /// Leave out files and folders of this name or path
    #[arg(long, value_name = "GLOB", help_heading = "Inputs")]
    pub(crate) exclude: Vec<String>,
    /// Name of standard input in findings
    #[arg(
        long,
        value_name = "NAME",
        default_value = "<stdin>",
        help_heading = "Inputs"
    )]
    pub(crate) stdin_filename: String,
    /// Judge the ServiceMesh objects of a cluster instead of files; reads only
    #[arg(long, help_heading = "Inputs")]
    pub(crate) from_cluster: bool,
    /// Way to that cluster [default: what kubectl would use]
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub(crate) kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig [default: its current one]
    #[arg(long, value_name = "NAME", help_heading = "Inputs")]
    pub(crate) context: Option<String>,
    /// How many threads to use [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Inputs")]
    pub(crate) threads: Option<u16>,
}
