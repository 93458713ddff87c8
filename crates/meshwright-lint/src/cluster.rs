//! Documents that go to one cluster, gathered before anything is judged.

use meshwright_api::FieldPath;
use meshwright_manifest::documents;
use meshwright_policy::Document;

use crate::text::Text;
use crate::unit::{What, units};

/// A document that others are compared with, and where it stands.
#[derive(Debug)]
pub(crate) struct Shared {
    file: usize,
    number: usize,
    path: FieldPath,
    document: Document,
}

impl Shared {
    /// The documents of a text; `file` is the text's place in the run.
    pub(crate) fn of(text: &Text<'_>, file: usize) -> Vec<Self> {
        let mut shared = Vec::new();
        for document in documents(text.bytes, text.syntax) {
            for unit in document.root().map(units).unwrap_or_default() {
                if let What::Ours(judged) = unit.what {
                    shared.push(Self {
                        file,
                        number: document.number(),
                        path: unit.path,
                        document: judged,
                    });
                }
            }
        }
        shared
    }

    /// All but the one that stands at this place.
    pub(crate) fn others<'s>(
        shared: &'s [Self],
        file: usize,
        number: usize,
        path: &FieldPath,
    ) -> Vec<&'s Document> {
        let other = |one: &&Self| (one.file, one.number) != (file, number) || one.path != *path;
        shared
            .iter()
            .filter(other)
            .map(|one| &one.document)
            .collect()
    }
}
