//! `cargo xtask fuzz [ROUNDS]`: the mutation fuzzing and the laws of the tests, much longer.

use anyhow::Context as _;

use crate::{run, say};

/// Mutations of texts when no number is given; minutes, not hours.
const ROUNDS: u64 = 2_000_000;

/// Mutated texts for each generated document: a document is judged by all rules and many schemas.
const TEXTS_A_DOCUMENT: u64 = 50;

/// Runs the fuzzing tests with many rounds, optimised.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let rounds = match arguments.first() {
        Some(given) => given
            .parse()
            .with_context(|| format!("{given} is no number of rounds"))?,
        None => ROUNDS,
    };
    let cases = (rounds / TEXTS_A_DOCUMENT).max(1);
    for (package, test) in [
        ("meshwright-manifest", "hostile"),
        ("meshwright-policy", "laws"),
        ("meshwright-schema", "documents"),
    ] {
        say::step(&format!("{package}: {test}"));
        let mut cargo = run::cargo(["test", "--release", "--package", package, "--test", test]);
        cargo.env("MESHWRIGHT_FUZZ_ROUNDS", rounds.to_string());
        run::done(cargo.env("PROPTEST_CASES", cases.to_string()))?;
    }
    Ok(())
}
