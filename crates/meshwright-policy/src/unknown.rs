//! Keys that an object does not know, and the known ones they were meant to be.

use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::walk::{Seen, Walk};
use meshwright_api::{Edit, FieldPath, Segment};
use serde_json::Value;

use crate::subject::{Document, Kind};
use crate::words;

/// A key that its object does not know.
#[derive(Debug)]
pub(crate) struct Stray {
    /// Its path.
    pub(crate) path: FieldPath,
    /// The key itself.
    pub(crate) key: String,
    /// The object that does not know it.
    pub(crate) object: &'static ObjectShape,
    /// The known key of the same letters in another case.
    pub(crate) cased: Option<&'static str>,
    /// Whether the key that was meant is not there, so that this one may take its place.
    free: bool,
}

impl Stray {
    /// The known key that was probably meant.
    pub(crate) fn meant(&self) -> Option<&'static str> {
        let names = || self.object.fields.iter().map(|field| field.name);
        self.cased.or_else(|| words::nearest(&self.key, names()))
    }

    /// The edit that gives it the name that was meant, where that name is not taken.
    pub(crate) fn rename(&self) -> Option<Edit> {
        let to = self.meant().filter(|_| self.free)?;
        Some(Edit::Rename {
            path: self.path.clone(),
            to: to.to_owned(),
        })
    }
}

/// The unknown keys of a document. Of definitions and error bodies we know a part only: they have none.
pub(crate) fn strays(document: &Document) -> Vec<Stray> {
    if matches!(document.kind(), Kind::Crd | Kind::ErrorBody) {
        return Vec::new();
    }
    let mut find = Find(Vec::new());
    document.walk(&mut find);
    let mut strays = find.0;
    if !strays.is_empty() {
        take_free_places(document, &mut strays);
    }
    strays
}

/// Marks the strays whose place is free; of several that mean the same key the first one gets it.
fn take_free_places(document: &Document, strays: &mut [Stray]) {
    let place = |stray: &Stray| Some(stray.path.parent()?.join(stray.meant()?));
    let wanted: Vec<Option<FieldPath>> = strays.iter().map(place).collect();
    let mut taken = Taken {
        wanted: &wanted,
        taken: vec![false; wanted.len()],
    };
    document.walk(&mut taken);
    let taken = taken.taken;
    for (index, stray) in strays.iter_mut().enumerate() {
        let own = wanted.get(index).unwrap_or(&None);
        let claimed = wanted.iter().take(index).any(|earlier| earlier == own);
        stray.free = !claimed && !taken.get(index).unwrap_or(&true);
    }
}

struct Find(Vec<Stray>);

impl Walk for Find {
    fn see(&mut self, _: &FieldPath, _: &'static Shape, _: Seen<'_>) {}

    fn see_unknown(&mut self, path: &FieldPath, object: &'static ObjectShape, _: &Value) {
        let Some(Segment::Key(key)) = path.segments().last() else {
            return;
        };
        let known = object
            .fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(key));
        self.0.push(Stray {
            path: path.clone(),
            key: key.to_string(),
            object,
            cased: known.map(|field| field.name),
            free: false,
        });
    }
}

/// Looks which of the wanted places are there.
struct Taken<'a> {
    wanted: &'a [Option<FieldPath>],
    taken: Vec<bool>,
}

impl Walk for Taken<'_> {
    fn see(&mut self, path: &FieldPath, _: &'static Shape, _: Seen<'_>) {
        for (wanted, taken) in self.wanted.iter().zip(&mut self.taken) {
            *taken |= wanted.as_ref() == Some(path);
        }
    }

    fn see_unknown(&mut self, _: &FieldPath, _: &'static ObjectShape, _: &Value) {}
}
