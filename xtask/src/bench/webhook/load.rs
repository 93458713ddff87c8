//! The load: connections that are kept, each asking again as soon as it is answered.
//!
//! Whoever asks looks for answers and never sleeps. On a real cluster the API server is on another machine;
//! here the system would bill a server for waking it, and the quicker a server, the less it would pay.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::bodies::Body;
use super::client::{Client, Connection};
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
        .map(|_| open(server, client, body))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let before = server.cpu()?;
    let mut times = ask(&mut connections, &body.request)?;
    let spent = server.cpu()? - before;
    Ok(Cost {
        cpu: spent / number(times.len()),
        p50: percentile(&mut times, 50),
        p99: percentile(&mut times, 99),
    })
}

/// A connection on which one question has been answered.
fn open(server: &Served, client: &Client, body: &Body) -> anyhow::Result<Connection> {
    let mut connection = client.connect(server.address)?;
    let answer = connection.ask(&body.request)?;
    let expected = !server.decides || answer.contains(body.answer);
    ensure!(expected, "{} answered {answer}", server.name);
    connection.never_wait()?;
    Ok(connection)
}

/// Asks on each connection as soon as it has its answer; the microseconds of each.
fn ask(connections: &mut [Connection], request: &[u8]) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    let until = Instant::now() + LASTS;
    let mut asked = Vec::new();
    for connection in connections {
        connection.send(request)?;
        asked.push((connection, Instant::now()));
    }
    while !asked.is_empty() {
        let mut index = 0;
        while let Some((connection, begun)) = asked.get_mut(index) {
            index += 1;
            if !connection.has_answer()? {
                continue;
            }
            let now = Instant::now();
            times.push((now - *begun).as_secs_f64() * 1e6);
            if now < until {
                connection.send(request)?;
                *begun = now;
            } else {
                index -= 1;
                asked.swap_remove(index);
            }
        }
    }
    Ok(times)
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
