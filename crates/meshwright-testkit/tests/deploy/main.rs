//! What `deploy/` installs, on a real API server.
//!
//! [`rendered`] reads the manifests, [`cluster`] is a control plane of a test's own to install them in,
//! [`daemon`] a webhook that answers, [`asked`] counts what the API server asked, [`page`] runs the
//! commands of docs/deploy.md, [`rights`] looks at what the webhook asks the API server in return.

mod asked;
mod chart;
mod cluster;
mod conditions;
mod daemon;
mod dead;
mod discovery;
mod invariants;
mod modes;
mod neighbour;
mod overlays;
mod page;
mod parameters;
mod previous;
mod release;
mod removal;
mod rendered;
mod rights;
