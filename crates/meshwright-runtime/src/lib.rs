//! What the daemons share: TLS whose certificate is reloaded, the accept loop with its deadlines, an
//! orderly end, health, metrics, logs, and tasks that somebody owns.
//!
//! Nothing here knows a rule, a mesh or a request's meaning. A daemon hands a [`Handler`] to a [`Server`],
//! reports on its parts through [`Health`], and leaves through [`Stages`].

pub mod admin;
pub mod health;
pub mod logs;
pub mod metrics;
pub mod serve;
pub mod stages;
pub mod tls;
pub mod watch;

pub use admin::Admin;
pub use health::{Health, State};
pub use serve::{Connections, Handler, Limits, Server};
pub use stages::Stages;
pub use watch::{Folders, fingerprint};
