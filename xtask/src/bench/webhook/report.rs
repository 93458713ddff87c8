//! The tables, and the budgets that they are held against.

use anyhow::bail;

use super::bodies::Body;
use super::load::{Cost, percentile};
use super::{Opening, of};
use crate::say;

/// Peak memory after load, in MB.
const MEMORY: f64 = 12.0;
/// The same, beside a cluster that is watched.
const MEMORY_WATCHING: f64 = 25.0;
/// Milliseconds from exec to the first answer.
const START: f64 = 25.0;
/// Microseconds for the first request on a new connection.
const FIRST: f64 = 2_000.0;

/// For a body: at most so many times the floor, and so many times less than kube and controller-runtime.
const RATIOS: &[(&str, f64, f64, f64)] = &[("CREATE", 1.6, 2.0, 8.0), ("UPDATE", 2.4, 5.0, 12.0)];

/// All that was measured of a server.
pub(super) struct Measured {
    pub(super) name: &'static str,
    pub(super) loads: Vec<(&'static str, Cost)>,
    pub(super) openings: Vec<Opening>,
    pub(super) starts: Vec<f64>,
    pub(super) peak: f64,
}

/// A figure and the budget it is held against.
struct Budget {
    what: String,
    figure: f64,
    unit: &'static str,
    bound: Bound,
}

enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Measured {
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            loads: Vec::new(),
            openings: Vec::new(),
            starts: Vec::new(),
            peak: f64::NAN,
        }
    }

    fn cpu(&self, body: &Body) -> f64 {
        median(of(self, body).map(|cost| cost.cpu))
    }

    fn first(&self) -> f64 {
        median(self.openings.iter().map(|opening| opening.first))
    }

    fn start(&self) -> f64 {
        median(self.starts.iter().copied())
    }
}

impl Budget {
    const fn is_kept(&self) -> bool {
        match self.bound {
            Bound::AtMost(most) => self.figure <= most,
            Bound::AtLeast(least) => self.figure >= least,
        }
    }

    fn line(&self) -> String {
        let bound = match self.bound {
            Bound::AtMost(most) => format!("at most {most}"),
            Bound::AtLeast(least) => format!("at least {least}"),
        };
        format!("{:.2}{} {}, {bound}", self.figure, self.unit, self.what)
    }
}

/// Shows everything; `watching` is the peak memory with access to a cluster, in MB.
///
/// # Errors
/// When a budget is missed.
pub(super) fn show(bodies: &[Body], all: &[Measured], watching: f64) -> anyhow::Result<()> {
    for body in bodies {
        say::step(&format!("{}, {} bytes", body.name, body.size));
        say::line("server              CPU us/request    p50 us    p99 us");
        for measured in all {
            say::line(&format!(
                "{:<20}{:>14.1}{:>10.0}{:>10.0}",
                measured.name,
                measured.cpu(body),
                median(of(measured, body).map(|cost| cost.p50)),
                median(of(measured, body).map(|cost| cost.p99)),
            ));
        }
    }
    say::step("new connections, memory after load, start");
    say::line("server              CPU us   first answer us   peak MB   exec to first answer ms");
    for measured in all {
        say::line(&format!(
            "{:<20}{:>6.0}{:>18.0}{:>10.1}{:>26.1}",
            measured.name,
            median(measured.openings.iter().map(|opening| opening.cpu)),
            measured.first(),
            measured.peak,
            measured.start(),
        ));
    }
    say::step("budgets");
    let budgets = budgets(bodies, all, watching);
    for budget in &budgets {
        let word = if budget.is_kept() { "kept  " } else { "MISSED" };
        say::line(&format!("{word}  {}", budget.line()));
    }
    let missed: Vec<String> = budgets
        .iter()
        .filter(|budget| !budget.is_kept())
        .map(Budget::line)
        .collect();
    if !missed.is_empty() {
        bail!("over budget: {}", missed.join("; "));
    }
    Ok(())
}

fn budgets(bodies: &[Body], all: &[Measured], watching: f64) -> Vec<Budget> {
    let [ours, floor, kube, go] = all else {
        return Vec::new();
    };
    let mut budgets = Vec::new();
    let mut add = |figure, unit, what, bound| {
        budgets.push(Budget {
            what,
            figure,
            unit,
            bound,
        });
    };
    for (name, over_floor, under_kube, under_go) in RATIOS {
        let Some(body) = bodies.iter().find(|body| body.name == *name) else {
            continue;
        };
        let cpu = ours.cpu(body);
        let times = |peer: &Measured| peer.cpu(body) / cpu;
        let words = |peer: &Measured| format!("less CPU than {} on {name}", peer.name);
        let floor_words = format!("the CPU of the floor on {name}");
        add(
            1.0 / times(floor),
            " x",
            floor_words,
            Bound::AtMost(*over_floor),
        );
        add(times(kube), " x", words(kube), Bound::AtLeast(*under_kube));
        add(times(go), " x", words(go), Bound::AtLeast(*under_go));
    }
    let what = "of memory after load".to_owned();
    add(ours.peak, " MB", what, Bound::AtMost(MEMORY));
    let what = "of memory after load, watching a cluster".to_owned();
    add(watching, " MB", what, Bound::AtMost(MEMORY_WATCHING));
    let what = "from exec to the first answer over TLS".to_owned();
    add(ours.start(), " ms", what, Bound::AtMost(START));
    let what = "for the first request on a new connection".to_owned();
    add(ours.first(), " us", what, Bound::AtMost(FIRST));
    budgets
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    percentile(&mut values.collect::<Vec<_>>(), 50)
}
