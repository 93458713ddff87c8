//! What was typed, as what it means on this machine: settings of a run and places for its output.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use meshwright_api::Safety;
use meshwright_cluster::Access;
use meshwright_lint::render::{Format, Look};
use meshwright_lint::{Fixing, Input, PolicySource, Settings};
use meshwright_policy::policy::Region;

use crate::args::{Cloud, LintArgs, Output, Refusal};
use crate::colour::Choice;
use crate::today;

use super::live;

/// What is meant.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) settings: Settings,
    pub(super) outputs: Vec<(Format, Target)>,
    pub(super) look: Look,
    pub(super) colour: Choice,
    pub(super) statistics: bool,
    pub(super) progress: bool,
    /// The cluster to read from, in place of files.
    pub(super) live: Option<Access>,
}

/// Where an output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Stdout,
    Stderr,
    File(PathBuf),
}

impl Plan {
    /// Works out what is meant.
    pub(super) fn of(args: LintArgs) -> Result<Self, Refusal> {
        if args.write_baseline && args.baseline.is_none() {
            return Err(Refusal::conflict("--write-baseline needs --baseline FILE"));
        }
        if args.paths.iter().filter(|path| is_stdin(path)).count() > 1 {
            return Err(Refusal::conflict("standard input can be read once only"));
        }
        refuse_what_no_cluster_has(&args)?;
        let look = Look {
            colour: false,
            summary: !args.quiet,
            fail_level: args.fail_level,
        };
        let mut plan = Self {
            outputs: targets(&args)?,
            look,
            colour: args.color,
            statistics: args.statistics,
            progress: !args.quiet && !args.no_progress && io::stderr().is_terminal(),
            settings: Settings::default(),
            live: live(&args),
        };
        let inputs = inputs(&args);
        plan.settings = settings(args, inputs);
        if plan.live.is_some() {
            plan.settings.same_cluster = vec![live::ALL.to_owned()];
        }
        Ok(plan)
    }
}

/// Objects of a cluster have no file that could be mended, and no older one beside it.
fn refuse_what_no_cluster_has(args: &LintArgs) -> Result<(), Refusal> {
    if !args.from_cluster {
        return Ok(());
    }
    let flags = [
        ("PATH", !args.paths.is_empty()),
        ("--same-cluster", !args.same_cluster.is_empty()),
        ("--against", args.against.is_some()),
        ("--fix", args.fix),
        ("--unsafe-fixes", args.unsafe_fixes),
        ("--write-defaults", args.write_defaults),
        ("--diff", args.diff),
    ];
    match flags.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(Refusal::conflict(format!(
            "--from-cluster reads a cluster and changes nothing; it does not go with {flag}"
        ))),
        None => Ok(()),
    }
}

fn live(args: &LintArgs) -> Option<Access> {
    args.from_cluster.then(|| Access {
        kubeconfig: args.kubeconfig.clone(),
        context: args.context.clone(),
    })
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn fixing(args: &LintArgs) -> Option<Fixing> {
    let trust = match (args.fix, args.unsafe_fixes, args.write_defaults, args.diff) {
        (_, true, ..) => Some(Safety::Unsafe),
        // A diff of nothing in particular is a diff of what --fix would do.
        (true, ..) | (_, _, false, true) => Some(Safety::Safe),
        _ => None,
    };
    let defaults = args.write_defaults;
    (trust.is_some() || defaults).then_some(Fixing {
        trust,
        defaults,
        diff: args.diff,
    })
}

/// Where each format goes. Where standard output carries a mended text or a diff, findings make room.
fn targets(args: &LintArgs) -> Result<Vec<(Format, Target)>, Refusal> {
    let taken =
        args.diff || (fixing(args).is_some() && args.paths.iter().any(|path| is_stdin(path)));
    let to_stdout = args
        .output
        .iter()
        .filter(|output| output.file.is_none())
        .count();
    if to_stdout > 1 {
        return Err(Refusal::conflict(
            "only one --output can go to standard output; give the others a file: FORMAT=FILE",
        ));
    }
    if taken && to_stdout > 0 {
        return Err(Refusal::conflict(
            "standard output carries the fixed text or the diff; give --output a file: FORMAT=FILE",
        ));
    }
    let mut files: Vec<&PathBuf> = args
        .output
        .iter()
        .filter_map(|output| output.file.as_ref())
        .collect();
    files.sort_unstable();
    if let Some([file, _]) = files.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Refusal::conflict(format!(
            "two formats cannot go to one file: {}",
            file.display()
        )));
    }
    if args.output.is_empty() {
        return Ok(vec![(
            Format::Full,
            if taken {
                Target::Stderr
            } else {
                Target::Stdout
            },
        )]);
    }
    let target = |output: &Output| {
        let target = output.file.clone().map_or(Target::Stdout, Target::File);
        (output.format, target)
    };
    Ok(args.output.iter().map(target).collect())
}

/// What to read.
fn inputs(args: &LintArgs) -> Vec<Input> {
    if args.from_cluster {
        return Vec::new(); // the cluster is asked once the plan stands
    }
    if args.paths.is_empty() {
        return vec![Input::Path(".".into())];
    }
    let input = |path: &PathBuf| {
        if is_stdin(path) {
            Input::Stdin {
                name: args.stdin_filename.clone(),
            }
        } else {
            Input::Path(path.clone())
        }
    };
    args.paths.iter().map(input).collect()
}

fn settings(args: LintArgs, inputs: Vec<Input>) -> Settings {
    Settings {
        inputs,
        fixing: fixing(&args),
        region: region(args.region),
        exclude: args.exclude,
        policy: args
            .policy
            .map_or(PolicySource::Nearest, PolicySource::File),
        select: args.select,
        ignore: args.ignore,
        levels: args.level,
        same_cluster: args.same_cluster,
        today: args.today.or_else(today::today),
        against: args.against,
        baseline: args.baseline,
        write_baseline: args.write_baseline,
        threads: args.threads.map(usize::from),
        fail_level: args.fail_level,
        allow_empty: args.allow_empty,
        docs_base: base(args.docs_base),
        ..Settings::default()
    }
}

/// An address that `CODE.md` can follow: a folder gets the slash that it lacks.
fn base(address: String) -> String {
    let open = address.is_empty() || address.ends_with(['/', '=', '#', '?']);
    if open { address } else { address + "/" }
}

fn region(ids: Vec<(Cloud, String)>) -> Region {
    let mut region = Region::default();
    for (cloud, id) in ids {
        match cloud {
            Cloud::Alibaba => region.alibaba = Some(id),
            Cloud::Huawei => region.huawei = Some(id),
        }
    }
    region
}
