//! What tests share: the vectors of the rules, read and judged, a real Kubernetes control plane, and what
//! stands between it and the replicas of a Service.
//!
//! For tests and for the developer's tasks; nothing that ships depends on it. A broken vector file ends
//! the run: there is nobody to hand an error to. A test that needs an API server starts at
//! [`control_plane`].

#![expect(
    clippy::panic,
    reason = "a broken vector, or an API server that is gone, ends the run"
)]

pub mod balancer;
pub mod control_plane;
pub mod definition;
pub mod load;
pub mod service;
pub mod tls;
pub mod vectors;
pub mod wait;

pub use balancer::{Balancer, Replica};
pub use control_plane::{Answer, Client, ControlPlane, Options, Sandbox};
pub use definition::open_definition;
pub use load::Load;
pub use service::Service;
pub use vectors::{Vector, vectors};
