//! The real control plane, held to what tests expect of it.

mod definition;
mod life;
