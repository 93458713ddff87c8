//! The protocol of the certificates, against every order in which things may happen.

#![cfg(test)]

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use meshwright_webhook::certificates::issue;
use meshwright_webhook::certificates::kept::Kept;
use meshwright_webhook::certificates::protocol::{Life, Observed, SKEW, Step, Timing, next_step};
use proptest::prelude::*;

const DAY: Duration = Duration::from_hours(24);
const HOUR: Duration = Duration::from_hours(1);

fn start() -> SystemTime {
    UNIX_EPOCH + DAY * 20_000
}

fn hosts() -> BTreeSet<String> {
    ["webhook.mesh.svc".to_owned()].into()
}

/// A cluster: the Secret, the configurations, and what each replica presents.
#[derive(Debug)]
struct World {
    now: SystemTime,
    kept: Option<Kept>,
    bundles: Vec<String>,
    presented: Vec<Option<(String, SystemTime, String)>>,
    shown_since: Option<(String, SystemTime)>,
    steps: Vec<Step>,
}

impl World {
    fn new(replicas: usize) -> Self {
        Self {
            now: start(),
            kept: None,
            bundles: vec![String::new(); 2],
            presented: vec![None; replicas],
            shown_since: None,
            steps: Vec::new(),
        }
    }

    fn step(&mut self) -> Step {
        let bundle = self.kept.as_ref().map(Kept::bundle).unwrap_or_default();
        let complete = self.bundles.iter().all(|it| *it == bundle);
        let before = self.shown_since.take().filter(|(it, _)| *it == bundle);
        self.shown_since = complete.then(|| before.unwrap_or((bundle, self.now)));
        let observed = Observed {
            kept: self.kept.as_ref(),
            bundles: &self.bundles,
            shown_since: self.shown_since.as_ref().map(|(_, since)| *since),
            hosts: &hosts(),
            now: self.now,
        };
        let step = next_step(&observed, &Timing::default());
        self.steps.push(step);
        step
    }

    /// Does a step; only one of the configurations where `half`.
    fn act(&mut self, step: Step, half: bool) {
        if step == Step::Switch {
            let next = self.kept.as_ref().unwrap().next.as_ref().unwrap();
            assert!(
                self.bundles.iter().all(|it| it.contains(&next.certificate)),
                "a leaf of an authority that is not published everywhere"
            );
        }
        if step == Step::Publish {
            let bundle = self.kept.as_ref().unwrap().bundle();
            let count = if half { 1 } else { 2 };
            let stale = self.bundles.iter_mut().filter(|it| **it != bundle);
            stale.take(count).for_each(|it| it.clone_from(&bundle));
        } else if let Some(next) = issue::after(
            step,
            self.kept.as_ref(),
            &hosts(),
            &Timing::default(),
            self.now,
        )
        .unwrap()
        {
            self.kept = Some(next);
        }
    }

    /// A replica reads the Secret.
    fn read(&mut self, replica: usize) {
        let kept = self.kept.as_ref();
        self.presented[replica] = kept.and_then(|kept| {
            let leaf = kept.leaf.as_ref()?;
            Some((
                leaf.certificate.clone(),
                leaf.life.until,
                kept.authority.certificate.clone(),
            ))
        });
    }

    /// Whatever a replica presents that holds is trusted by every configuration.
    fn check(&self) {
        for (_, until, authority) in self.presented.iter().flatten() {
            let holds = self.now <= *until;
            let trusted = self.bundles.iter().all(|it| it.contains(authority));
            assert!(!holds || trusted, "{:?}", self.steps);
        }
    }
}

/// What may happen next.
#[derive(Debug, Clone, Copy)]
enum Event {
    Step,
    Half,
    Read(usize),
    Hours(u32),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Step),
        1 => Just(Event::Half),
        2 => (0_usize..3).prop_map(Event::Read),
        2 => (1_u32..60).prop_map(Event::Hours),
        1 => (60_u32..2400).prop_map(Event::Hours),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_holds_and_is_presented_is_trusted(events in prop::collection::vec(event(), 1..250)) {
        let mut world = World::new(3);
        // The first leaf comes before its trust: there is nothing it could replace.
        for _ in 0..3 {
            let step = world.step();
            world.act(step, false);
        }
        for event in events {
            match event {
                Event::Step | Event::Half => {
                    let step = world.step();
                    // An authority that ended unseen leaves nothing that holds.
                    world.act(step, matches!(event, Event::Half));
                    if step == Step::Begin {
                        let next = world.step();
                        world.act(next, false);
                    }
                }
                Event::Read(replica) => world.read(replica),
                Event::Hours(hours) => world.now += HOUR * hours,
            }
            world.check();
        }
    }

    #[test]
    fn what_the_secret_holds_is_read_as_it_was_written(hours in 0_u32..24_000) {
        let mut world = World::new(1);
        while world.now < start() + HOUR * hours {
            let step = world.step();
            world.act(step, false);
            world.now += HOUR * 40;
        }
        if let Some(kept) = &world.kept {
            let read = Kept::read(&kept.write());
            prop_assert_eq!(read.as_ref(), Some(kept));
        }
    }
}

