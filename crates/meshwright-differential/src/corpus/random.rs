//! Documents with several fields changed at once, and pairs of them.

use serde_json::Value;

use super::neighbours::{Field, fields, with};
use super::{base, is_object};
use crate::case::{Case, How, Part};
use crate::random::Random;

/// So many stored objects there are to change.
const OLD: usize = 96;

pub(super) fn cases(seed: u64) -> impl Iterator<Item = Case> {
    let mut random = Random::new(seed ^ 0x5EED);
    let fields = fields();
    let stored: Vec<Value> = std::iter::repeat_with(|| document(&fields, &base(), &mut random))
        .filter(is_object)
        .take(OLD)
        .collect();
    let mut number = 0;
    std::iter::repeat_with(move || {
        number += 1;
        case(
            &format!("random {number} of seed {seed}"),
            &fields,
            &stored,
            &mut random,
        )
    })
}

fn case(origin: &str, fields: &[Field], stored: &[Value], random: &mut Random) -> Case {
    if random.once_in(4) {
        return Case::create(origin, document(fields, &base(), random));
    }
    let old = random.pick(stored).cloned().unwrap_or_else(base);
    // Most changes are small: what stays is what ratchets.
    let from = if random.once_in(4) {
        base()
    } else {
        old.clone()
    };
    let new = document(fields, &from, random);
    let part = if random.once_in(2) {
        Part::Object
    } else {
        Part::Status
    };
    let how = random.pick(&How::CHANGES).copied().unwrap_or(How::Put);
    Case::change(origin, part, how, old, shuffled(new, random))
}

/// `from` with up to four fields changed.
fn document(fields: &[Field], from: &Value, random: &mut Random) -> Value {
    let changes = random.below(5);
    (0..changes).fold(from.clone(), |document, _| {
        let field = random.pick(fields);
        field.map_or_else(
            || document.clone(),
            |field| {
                with(
                    &document,
                    &field.pointer,
                    random.pick(&field.values).cloned().flatten(),
                )
            },
        )
    })
}

/// Now and then the conditions in another order.
fn shuffled(mut document: Value, random: &mut Random) -> Value {
    let conditions = document
        .pointer_mut("/status/conditions")
        .and_then(Value::as_array_mut);
    if let Some(conditions) = conditions.filter(|_| random.once_in(6)) {
        conditions.reverse();
    }
    document
}
