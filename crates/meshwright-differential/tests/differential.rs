//! The rules, the definition on a real API server and the JSON Schema say the same of thousands of writes.

#![cfg(test)]

use meshwright_differential::{Trial, corpus, mutation};
use meshwright_testkit::ControlPlane;
use meshwright_testkit::Options;
use meshwright_testkit::control_plane::shared;

/// Several tests share one server, and each wants a definition of its own: they take turns.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn disagreements(trial: &mut Trial, definition: &serde_json::Value) -> Vec<String> {
    let outcome = trial.run(definition);
    assert!(
        outcome.refusals > trial.cases().len() / 5,
        "the corpus has lost its faults"
    );
    let found = outcome.disagreements.iter();
    found
        .map(|found| {
            format!(
                "{} {}: {}\n{}{}",
                found.judge, found.what, found.case.origin, found.rules, found.answer
            )
        })
        .collect()
}

/// Half of the corpus at a time: each test is short.
fn half(which: usize) {
    let _turn = TURN.lock();
    let cases = corpus(7_000, 1);
    let middle = cases.len() / 2;
    let cases = if which == 0 {
        &cases[..middle]
    } else {
        &cases[middle..]
    };
    let mut trial = Trial::new(shared().admin().clone(), cases.to_vec());
    let found = disagreements(&mut trial, &meshwright_schema::definition());
    assert!(
        found.is_empty(),
        "{} disagreements, the first:\n{}",
        found.len(),
        found[0]
    );
}

#[test]
fn every_judge_agrees_with_the_rules_on_vectors_and_neighbours() {
    half(0);
}

#[test]
fn every_judge_agrees_with_the_rules_on_random_writes() {
    half(1);
}

#[test]
fn an_expression_that_is_missing_or_turned_around_is_noticed() {
    let _turn = TURN.lock();
    let mut trial = Trial::new(
        shared().admin().clone(),
        corpus(0, 1).into_iter().step_by(2).collect(),
    );
    let mutants = mutation::mutants(&meshwright_schema::definition());
    // Two of them; `cargo xtask differential --mutants` tries each.
    for mutant in [&mutants[0], &mutants[mutants.len() - 1]] {
        assert!(
            !trial.run(&mutant.definition).disagreements.is_empty(),
            "{}",
            mutant.name
        );
    }
}

#[test]
fn an_older_server_agrees_too() {
    let plane = ControlPlane::start(&Options::new().emulating(33)).unwrap();
    let mut trial = Trial::new(
        plane.admin().clone(),
        corpus(0, 2).into_iter().step_by(2).collect(),
    );
    let found = disagreements(&mut trial, &meshwright_schema::definition());
    assert!(
        found.is_empty(),
        "{} disagreements, the first:\n{}",
        found.len(),
        found[0]
    );
}
