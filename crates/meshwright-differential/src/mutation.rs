//! The test of the test: each generated expression taken away or turned around must be noticed.

mod definition;
mod policies;

use serde_json::Value;

use crate::compare::Disagreement;
use crate::policies::Policies;
use crate::trial::Trial;
use crate::world::World;

/// What is generated, wrong in one place.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What was done to it.
    pub name: String,
    /// The code of the rule, where one rule alone says the expression.
    code: Option<String>,
    wrong: Wrong,
}

#[derive(Debug, Clone)]
enum Wrong {
    Definition(Value),
    /// One for each region in which it may show.
    Policies(Vec<Policies>),
}

/// Every way to take one expression away, or to turn it around.
pub fn mutants(definition: &Value, policies: &Policies) -> Vec<Mutant> {
    let mut all = definition::mutants(definition);
    all.extend(policies::mutants(policies));
    all
}

impl Mutant {
    /// The first case on which a judge disagrees with the rules; none where nobody notices.
    pub fn noticed(&self, trial: &mut Trial) -> Option<Disagreement> {
        let code = self.code.as_deref();
        match &self.wrong {
            Wrong::Definition(definition) => trial.first(World::Definition(definition), code),
            Wrong::Policies(regions) => regions
                .iter()
                .find_map(|policies| trial.first(World::Policies(policies), code)),
        }
    }
}
