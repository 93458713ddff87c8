//! `cargo xtask differential`: many writes before all judges, on a control plane of its own.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use meshwright_differential::{
    Disagreement, Gate, Outcome, Policies, Trial, World, corpus, kept, mutation, policies,
};
use meshwright_testkit::{ControlPlane, Options};

/// Judges many writes by the rules and by everything that is generated from them.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many writes, 100,000 by default; the vectors and the neighbours of every field always come, and
    /// mutants meet nothing else by default.
    #[arg(long)]
    cases: Option<usize>,
    /// Where the random writes start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The minor version of Kubernetes that the server behaves as.
    #[arg(long)]
    emulating: Option<u8>,
    /// Asks those judges only whose name holds this; of mutants, tries those only.
    #[arg(long, default_value = "")]
    only: String,
    /// Takes each generated expression away and turns it around; each must be noticed.
    #[arg(long)]
    mutants: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let options = arguments
        .emulating
        .map_or_else(Options::new, |minor| Options::new().emulating(minor));
    let plane = ControlPlane::start(&options).context("the control plane")?;
    let default = if arguments.mutants { 0 } else { 100_000 };
    let cases = corpus(arguments.cases.unwrap_or(default), arguments.seed);
    let mut trial = Trial::new(plane.admin().clone(), cases).telling(progress);
    let good = if arguments.mutants {
        mutants(&mut trial, &plane, &arguments.only)?
    } else {
        judge(&mut trial, &plane, &arguments.only)?
    };
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn judge(trial: &mut Trial, plane: &ControlPlane, wanted: &str) -> anyhow::Result<bool> {
    let definition = meshwright_schema::definition();
    let gate = Gate::start(plane.folder())?;
    let generated = Policies::generated(plane.admin());
    let mut each = generated.everywhere(8);
    each.push(generated.refusing(8));
    let worlds: Vec<World<'_>> = [World::Definition(&definition), World::Webhook(&gate)]
        .into_iter()
        .chain(each.iter().map(World::Policies))
        .filter(|world| world.held().name.contains(wanted))
        .collect();
    if !policies::writes_defaults(plane.admin()) {
        say("this version of Kubernetes has no MutatingAdmissionPolicy: no policy writes defaults");
    }
    let outcome = trial.run(&worlds);
    tell(&outcome, trial, &worlds)?;
    let each: Vec<String> = outcome
        .verdicts
        .iter()
        .map(|(judge, count)| format!("{judge} {count}"))
        .collect();
    say(&format!(
        "{} cases, {} verdicts ({}), {} refusals, {} disagreements",
        trial.cases().len(),
        outcome.verdicts.values().sum::<usize>(),
        each.join(", "),
        outcome.refusals,
        outcome.disagreements.len()
    ));
    Ok(outcome.disagreements.is_empty())
}

/// Of each defect the smallest case, which is kept.
fn tell(outcome: &Outcome, trial: &mut Trial, worlds: &[World<'_>]) -> anyhow::Result<()> {
    let mut defects: BTreeMap<(&str, &str), Vec<&Disagreement>> = BTreeMap::new();
    for found in &outcome.disagreements {
        defects
            .entry((found.judge, &found.what))
            .or_default()
            .push(found);
    }
    for ((judge, what), mut all) in defects {
        all.sort_by_key(|found| found.case.new.to_string().len());
        let found = all[0];
        let mut named = worlds.iter().copied();
        let world = named.find(|world| world.held().name == judge);
        let small = trial.minimised(&found.case, world);
        let path = kept::keep(&format!("{judge} {what}"), &small)?;
        say(&format!(
            "{judge}: {what} ({} times)\n  {}\n  the rules: {}\n  the judge: {}\n  kept as {}",
            all.len(),
            found.case.origin,
            found.rules,
            found.answer,
            path.display()
        ));
    }
    Ok(())
}

/// What nobody breaks must not be noticed; each thing that is broken must.
fn mutants(trial: &mut Trial, plane: &ControlPlane, wanted: &str) -> anyhow::Result<bool> {
    let definition = meshwright_schema::definition();
    let policies = Policies::generated(plane.admin());
    let regions = policies.everywhere(1);
    let mut worlds = vec![World::Definition(&definition)];
    worlds.extend(regions.iter().map(World::Policies));
    for world in worlds {
        if let Some(found) = trial.first(world, None, usize::MAX) {
            anyhow::bail!("nothing is broken, and {}: {}", found.judge, found.what);
        }
    }
    let mut mutants = mutation::mutants(&definition, &policies);
    mutants.retain(|mutant| mutant.name.contains(wanted));
    let mut survivors = Vec::new();
    for mutant in &mutants {
        let noticed = mutant.noticed(trial);
        let how = noticed.as_ref().map_or("SURVIVES", |found| &found.what);
        say(&format!("{}\n    {how}", mutant.name));
        if noticed.is_none() {
            survivors.push(&mutant.name);
        }
    }
    let killed = mutants.len() - survivors.len();
    for survivor in &survivors {
        say(&format!("not noticed: {survivor}"));
    }
    say(&format!(
        "{} mutants, {killed} noticed, {} not",
        mutants.len(),
        survivors.len()
    ));
    Ok(survivors.is_empty())
}

#[expect(clippy::print_stdout, reason = "this is where the program speaks")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(
    clippy::print_stderr,
    reason = "who waits is told, and the results stay alone"
)]
fn progress(line: &str) {
    eprintln!("{line}");
}
