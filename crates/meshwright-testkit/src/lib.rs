//! What tests share: the vectors of the rules, read and judged, and a real Kubernetes control plane.
//!
//! For tests and for the developer's tasks; nothing that ships depends on it. A broken vector file ends
//! the run: there is nobody to hand an error to. A test that needs an API server starts at
//! [`control_plane`].

#![expect(
    clippy::panic,
    reason = "a broken vector, or an API server that is gone, ends the run"
)]

pub mod control_plane;
pub mod tls;
pub mod vectors;
pub mod wait;

pub use control_plane::{Answer, Client, ControlPlane, Options, Sandbox};
pub use vectors::{Vector, vectors};
