//! The test of the test: each generated expression taken away or turned around must be noticed.

mod definition;
mod policies;

use serde_json::Value;

use crate::compare::Disagreement;
use crate::policies::Policies;
use crate::trial::Trial;
use crate::world::World;

/// So many cases are tried before the next region is.
const FEW: usize = 300;

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
    /// A case on which a judge disagrees with the rules; none where nobody notices.
    pub fn noticed(&self, trial: &mut Trial) -> Option<Disagreement> {
        let worlds: Vec<World<'_>> = match &self.wrong {
            Wrong::Definition(definition) => vec![World::Definition(definition)],
            Wrong::Policies(regions) => regions.iter().map(World::Policies).collect(),
        };
        let code = self.code.as_deref();
        // Most show at once in some region, and only in some.
        let mut first = |most| {
            worlds
                .iter()
                .find_map(|&world| trial.first(world, code, most))
        };
        first(FEW).or_else(|| first(usize::MAX))
    }
}
