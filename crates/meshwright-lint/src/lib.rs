//! The offline linter: files in, findings out.
//!
//! It finds files, reads them, recognises documents of ours, lets `meshwright-policy` judge them, finds
//! the place of every fault in the text, honours suppressions, and mends what can be mended. It never
//! talks to a network or a cluster, and it never fails: what goes wrong is a [`Fault`] in the
//! [`Outcome`].
//!
//! ```
//! use meshwright_lint::{Input, Settings, run};
//!
//! let text = "apiVersion: istio.alibabacloud.com/v1beta1\nkind: ServiceMesh\nspec: {clusterSpec: standard}\n";
//! let settings = Settings { inputs: vec![Input::text("mesh.yaml", text)], ..Settings::default() };
//! let outcome = run(&settings);
//! assert!(outcome.faults.is_empty());
//! ```
//!
//! Where to go next: [`Settings`] says what to do, [`Outcome`] what came of it, [`Finding`] is one fault
//! with its place, [`render`](mod@render) writes them.

mod against;
mod baseline;
mod cluster;
mod discover;
mod engine;
mod facts;
mod files;
mod finder;
pub mod finding;
mod fix;
mod git;
mod hash;
mod identity;
pub mod outcome;
mod page;
mod past;
mod place;
mod policies;
pub mod render;
pub mod settings;
mod suppress;
mod text;
mod unit;
mod windows;
mod write;

pub use finding::{Excerpt, Finding, FindingFix, Resource, TextEdit};
pub use outcome::{Change, Fault, FaultKind, Outcome, Summary};
pub use settings::{Against, Fixing, Input, PolicySource, Settings};

/// What may be told while a long run is under way.
pub trait Watch: Sync {
    /// So many files were found.
    fn found(&self, _files: usize) {}
    /// One more file is done.
    fn done(&self) {}
}

/// Nobody watches.
impl Watch for () {}

/// Lints what `settings` says.
pub fn run(settings: &Settings) -> Outcome {
    run_watched(settings, &())
}

/// As [`run`], telling `watch` how far it is.
pub fn run_watched(settings: &Settings, watch: &dyn Watch) -> Outcome {
    engine::run(settings, watch)
}
