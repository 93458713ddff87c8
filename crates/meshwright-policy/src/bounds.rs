//! Bounds that every text, list and map has, far above any real value.

use std::fmt;

use meshwright_api::shape::Shape;
use meshwright_api::walk::Seen;

/// More than a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Over {
    /// How many there are.
    pub(crate) count: usize,
    /// How many there may be.
    pub(crate) bound: usize,
    /// Of what.
    pub(crate) unit: &'static str,
}

/// What is over the bound of its shape.
pub(crate) fn over(shape: &Shape, seen: Seen<'_>) -> Option<Over> {
    let (count, bound, unit) = match (shape, seen) {
        // Bytes bound characters from above, so most texts need no count.
        (Shape::Text(text), Seen::Text(written)) if written.len() > text.bound => {
            (written.chars().count(), text.bound, "characters")
        }
        (Shape::List { bound, .. }, Seen::List(count)) => (count, *bound, "items"),
        (Shape::Map { bound, .. }, Seen::Map(count)) => (count, *bound, "entries"),
        _ => return None,
    };
    (count > bound).then_some(Over { count, bound, unit })
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} are more than the {} allowed",
            self.count, self.unit, self.bound
        )
    }
}
