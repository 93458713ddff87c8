//! A cluster seen through its API server.
//!
//! Reads only: what writes to a cluster lives with whoever has a reason to. Knows no rules.
//! Start at [`connect()`].

mod connect;

pub use connect::{Access, Cluster, ConnectError, connect, connect_as_kubectl};
pub use kube::Client;
