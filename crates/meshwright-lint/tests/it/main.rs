//! The linter through its door: texts and folders in, findings out.

#![cfg(test)]

mod admitted;
mod against;
mod baseline;
mod defaults;
mod discovery;
mod examples;
mod fixes;
mod hostile;
mod main_job;
mod places;
mod policy;
mod support;
mod suppressions;
mod units;
mod vectors;
mod windows;
