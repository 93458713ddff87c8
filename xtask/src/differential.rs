//! `cargo xtask differential`: many writes before the rules and before everything that is generated from
//! them. The work is done by `meshwright-differential`; its last line is the counts.

use crate::run;

/// Hands the arguments on.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let mut cargo = run::cargo([
        "run",
        "--quiet",
        "--package",
        "meshwright-differential",
        "--",
    ]);
    run::done(cargo.args(arguments))
}
