//! The webhook behind the real API server, asked through the real kubectl.
//!
//! [`site`] registers a webhook of its own for each test: the label `site` on an object says whose it is.

#![cfg(test)]

mod audit;
mod down;
mod kubectl;
mod life;
mod mutation;
mod peer;
mod planes;
mod site;
mod ways_around;
