//! `meshwright lint`: from arguments to a run, from its outcome to streams and an exit code.

mod live;
mod plan;
mod progress;
mod report;

use meshwright_lint::run_watched;

use crate::args::LintArgs;
use crate::exit::Code;
use plan::Plan;
use progress::Progress;

/// Lints.
pub(crate) fn run(args: LintArgs) -> Code {
    let mut plan = match Plan::of(args) {
        Ok(plan) => plan,
        Err(refusal) => return refusal.tell(),
    };
    if let Some(access) = &plan.live {
        match live::look(access) {
            Ok(found) => {
                plan.settings.inputs = found.inputs;
                if plan.look.summary {
                    live::tell(&found.claims);
                }
            }
            Err(missed) => return missed.tell(),
        }
    }
    let progress = Progress::new(plan.progress);
    let outcome = run_watched(&plan.settings, &progress);
    progress.clear();
    let written = report::write(&plan, &outcome);
    let verdict = Code::of_number(outcome.exit_code(&plan.settings));
    report::explain(&plan, &outcome, verdict);
    verdict.max(written)
}