#[test]
fn years_go_by_and_a_leaf_always_holds() {
    let mut world = World::new(1);
    let mut switches = 0;
    for _ in 0..(3 * 365 * 2) {
        for _ in 0..4 {
            let step = world.step();
            switches += u32::from(step == Step::Switch);
            world.act(step, false);
        }
        world.read(0);
        world.check();
        let until = world.presented[0].as_ref().unwrap().1;
        assert!(until > world.now + DAY);
        world.now += HOUR * 12;
    }
    assert_eq!(switches, 4);
    for step in [Step::Introduce, Step::Drop, Step::Renew] {
        assert!(world.steps.contains(&step), "{step:?}");
    }
    assert_eq!(
        world.steps.iter().filter(|it| **it == Step::Begin).count(),
        1
    );
}

/// A world whose next authority waits to be used.
fn introduced() -> World {
    let mut world = World::new(1);
    for _ in 0..3 {
        let step = world.step();
        world.act(step, false);
    }
    world.now += DAY * 250;
    for _ in 0..3 {
        let step = world.step();
        world.act(step, false);
    }
    assert!(world.kept.as_ref().unwrap().next.is_some());
    world
}

#[test]
fn the_leaf_is_switched_only_after_both_were_shown_for_a_while() {
    let mut world = introduced();
    assert_eq!(world.step(), Step::Rest);
    world.now += Timing::default()
        .settle
        .saturating_sub(Duration::from_secs(1));
    assert_eq!(world.step(), Step::Rest);
    let right = world.bundles[0].clone();
    world.bundles[0] = "edited".to_owned();
    assert_eq!(world.step(), Step::Publish);
    world.bundles[0] = right;
    world.now += Duration::from_secs(1);
    assert_eq!(
        world.step(),
        Step::Rest,
        "the time runs from the start again"
    );
    world.now += Timing::default().settle;
    assert_eq!(world.step(), Step::Switch);
}

#[test]
fn the_old_authority_goes_only_when_none_of_its_leaves_can_hold() {
    let mut world = introduced();
    assert_eq!(world.step(), Step::Rest);
    world.now += Timing::default().settle;
    let last = world
        .kept
        .as_ref()
        .unwrap()
        .leaf
        .as_ref()
        .unwrap()
        .life
        .until;
    world.act(Step::Switch, false);
    while world.now <= last {
        assert_ne!(world.step(), Step::Drop);
        world.now += HOUR * 6;
    }
    assert_eq!(
        world.kept.as_ref().unwrap().retired.as_ref().unwrap().until,
        last
    );
    world.now += SKEW;
    let mut seen = Vec::new();
    for _ in 0..6 {
        let step = world.step();
        world.act(step, false);
        seen.push(step);
    }
    assert!(seen.contains(&Step::Drop), "{seen:?}");
    assert_eq!(
        world.bundles[0],
        world.kept.as_ref().unwrap().authority.certificate
    );
}

#[test]
fn a_leaf_that_lacks_a_name_is_renewed_and_loses_none() {
    let world = introduced();
    let other: BTreeSet<String> = ["other.mesh.svc".to_owned()].into();
    let kept = world.kept.as_ref();
    let observed = Observed {
        kept,
        bundles: &world.bundles,
        shown_since: None,
        hosts: &other,
        now: world.now,
    };
    assert_eq!(next_step(&observed, &Timing::default()), Step::Renew);
    let next = issue::after(Step::Renew, kept, &other, &Timing::default(), world.now);
    let leaf = next.unwrap().unwrap().leaf.unwrap();
    assert_eq!(leaf.hosts, hosts().union(&other).cloned().collect());
}

#[test]
fn what_is_damaged_is_made_anew() {
    let mut world = World::new(1);
    world.act(Step::Begin, false);
    let kept = world.kept.unwrap();
    let mut data = kept.write();
    data.get_mut("tls.crt").unwrap().0.truncate(100);
    let read = Kept::read(&data).unwrap();
    assert!(read.leaf.is_none());
    let bundles = [kept.bundle()];
    let observed = Observed {
        kept: Some(&read),
        bundles: &bundles,
        shown_since: None,
        hosts: &hosts(),
        now: world.now,
    };
    assert_eq!(next_step(&observed, &Timing::default()), Step::Renew);
    drop(data.remove("ca.key"));
    assert!(Kept::read(&data).is_none());
}

#[test]
fn a_third_of_the_life_is_left_when_it_is_old_however_far_it_is_dated_back() {
    for backdated in [SKEW, DAY, DAY * 30] {
        let timing = Timing {
            backdated,
            ..Timing::default()
        };
        let life = Life::new(start(), HOUR * 3, &timing);
        let second = Duration::from_secs(1);
        let old = |now| life.is_old(now, &timing);
        assert!(!old(start() - backdated) && !old(start()));
        assert!(!old(start() + HOUR * 2 - second) && old(start() + HOUR * 2));
        assert!(old(start() - backdated - second), "it has yet to begin");
    }
}

#[test]
fn the_page_about_deploying_says_how_long_certificates_last() {
    let page = include_str!("../../../docs/deploy.md");
    let timing = Timing::default();
    let days = |time: Duration| time.as_secs() / DAY.as_secs();
    let (leaf, authority) = (days(timing.leaf), days(timing.authority));
    let minutes = timing.settle.as_secs() / 60;
    for sentence in [
        format!(
            "A leaf lives {leaf} days and an authority {authority} days; what has a third of its life left is replaced."
        ),
        format!("every configuration has shown both for {minutes} min;"),
    ] {
        assert!(page.contains(&sentence), "{sentence}");
    }
    assert_eq!(timing.leaf, DAY * 7);
    assert_eq!(timing.authority, DAY * 365);
    assert_eq!(timing.settle, Duration::from_mins(1));
}
