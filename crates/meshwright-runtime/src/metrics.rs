//! Metrics: the buckets that all daemons share. Families belong to whoever counts.

pub use prometheus_client::registry::Registry;

/// Upper bounds of the buckets of durations, in seconds: from 25 microseconds, since answers are quick.
pub const SECONDS: [f64; 16] = [
    0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1,
    0.25, 1.0, 5.0, 30.0,
];
