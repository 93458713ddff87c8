//! The rule table and the shapes, turned into what others read: JSON Schemas, the definition of the
//! `ServiceMesh` resource, and the pages of the rules.
//!
//! Pure: values in, text out. There are no verdicts in here, and nothing in here may be stricter than
//! the rules it is made from; the tests hold that on every vector. `cargo xtask codegen` writes the
//! texts to their files.
//!
//! Start at [`schemas()`], [`crd()`], [`page()`] and [`artefacts()`].
//!
//! ```
//! let schema = meshwright_schema::find("service-mesh").unwrap();
//! assert!(schema.text().contains("\"Enterprise\""));
//! assert!(meshwright_schema::crd().contains("plural: servicemesh\n"));
//! ```

mod artefacts;
mod cells;
mod crd;
mod documents;
mod findings;
mod fragments;
mod index;
mod nulls;
mod page;
mod place;
pub mod policies;
mod policy;
mod shapes;
mod yaml;

pub use artefacts::{Artefact, FOLDERS, artefacts};
pub use crd::{crd, definition};
pub use documents::{Flavour, SchemaFile, alone, find, schemas};
pub use index::index;
pub use page::{Example, page};
pub use place::exists;

/// What stands at the top of everything generated.
const NOTICE: &str = "Generated from the rule table by `cargo xtask codegen`; do not edit.";
