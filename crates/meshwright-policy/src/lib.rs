//! The rules about service meshes, as one table of values.
//!
//! Pure: no IO, no clock, no environment, no randomness, no `Result` in a rule. A fault in a document is
//! a [`Diagnostic`], never an error. Shells bring documents in and carry reports out: `meshwright-lint`
//! is one of them.
//!
//! Start at [`validate()`], [`admit()`], [`rules`] and [`Policy`].

#[macro_use]
pub mod rule;

pub mod admit;
mod bounds;
pub mod context;
pub mod crd;
pub mod defaults;
pub mod diagnostic;
pub mod faults;
pub mod implication;
pub mod input;
pub mod level;
pub mod lifecycle;
pub mod lists;
mod mesh;
pub mod phases;
pub mod points;
pub mod policy;
mod presence;
mod proxy;
mod ratchet;
pub mod report;
pub mod rest;
pub mod rfc3339;
pub mod rules;
pub mod subject;
mod tracing;
mod unknown;
pub mod validate;
pub mod words;

pub use admit::{Admission, Decision, admit};
pub use context::{Context, Date, Requester};
pub use defaults::{DefaultEdit, Operation, defaults};
pub use diagnostic::{Anchor, Cause, Diagnostic, Fix};
pub use faults::{Fault, Faults};
pub use level::Level;
pub use points::{Cell, Points};
pub use policy::Policy;
pub use report::Report;
pub use rule::{Category, Check, Group, Rule, Surface};
pub use subject::{Document, Kind, Noticed, Recognition, Subject};
pub use validate::{observe, validate, validate_deletion};
