//! The rules, and everything that is generated from them, judged side by side.
//!
//! One corpus of writes goes to the rules in Rust, which are the reference, and to judges: on a
//! real API server the definition of the resource, the webhook over TLS and the admission policies, and
//! the JSON Schema. A judge is held to the cells that the rules declare: exact cells say the same codes,
//! weaker cells never refuse more; the webhook is held to every cause, warning and default, the policies
//! to every code and default. What disagrees is made as small as it gets and kept under
//! `tests/differential/`.
//!
//! For tests and for `cargo xtask differential`; nothing that ships depends on it. There are no verdicts
//! of its own in here. Start at [`corpus()`] and [`Trial`].

pub mod by;
pub mod case;
pub mod causes;
pub mod compare;
pub mod corpus;
pub mod gate;
pub mod json_schema;
pub mod kept;
mod minimise;
pub mod mutation;
pub mod policies;
pub mod policy;
pub mod random;
pub mod ruling;
pub mod seen;
pub mod server;
pub mod trial;
pub mod verdict;
pub mod world;

pub use by::By;
pub use case::{Case, How, Part};
pub use compare::Disagreement;
pub use corpus::corpus;
pub use gate::Gate;
pub use policies::Policies;
pub use trial::{Outcome, Trial};
pub use verdict::Verdict;
pub use world::World;
