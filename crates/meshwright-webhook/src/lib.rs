//! `AdmissionReview` in, `AdmissionReview` out.
//!
//! The pure half is [`Core`]: bytes to bytes, no HTTP, no clock, no IO. The shell around it is
//! [`Webhook`] (the two paths, limits, metrics, logs) and [`Policies`] (the policy file, followed);
//! [`certificates`] and [`safe_start`] look after our own registration.
//! The other objects of the cluster are watched by `meshwright-cluster`.
//! What is right and wrong is decided by `meshwright-policy`; listening and TLS are `meshwright-runtime`'s.

pub mod break_glass;
pub mod certificates;
pub mod core;
pub mod daemon;
mod deadline;
mod handler;
pub mod metrics;
pub mod operators;
pub mod policies;
pub mod registration;
pub mod reply;
pub mod review;
pub mod safe_start;
mod siblings;
mod trace;

pub use crate::core::{Answer, Clock, Core, Door, Siblings, Verdict};
pub use certificates::{SelfManaged, WallClock};
pub use daemon::{Certificate, Running, Settings, StartError, start};
pub use handler::{BODY, Webhook};
pub use metrics::Metrics;
pub use policies::{Loaded, Policies, PolicyError};
pub use review::Unreadable;
pub use safe_start::SafeStart;
