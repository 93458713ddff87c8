//! A look at every field of a document, whatever its kind.
//!
//! For rules that speak of all fields alike (types, bounds, unknown names). Rules about one field read
//! that field.

use serde_json::Value;

use crate::FieldPath;
use crate::shape::{ObjectShape, Shape};

/// Somebody who wants to see every field.
pub trait Walk {
    /// One field that is there.
    fn see(&mut self, path: &FieldPath, shape: &'static Shape, seen: Seen<'_>);

    /// One member that `object` does not know.
    fn see_unknown(&mut self, path: &FieldPath, object: &'static ObjectShape, value: &Value);
}

/// What stands in a field.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// A value of another type than the field's.
    Wrong(&'a Value),
    /// Text.
    Text(&'a str),
    /// A boolean or a number.
    Scalar,
    /// A list of so many items.
    List(usize),
    /// An object with free keys, and how many.
    Map(usize),
    /// An object with known fields.
    Object,
}
