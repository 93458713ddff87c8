//! A cluster seen through its API server.
//!
//! Reads only: what writes to a cluster lives with whoever has a reason to. Knows no rules.
//! Start at [`connect()`]; [`list()`] looks once, [`Meshes`] is kept up to date. [`others()`] finds who else
//! claims the resource.

mod ask;
mod connect;
mod foreign;
mod list;
mod meshes;
mod watch;

pub use ask::AskError;
pub use connect::{Access, Cluster, ConnectError, connect, connect_as_kubectl};
pub use foreign::{Claim, Claimant, Others, Unseen, others};
pub use kube::Client;
pub use list::list;
pub use meshes::{Freshness, Meshes, News};
pub use watch::{Pace, watch};
