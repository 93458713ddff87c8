//! All cases before all judges.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use meshwright_policy::{Policy, Requester};
use meshwright_testkit::Client;
use serde_json::Value;

use crate::case::{Case, How};
use crate::compare::{self, Disagreement, Held};
use crate::ruling::{self, Ruling};
use crate::server::{self, Server};
use crate::verdict::Verdict;
use crate::{json_schema, seen};

/// Connections to the server.
const CONNECTIONS: usize = 6;

/// Cases and the server that judges them.
#[derive(Debug)]
pub struct Trial {
    cases: Vec<Case>,
    server: Server,
    policy: Policy,
    requester: Requester,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Verdicts of each judge.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// Those that refuse.
    pub refusals: usize,
    /// Everything that disagrees.
    pub disagreements: Vec<Disagreement>,
}

impl Trial {
    /// Puts the cases before a server.
    pub fn new(client: Client, cases: Vec<Case>) -> Self {
        let requester = Requester {
            username: "admin".to_owned(),
            groups: vec!["system:masters".to_owned()],
        };
        Self {
            cases,
            server: Server::new(client),
            policy: Policy::default(),
            requester,
        }
    }

    /// The cases.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Judges every case, with `definition` in force.
    pub fn run(&mut self, definition: &Value) -> Outcome {
        self.server.prepare(&self.cases, definition);
        let next = AtomicUsize::new(0);
        let outcome = Mutex::new(Outcome::default());
        std::thread::scope(|scope| {
            for _ in 0..CONNECTIONS {
                scope.spawn(|| {
                    while let Some(case) = self.cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let verdicts = self.judge(case);
                        let mut outcome = outcome
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner);
                        outcome.add(case, verdicts);
                    }
                });
            }
        });
        outcome
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What is wrong with one case, by judge.
    pub fn wrong(&self, case: &Case) -> Vec<(&'static str, String)> {
        let judged = self.judge(case).into_iter();
        judged
            .filter_map(|(held, ruling, verdict)| {
                Some((held.name, compare::wrong(held, case, &ruling, &verdict)?))
            })
            .collect()
    }

    fn judge(&self, case: &Case) -> Vec<(Held, Ruling, Verdict)> {
        let mut verdicts = Vec::new();
        if case.how == How::Create {
            let ruling = ruling::of_document(&case.new, &self.policy);
            verdicts.push((json_schema::HELD, ruling, json_schema::verdict(&case.new)));
        }
        if let Some(verdict) = self.server.verdict(case) {
            let old = self.server.stored(case).map(|stored| &stored.object);
            let new = seen::asked(case, old);
            let ruling = ruling::of_write(case, &new, old, &self.policy, &self.requester);
            verdicts.push((server::HELD, ruling, verdict));
        }
        verdicts
    }
}

impl Outcome {
    fn add(&mut self, case: &Case, verdicts: Vec<(Held, Ruling, Verdict)>) {
        for (held, ruling, verdict) in verdicts {
            *self.verdicts.entry(held.name).or_default() += 1;
            self.refusals += usize::from(verdict.refused);
            if let Some(what) = compare::wrong(held, case, &ruling, &verdict) {
                self.disagreements.push(Disagreement {
                    judge: held.name,
                    what,
                    case: case.clone(),
                    rules: ruling.text,
                    answer: verdict.text,
                });
            }
        }
    }
}

impl Trial {
    /// The case as small as it gets while that judge still disagrees.
    pub fn minimised(&self, case: &Case, judge: &str) -> Case {
        let disagrees = |case: &Case| self.wrong(case).iter().any(|(name, _)| *name == judge);
        let mut small = case.clone();
        let mut tried = 0;
        while let Some(smaller) = crate::minimise::smaller(&small)
            .into_iter()
            .skip(tried)
            .find(|smaller| {
                tried += 1;
                disagrees(smaller)
            })
        {
            small = smaller;
            tried = 0;
        }
        small
    }
}
