//! The load: connections that are kept, each asking again as soon as it is answered.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::bodies::Body;
use super::client::Client;
use super::served::Served;

/// How many ask at once.
pub(super) const CONNECTIONS: usize = 16;

/// How long they ask.
const LASTS: Duration = Duration::from_millis(1_200);

/// What one request cost, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// Processor time of the server.
    pub(super) cpu: f64,
    /// Half of the answers came within so long.
    pub(super) p50: f64,
    /// Of a hundred answers, all but one.
    pub(super) p99: f64,
}

/// Asks one server for a while.
pub(super) fn run(server: &Served, client: &Client, body: &Body) -> anyhow::Result<Cost> {
    let mut connections = (0..CONNECTIONS)
        .map(|_| {
            let mut connection = client.connect(server.address)?;
            let answer = connection.ask(&body.request)?;
            let expected = !server.decides || answer.contains(body.answer);
            ensure!(expected, "{} answered {answer}", server.name);
            Ok(connection)
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let before = server.cpu()?;
    let until = Instant::now() + LASTS;
    let mut times: Vec<f64> = thread::scope(|scope| {
        let askers: Vec<_> = connections
            .iter_mut()
            .map(|connection| {
                scope.spawn(move || -> anyhow::Result<Vec<f64>> {
                    let mut times = Vec::new();
                    let mut begun = Instant::now();
                    while begun < until {
                        connection.ask(&body.request)?;
                        let end = Instant::now();
                        times.push((end - begun).as_secs_f64() * 1e6);
                        begun = end;
                    }
                    Ok(times)
                })
            })
            .collect();
        let mut all = Vec::new();
        for asker in askers {
            let times = asker.join().ok().context("an asker panicked")??;
            all.extend(times);
        }
        anyhow::Ok(all)
    })?;
    let spent = server.cpu()? - before;
    Ok(Cost {
        cpu: spent / number(times.len()),
        p50: percentile(&mut times, 50),
        p99: percentile(&mut times, 99),
    })
}

/// So many of a hundred are not above it.
pub(super) fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let index = (values.len() * percent / 100).min(values.len().saturating_sub(1));
    values.get(index).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "to be read by people")]
pub(super) const fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let mut values: Vec<f64> = (0..100).rev().map(number).collect();
        let mut is =
            |percent, value: f64| percentile(&mut values, percent).total_cmp(&value).is_eq();
        assert!(is(50, 50.0) && is(99, 99.0));
        assert!(percentile(&mut [], 50).is_nan());
    }
}
