//! Texts to documents: YAML and JSON as the cluster reads them, with a byte span on every key and
//! value, and edits that leave the rest of the text alone.
//!
//! What this crate refuses to be: it knows no rule, no kind and no field; it opens no file and prints
//! nothing. A text it cannot read is no error of ours but an [`Observation`](meshwright_api::Observation)
//! on the document, and the reader goes on with the next document.
//!
//! ```
//! use meshwright_manifest::{Kind, Syntax, documents};
//!
//! let text = b"kind: ServiceMesh\nspec:\n  enabled: on # see below\n";
//! let document = documents(text, Syntax::Yaml).next().expect("one document");
//! let enabled = document.root().and_then(|root| root.get("spec")?.get("enabled")).expect("is there");
//! assert_eq!(enabled.kind(), Kind::Bool);
//! assert_eq!((enabled.raw().as_ref(), enabled.span()), ("on", 35..37));
//! ```
//!
//! Where to go next: [`documents`] cuts a text ([`partings`] one that is too long), [`Document`] and [`Node`] are what comes out,
//! [`lower`] and [`splice`] turn edits into text, [`LineIndex`] turns offsets into lines. Why the YAML
//! grammar comes from a port of libyaml is told in `docs/design/0003-yaml-reader.md`.

mod build;
mod de;
mod document;
mod edit;
mod json;
mod lines;
mod locate;
mod node;
mod scalar;
mod survey;
mod syntax;
mod tree;
mod value;
mod yaml;

pub use de::DecodeError;
pub use document::{Document, Documents, Piece, documents, partings};
pub use edit::{Splice, lower, splice};
pub use lines::LineIndex;
pub use locate::Located;
pub use node::{Entry, Kind, Node, Style};
pub use syntax::Syntax;
