//! What `deploy/` installs, on a real API server.

mod chart;
mod invariants;
mod overlays;
mod rendered;
