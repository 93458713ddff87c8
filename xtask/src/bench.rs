//! `cargo xtask bench lint`: the linter side by side with a peer and with a plain read of the same bytes.
//!
//! All run in turn, several times, in one run on one machine: what counts is the ratio. The medians are
//! shown. The admission server has a benchmark of its own in [`webhook`].

mod corpus;
mod measure;
mod webhook;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::need::{self, Tool};
use crate::{image, run, say};
use corpus::Corpus;
use measure::Cost;

/// How often each program runs.
const ROUNDS: usize = 5;

/// At least this many times less CPU than the peer, on many files.
const CPU_RATIO: f64 = 10.0;

/// At most this many seconds for the stream.
const STREAM_SECONDS: f64 = 2.0;

/// One program on one input, and what it cost.
struct Line {
    name: &'static str,
    arguments: Vec<String>,
    costs: Vec<Cost>,
}

/// Runs the benchmark that is named.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["lint"] => lint(),
        ["webhook"] => webhook::build(),
        // Three ways in which this program starts itself.
        ["webhook", "measure"] => webhook::measure(),
        ["measure", program, rest @ ..] => measure::child(program, rest),
        ["read", path] => corpus::read(Path::new(path)).map(|bytes| say::line(&bytes.to_string())),
        _ => bail!("usage: cargo xtask bench lint|webhook"),
    }
}

fn lint() -> anyhow::Result<()> {
    need::check(&[Tool::Rust, Tool::Go, Tool::C])?;
    say::step("build");
    let linter = image::binary()?;
    let peer = build_peer()?;
    say::step("corpus");
    let corpus = Corpus::make(&run::target().join("bench"))?;
    say::line(&corpus.describe());
    let schemas = schemas(&corpus)?;
    let mut missed = Vec::new();
    for (input, path) in [
        ("20,000 files", &corpus.files),
        ("one stream", &corpus.stream),
    ] {
        say::step(input);
        let mut lines = lines(&linter, &peer, &schemas, path)?;
        for _ in 0..ROUNDS {
            for line in &mut lines {
                line.costs.push(measure::run(&line.arguments)?);
            }
        }
        missed.extend(report(input, &lines));
    }
    if !missed.is_empty() {
        bail!("over budget: {}", missed.join("; "));
    }
    Ok(())
}

fn lines(linter: &Path, peer: &Path, schemas: &str, input: &Path) -> anyhow::Result<Vec<Line>> {
    let input = text(input)?;
    let line = |name, arguments: &[&str]| Line {
        name,
        arguments: arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect(),
        costs: Vec::new(),
    };
    let me = std::env::current_exe().context("this program has a path")?;
    Ok(vec![
        line("meshwright", &[text(linter)?, "lint", "--quiet", input]),
        line(
            "kubeconform",
            &[
                text(peer)?,
                "-schema-location",
                schemas,
                "-strict",
                "-summary",
                "-n",
                "2",
                input,
            ],
        ),
        line("plain read", &[text(&me)?, "bench", "read", input]),
    ])
}

/// Shows the medians and names the budgets that were missed.
fn report(input: &str, lines: &[Line]) -> Vec<String> {
    let medians: Vec<(&str, Cost)> = lines
        .iter()
        .map(|line| (line.name, measure::median(&line.costs)))
        .collect();
    say::line("program        CPU s   wall s   peak MiB");
    for (name, cost) in &medians {
        say::line(&format!(
            "{name:<12} {:>7.2} {:>8.2} {:>10.1}",
            cost.cpu, cost.wall, cost.peak
        ));
    }
    let &[(_, ours), (_, peer), (_, read)] = medians.as_slice() else {
        return Vec::new();
    };
    let ratio = peer.cpu / ours.cpu;
    say::line(&format!(
        "{ratio:.1} x less CPU than kubeconform, {:.1} x the CPU of a plain read",
        ours.cpu / read.cpu
    ));
    let budgets = if input == "one stream" {
        vec![
            (
                ours.wall <= STREAM_SECONDS,
                format!(
                    "{:.2} s for the stream, at most {STREAM_SECONDS}",
                    ours.wall
                ),
            ),
            (
                ours.peak <= peer.peak,
                format!("{:.1} MiB, the peer takes {:.1}", ours.peak, peer.peak),
            ),
        ]
    } else {
        vec![(
            ratio >= CPU_RATIO,
            format!("{ratio:.1} x less CPU, at least {CPU_RATIO}"),
        )]
    };
    let missed = budgets.into_iter().filter(|(kept, _)| !kept);
    missed.map(|(_, what)| what).collect()
}

/// Builds the peer from its module; its go.mod names the version.
fn build_peer() -> anyhow::Result<PathBuf> {
    let out = run::target().join("peers/kubeconform");
    let mut go = run::command("go", ["build", "-trimpath", "-o"]);
    go.arg(&out)
        .arg("github.com/yannh/kubeconform/cmd/kubeconform");
    run::done(go.current_dir(run::root().join("tests/peers/kubeconform")))?;
    Ok(out)
}

/// Our strict schema under the name that the peer looks for.
fn schemas(corpus: &Corpus) -> anyhow::Result<String> {
    let schema =
        meshwright_schema::find("service-mesh.strict").context("there is such a schema")?;
    let folder = corpus.root.join("schemas");
    std::fs::create_dir_all(&folder).context("the folder of schemas")?;
    std::fs::write(folder.join("servicemesh.json"), schema.text()).context("the schema")?;
    Ok(format!("{}/{{{{.ResourceKind}}}}.json", text(&folder)?))
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str()
        .context("the path of the target folder is UTF-8")
}
