//! What "required" means for every rule that asks for a field: there, not null, of the right type.

use meshwright_api::{Field, FieldPath, Wire};

use crate::faults::{Fault, Faults};
use crate::words;

/// Adds a fault unless the field is there and of its type; gives the value if it is.
pub(crate) fn require<'a, T: Wire>(
    field: &'a Field<T>,
    path: FieldPath,
    help: &str,
    faults: &mut Faults<'_>,
) -> Option<&'a T> {
    match field {
        Field::Is(value) => return Some(value),
        Field::Absent => faults.add(Fault::required(path, "this field is required").help(help)),
        Field::Wrong(_) => wrong_type(field, path, help, faults),
    }
    None
}

/// Adds a fault where the field is there and of another type; an absent field is none.
pub(crate) fn wrong_type<T: Wire>(
    field: &Field<T>,
    path: FieldPath,
    help: &str,
    faults: &mut Faults<'_>,
) {
    if let Some(value) = field.wrong() {
        faults.add(Fault::wrong_type(path, words::type_clash(&T::SHAPE, value)).help(help));
    }
}
