//! What tests share: the vectors of the rules, read and judged.
//!
//! For tests and for the developer's tasks; nothing that ships depends on it. A broken vector file ends
//! the run: there is nobody to hand an error to.

#![expect(clippy::panic, reason = "a broken vector ends the run")]

pub mod vectors;

pub use vectors::{Vector, vectors};
