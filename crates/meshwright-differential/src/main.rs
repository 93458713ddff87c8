//! `cargo xtask differential`: many writes before all judges, on a control plane of its own.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use meshwright_differential::{Disagreement, Gate, Trial, World, corpus, kept, mutation};
use meshwright_testkit::{ControlPlane, Options};

/// Judges many writes by the rules and by everything that is generated from them.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many writes; the vectors and the neighbours of every field always come.
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// Where the random writes start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The minor version of Kubernetes that the server behaves as.
    #[arg(long)]
    emulating: Option<u8>,
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
    let cases = corpus(arguments.cases, arguments.seed);
    let mut trial = Trial::new(plane.admin().clone(), cases);
    let good = if arguments.mutants {
        mutants(&mut trial)
    } else {
        judge(&mut trial, &Gate::start(plane.folder())?)?
    };
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn judge(trial: &mut Trial, gate: &Gate) -> anyhow::Result<bool> {
    let definition = meshwright_schema::definition();
    let worlds = [World::Definition(&definition), World::Webhook(gate)];
    let outcome = trial.run(&worlds);
    let mut defects: BTreeMap<(&str, &str), Vec<&Disagreement>> = BTreeMap::new();
    for found in &outcome.disagreements {
        defects
            .entry((found.judge, &found.what))
            .or_default()
            .push(found);
    }
    for ((judge, what), found) in &defects {
        say(&format!("{judge}: {what} ({} times)", found.len()));
        let shortest = found
            .iter()
            .min_by_key(|found| found.case.new.to_string().len());
        if let Some(found) = shortest {
            let world = worlds.into_iter().find(|world| world.held().name == *judge);
            let small = trial.minimised(&found.case, world);
            let path = kept::keep(&format!("{judge} {what}"), &small)?;
            say(&format!(
                "  {}\n  the rules: {}\n  the judge: {}\n  kept as {}",
                found.case.origin,
                found.rules,
                found.answer,
                path.display()
            ));
        }
    }
    let verdicts: usize = outcome.verdicts.values().sum();
    let each: Vec<String> = outcome
        .verdicts
        .iter()
        .map(|(judge, count)| format!("{judge} {count}"))
        .collect();
    say(&format!(
        "{} cases, {verdicts} verdicts ({}), {} refusals, {} disagreements",
        trial.cases().len(),
        each.join(", "),
        outcome.refusals,
        outcome.disagreements.len()
    ));
    Ok(outcome.disagreements.is_empty())
}

fn mutants(trial: &mut Trial) -> bool {
    let mutants = mutation::mutants(&meshwright_schema::definition());
    let mut survivors = 0;
    for mutant in &mutants {
        let noticed = trial
            .run(&[World::Definition(&mutant.definition)])
            .disagreements
            .len();
        survivors += usize::from(noticed == 0);
        say(&format!(
            "{:>6} {}",
            if noticed == 0 {
                "ALIVE".to_owned()
            } else {
                noticed.to_string()
            },
            mutant.name
        ));
    }
    say(&format!(
        "{} mutants, {survivors} not noticed",
        mutants.len()
    ));
    survivors == 0
}

#[expect(clippy::print_stdout, reason = "this is where the program speaks")]
fn say(line: &str) {
    println!("{line}");
}
