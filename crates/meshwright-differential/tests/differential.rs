//! The rules, what is generated from them and the webhook say the same of thousands of writes.

#![cfg(test)]

use meshwright_differential::{Case, Gate, Outcome, Policies, Trial, World, corpus, mutation};
use meshwright_testkit::ControlPlane;
use meshwright_testkit::Options;
use meshwright_testkit::control_plane::shared;

/// Several tests share one server, and each wants worlds of its own: they take turns.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn assert_agreement(outcome: &Outcome) {
    let judged: usize = outcome.verdicts.values().sum();
    assert!(
        outcome.refusals > judged / 5,
        "the corpus has lost its faults"
    );
    if let Some(found) = outcome.disagreements.first() {
        panic!(
            "{} disagreements, the first: {} {}: {}\n{}{}",
            outcome.disagreements.len(),
            found.judge,
            found.what,
            found.case.origin,
            found.rules,
            found.answer
        );
    }
}

/// Every judge over these cases, on one control plane.
fn judge(plane: &ControlPlane, cases: Vec<Case>) {
    let gate = Gate::start(plane.folder()).unwrap();
    let definition = meshwright_schema::definition();
    let policies = Policies::generated(plane.admin());
    let mut trial = Trial::new(plane.admin().clone(), cases);
    let worlds = [
        World::Definition(&definition),
        World::Webhook(&gate),
        World::Policies(&policies),
    ];
    assert_agreement(&trial.run(&worlds));
}

/// A part of the corpus at a time: each test is short.
fn part(which: usize, of: usize) {
    let _turn = TURN.lock();
    let cases = corpus(9_000, 1);
    let size = cases.len().div_ceil(of);
    judge(shared(), cases.chunks(size).nth(which).unwrap().to_vec());
}

#[test]
fn every_judge_agrees_with_the_rules_on_vectors_and_other_letters() {
    part(0, 6);
}

#[test]
fn every_judge_agrees_with_the_rules_on_neighbours() {
    part(1, 6);
}

#[test]
fn every_judge_agrees_with_the_rules_on_pairs() {
    part(2, 6);
}

#[test]
fn every_judge_agrees_with_the_rules_on_random_writes() {
    part(3, 6);
}

#[test]
fn every_judge_agrees_with_the_rules_on_more_random_writes() {
    part(4, 6);
}

#[test]
fn every_judge_agrees_with_the_rules_on_still_more_random_writes() {
    part(5, 6);
}

#[test]
fn policies_that_refuse_and_those_of_every_kind_of_region_agree_with_the_rules() {
    let _turn = TURN.lock();
    let mut trial = Trial::new(shared().admin().clone(), corpus(0, 3));
    let policies = Policies::generated(shared().admin());
    let each = [policies.everywhere(7), vec![policies.refusing(3)]].concat();
    let worlds: Vec<World<'_>> = each.iter().skip(1).map(World::Policies).collect();
    assert_agreement(&trial.run(&worlds));
}

#[test]
fn an_expression_that_is_missing_or_turned_around_is_noticed() {
    let _turn = TURN.lock();
    let mut trial = Trial::new(shared().admin().clone(), corpus(0, 1));
    let policies = Policies::generated(shared().admin());
    let mutants = mutation::mutants(&meshwright_schema::definition(), &policies);
    assert!(mutants.len() > 100, "{}", mutants.len());
    // A few of each kind; `cargo xtask differential --mutants` tries each.
    for mutant in mutants.iter().step_by(mutants.len() / 8) {
        assert!(mutant.noticed(&mut trial).is_some(), "{}", mutant.name);
    }
}

#[test]
fn older_servers_agree_too() {
    for minor in [33, 34, 35] {
        let plane = ControlPlane::start(&Options::new().emulating(minor)).unwrap();
        judge(&plane, corpus(0, 2).into_iter().step_by(11).collect());
    }
}
