//! Which faults of a change stood there before: the same rule, the same words, the same value, at the same
//! place. A condition is known by its type, wherever it stands in the list, as an API server knows it.

use std::cell::OnceCell;

use meshwright_api::service_mesh::Condition;
use meshwright_api::{FieldPath, Segment, ServiceMesh};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::subject::Document;

/// An old document with its faults, beside the new one.
pub(crate) struct Before<'a> {
    pub(crate) old: &'a Document,
    pub(crate) new: &'a Document,
    pub(crate) faults: Report,
    /// Old and new as values: made only once a fault asks for them.
    values: OnceCell<[Value; 2]>,
}

impl<'a> Before<'a> {
    pub(crate) const fn new(old: &'a Document, new: &'a Document, faults: Report) -> Self {
        Self {
            old,
            new,
            faults,
            values: OnceCell::new(),
        }
    }

    /// Whether a fault of the new document stood in the old one.
    pub(crate) fn had(&self, fault: &Diagnostic) -> bool {
        let Some(place) = self.place_of(&fault.path) else {
            return false;
        };
        let stood = |before: &Diagnostic| {
            before.code() == fault.code() && before.path == place && before.message == fault.message
        };
        self.faults.diagnostics().iter().any(stood) && self.is_unchanged(&place, &fault.path)
    }

    fn is_unchanged(&self, before: &FieldPath, now: &FieldPath) -> bool {
        let [old, new] = self
            .values
            .get_or_init(|| [value(self.old), value(self.new)]);
        old.pointer(&before.pointer()) == new.pointer(&now.pointer())
    }

    /// Where in the old document stood what stands at `path` now; nowhere if its condition is new.
    fn place_of(&self, path: &FieldPath) -> Option<FieldPath> {
        let (Document::ServiceMesh(old), Document::ServiceMesh(new)) = (self.old, self.new) else {
            return Some(path.clone());
        };
        let [
            Segment::Key(status),
            Segment::Key(conditions),
            Segment::Index(now),
            rest @ ..,
        ] = path.segments()
        else {
            return Some(path.clone());
        };
        if status != "status" || conditions != "conditions" {
            return Some(path.clone());
        }
        let before = index_before(old, new, *now)?;
        let head = path.segments().iter().take(2).cloned();
        let condition = [Segment::Index(before)];
        Some(head.chain(condition).chain(rest.iter().cloned()).collect())
    }
}

/// The index that a condition had: its own where the type is the same there, else that of its type.
fn index_before(old: &ServiceMesh, new: &ServiceMesh, now: usize) -> Option<usize> {
    let type_of = |condition: &Condition| condition.type_.get().cloned();
    let Some((_, condition)) = new.conditions().find(|(index, _)| *index == now) else {
        // An item that is no condition has no type.
        return Some(now);
    };
    let wanted = type_of(condition);
    let same = |(_, condition): &(usize, &Condition)| type_of(condition) == wanted;
    let here = old
        .conditions()
        .filter(same)
        .find(|(index, _)| *index == now);
    let anywhere = || old.conditions().find(same).filter(|_| wanted.is_some());
    here.or_else(anywhere).map(|(index, _)| index)
}

fn value(document: &Document) -> Value {
    let value = match document {
        Document::ServiceMesh(document) => serde_json::to_value(document),
        Document::Mesh(document) => serde_json::to_value(document),
        Document::ErrorBody(document) => serde_json::to_value(document),
        Document::Crd(document) => serde_json::to_value(document),
    };
    // Wire types write what they read.
    value.unwrap_or_default()
}
