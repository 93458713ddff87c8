//! All cases before all judges.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use meshwright_api::Edit;
use meshwright_policy::Policy;
use meshwright_testkit::Client;
use serde_json::Value;

use crate::case::{Case, How};
use crate::compare::{self, Disagreement, Held};
use crate::random::Random;
use crate::ruling::{self, Ruling};
use crate::server::Server;
use crate::verdict::Verdict;
use crate::world::World;
use crate::{json_schema, seen};

/// Connections to the server.
const CONNECTIONS: usize = 6;
/// After so many cases a word of progress is due.
const STRIDE: usize = 5_000;

/// Cases and the server that judges them.
#[derive(Debug)]
pub struct Trial {
    cases: Vec<Case>,
    server: Server,
    policy: Policy,
    progress: fn(&str),
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
        Self {
            cases,
            server: Server::new(client),
            policy: Policy::default(),
            progress: |_| {},
        }
    }

    /// Has every few thousand cases told to `progress`: all of them take minutes.
    #[must_use]
    pub fn telling(self, progress: fn(&str)) -> Self {
        Self { progress, ..self }
    }

    /// The cases.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Judges every case by the JSON Schema and in each of the worlds, one after the other.
    pub fn run(&mut self, worlds: &[World<'_>]) -> Outcome {
        let mut outcome = Outcome::default();
        for case in &self.cases {
            outcome.add(case, self.by_schema(case));
        }
        self.server.store(&self.cases);
        for &world in worlds {
            self.server.enter(world);
            self.run_in(world, &mut outcome);
        }
        outcome
    }

    fn run_in(&self, world: World<'_>, outcome: &mut Outcome) {
        let next = AtomicUsize::new(0);
        let outcome = Mutex::new(outcome);
        std::thread::scope(|scope| {
            for _ in 0..CONNECTIONS {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(case) = self.cases.get(number) else {
                            break;
                        };
                        if number.is_multiple_of(STRIDE) {
                            let (judge, all) = (world.held().name, self.cases.len());
                            (self.progress)(&format!("{judge}: {number} of {all} cases"));
                        }
                        if !world.takes(number, case) {
                            continue;
                        }
                        let judged = self.by_server(case, world);
                        outcome
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .add(case, judged);
                    }
                });
            }
        });
    }

    /// A case on which the judge of a world disagrees with the rules, as soon as there is one among so many
    /// at `most`; cases that come from the rule `code` are the first to be judged.
    pub fn first(
        &mut self,
        world: World<'_>,
        code: Option<&str>,
        most: usize,
    ) -> Option<Disagreement> {
        self.server.store(&self.cases);
        self.server.enter(world);
        let next = AtomicUsize::new(0);
        let found = OnceLock::new();
        let mut order = self.order(code);
        order.truncate(most);
        std::thread::scope(|scope| {
            for _ in 0..CONNECTIONS {
                scope.spawn(|| {
                    while found.get().is_none()
                        && let Some(&number) = order.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let mut outcome = Outcome::default();
                        let case = &self.cases[number];
                        if !world.takes(number, case) {
                            continue;
                        }
                        outcome.add(case, self.by_server(case, world));
                        for disagreement in outcome.disagreements {
                            found.get_or_init(|| disagreement);
                        }
                    }
                });
            }
        });
        found.into_inner()
    }

    /// Numbers of all cases: first those of a rule, then some of everywhere.
    fn order(&self, code: Option<&str>) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        let is_of =
            |number: usize| code.is_some_and(|code| self.cases[number].origin.starts_with(code));
        order.sort_by_key(|&number| (!is_of(number), Random::new(number as u64).next()));
        order
    }

    fn by_schema(&self, case: &Case) -> Option<(Held, Ruling, Verdict)> {
        let ruling = || ruling::of_document(&case.new, &self.policy);
        (case.how != How::Delete)
            .then(|| (json_schema::HELD, ruling(), json_schema::verdict(&case.new)))
    }

    fn by_server(&self, case: &Case, world: World<'_>) -> Option<(Held, Ruling, Verdict)> {
        let stored = self.server.stored(case);
        let mut verdict = self.server.verdict(case, stored, world)?;
        let old = stored.map(|stored| &stored.object);
        let asked = world.asked(case, old);
        let policy = world.policy();
        let rule = |new: &Value| ruling::of_write(case, new, old, policy);
        let ruling = rule(&asked);
        if matches!(world, World::Definition(_)) {
            return Some((world.held(), ruling, verdict));
        }
        // The rules fill nothing into what they deny; policies that write do not know.
        let edits = match world {
            World::Policies(_) if !world.fills_in() => Vec::new(),
            World::Policies(policies) if !ruling.denied.is_empty() => {
                ruling::of_write(case, &asked, old, &policies.lenient()).edits
            }
            _ => ruling.edits,
        };
        // What is judged is what the defaults made of it.
        let filled = filled(&asked, &edits);
        let mut ruling = rule(&filled);
        ruling.object = (case.how != How::Delete).then(|| seen::decided(&filled));
        verdict.object = verdict.object.as_ref().map(seen::decided);
        Some((world.held(), ruling, verdict))
    }
}

/// A document with defaults written into it.
fn filled(document: &Value, edits: &[Edit]) -> Value {
    let mut document = document.clone();
    for edit in edits {
        let operations = Value::from(edit.json_patch(&document));
        let patch: json_patch::Patch =
            serde_json::from_value(operations).expect("edits write operations of RFC 6902");
        json_patch::patch(&mut document, &patch).expect("edits fit what they were made for");
    }
    document
}

impl Outcome {
    fn add(&mut self, case: &Case, judged: Option<(Held, Ruling, Verdict)>) {
        let Some((held, ruling, verdict)) = judged else {
            return;
        };
        *self.verdicts.entry(held.name).or_default() += 1;
        self.refusals += usize::from(verdict.refused);
        if let Some(what) = compare::wrong(held, case, &ruling, &verdict) {
            self.disagreements.push(Disagreement {
                judge: held.name,
                what,
                case: case.clone(),
                rules: ruling.words(),
                answer: verdict.words(),
            });
        }
    }
}

impl Trial {
    /// The case as small as it gets while a judge still disagrees: the JSON Schema without a world, or
    /// the judge of that world.
    pub fn minimised(&mut self, case: &Case, world: Option<World<'_>>) -> Case {
        if let Some(world) = world {
            self.server.enter(world);
        }
        let disagrees = |case: &Case| {
            let judged = match world {
                Some(world) => self.by_server(case, world),
                None => self.by_schema(case),
            };
            judged.is_some_and(|(held, ruling, verdict)| {
                compare::wrong(held, case, &ruling, &verdict).is_some()
            })
        };
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
