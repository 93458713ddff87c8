//! From a field path to a place in the text.

use std::ops::Range;

use meshwright_api::{FieldPath, Segment};

use crate::Node;

/// How far a path leads into a document.
#[derive(Debug, Clone)]
pub struct Located<'d> {
    /// The value, where all of the path exists.
    pub value: Option<Node<'d>>,
    /// The bytes of the last matched step's key; `None` at the root and in a list.
    pub key: Option<Range<usize>>,
    /// The deepest value on the way that exists; the value itself where all of the path exists.
    pub ancestor: Node<'d>,
    /// How many steps of the path exist.
    pub matched: usize,
}

impl<'d> Node<'d> {
    /// Follows `path` from this value as far as it leads.
    ///
    /// ```
    /// use meshwright_api::path;
    /// use meshwright_manifest::{Syntax, documents};
    ///
    /// let text = b"spec:\n  clusters: [{id: a}]\n";
    /// let document = documents(text, Syntax::Yaml).next().expect("one document");
    /// let place = document.root().expect("reads").locate(&path!["spec", "clusters", 0, "name"]);
    /// assert!(place.value.is_none());
    /// assert_eq!((place.matched, place.ancestor.raw().as_ref()), (3, "{id: a}"));
    /// ```
    pub fn locate(self, path: &FieldPath) -> Located<'d> {
        let segments = path.segments();
        let mut place = Located {
            value: None,
            key: None,
            ancestor: self,
            matched: 0,
        };
        for segment in segments {
            let (key, value) = match segment {
                Segment::Key(key) => (place.ancestor.key_span(key), place.ancestor.get(key)),
                Segment::Index(index) => (None, place.ancestor.at(*index)),
            };
            let Some(value) = value else { return place };
            place = Located {
                value: None,
                key,
                ancestor: value,
                matched: place.matched + 1,
            };
        }
        place.value = Some(place.ancestor);
        place
    }
}
