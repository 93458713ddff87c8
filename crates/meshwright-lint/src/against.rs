//! The old state that transition rules compare with.

use std::collections::BTreeMap;

use meshwright_manifest::{Node, documents};
use meshwright_policy::Document;

use crate::identity::Identity;
use crate::text::Text;
use crate::unit::{What, units};

/// The old documents, by file and identity.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    here: BTreeMap<(String, Identity), Document>,
    anywhere: BTreeMap<Identity, Document>,
}

/// The old state as one file sees it: the document in the file of the same path first, then the one of
/// the same identity wherever it stood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Old<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) path: &'a str,
}

impl Archive {
    /// Takes the documents of an old text in; of several with one identity in a text the first counts.
    pub(crate) fn take(&mut self, path: &str, text: &Text<'_>) {
        for document in documents(text.bytes, text.syntax) {
            for unit in document.root().map(units).unwrap_or_default() {
                let What::Ours(old) = unit.what else { continue };
                let Some(identity) = Identity::of(&old, unit.node) else {
                    continue;
                };
                self.anywhere
                    .entry(identity.clone())
                    .or_insert_with(|| old.clone());
                self.here.entry((path.to_owned(), identity)).or_insert(old);
            }
        }
    }
}

impl<'a> Old<'a> {
    /// The old self of a document.
    pub(crate) fn of(&self, document: &Document, object: Node<'_>) -> Option<&'a Document> {
        let identity = Identity::of(document, object)?;
        let key = (self.path.to_owned(), identity);
        self.archive
            .here
            .get(&key)
            .or_else(|| self.archive.anywhere.get(&key.1))
    }
}
