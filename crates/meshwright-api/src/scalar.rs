//! Wire types that are no objects: numbers, booleans, lists, maps, and fields nobody reads.

use std::collections::BTreeMap;

use serde::de::{Deserialize, IgnoredAny, MapAccess, SeqAccess};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::field::{Field, Scalar, Wire};
use crate::shape::Shape;
use crate::text_type::{AnyText, Unchecked};
use crate::walk::{Seen, Walk};
use crate::{FieldPath, Segment};

impl Wire for bool {
    const SHAPE: Shape = Shape::Boolean;

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Bool(value) => Some(value),
            Scalar::Integer(_) | Scalar::Float(_) | Scalar::Text(_) => None,
        }
    }

    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        walk.see(path, &Self::SHAPE, Seen::Scalar);
    }
}

/// A whole number. An API server stores `9411.0` and `1e3` as integers, so they are integers here too.
impl Wire for i64 {
    const SHAPE: Shape = Shape::Integer;

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Integer(value) => Some(value),
            Scalar::Float(value) => whole(value),
            Scalar::Bool(_) | Scalar::Text(_) => None,
        }
    }

    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        walk.see(path, &Self::SHAPE, Seen::Scalar);
    }
}

fn whole(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0; // 2^53: beyond it a float no longer names one integer
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value has no fraction and is small enough"
    )]
    (value.fract() == 0.0 && value.abs() <= LIMIT).then_some(value as i64)
}

/// A number as it was written: an integer stays one.
#[derive(Debug, Clone, PartialEq)]
pub struct Number(Value);

impl Number {
    /// The number as a float.
    pub fn as_f64(&self) -> f64 {
        self.0.as_f64().unwrap_or(f64::NAN)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self(Value::from(value))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Wire for Number {
    const SHAPE: Shape = Shape::Number;

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Integer(_) | Scalar::Float(_) => Some(Self(Value::from(scalar))),
            Scalar::Bool(_) | Scalar::Text(_) => None,
        }
    }

    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        walk.see(path, &Self::SHAPE, Seen::Scalar);
    }
}

/// A list of at most `BOUND` items (a longer one is kept and reported).
#[derive(Debug, Clone, PartialEq)]
pub struct List<T, const BOUND: usize>(pub Vec<Field<T>>);

impl<T, const BOUND: usize> Default for List<T, BOUND> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const BOUND: usize> List<T, BOUND> {
    /// The items of the right type, each with its index in the list.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0
            .iter()
            .enumerate()
            .filter_map(|(index, item)| Some((index, item.get()?)))
    }

    /// How many items there are, of whatever type.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no item.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize, const BOUND: usize> Serialize for List<T, BOUND> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Wire, const BOUND: usize> Wire for List<T, BOUND> {
    const SHAPE: Shape = Shape::List {
        item: &T::SHAPE,
        bound: BOUND,
    };

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Field<Self>, A::Error> {
        let mut items = Vec::with_capacity(list.size_hint().unwrap_or(0).min(BOUND));
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Field::Is(Self(items)))
    }

    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        walk.see(path, &Self::SHAPE, Seen::List(self.0.len()));
        for (index, item) in self.0.iter().enumerate() {
            path.push(index);
            match item {
                // A list has no absent items: null is a value of another type there.
                Field::Absent => walk.see(path, &T::SHAPE, Seen::Wrong(&Value::Null)),
                Field::Wrong(_) | Field::Is(_) => item.walk(path, walk),
            }
            path.pop();
        }
    }
}

/// An object with free keys and values that are alike, of at most `BOUND` entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Map<const BOUND: usize, T = Unchecked<AnyText>>(pub BTreeMap<String, Field<T>>);

impl<const BOUND: usize, T> Default for Map<BOUND, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<const BOUND: usize> Map<BOUND> {
    /// The text at `key`, if there is one.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.get().map(Unchecked::as_str)
    }
}

impl<const BOUND: usize, T: Serialize> Serialize for Map<BOUND, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<const BOUND: usize, T: Wire> Wire for Map<BOUND, T> {
    const SHAPE: Shape = Shape::Map {
        value: &T::SHAPE,
        bound: BOUND,
    };

    fn from_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Field<Self>, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some((key, value)) = object.next_entry()? {
            entries.insert(key, value);
        }
        Ok(Field::Is(Self(entries)))
    }

    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        walk.see(path, &Self::SHAPE, Seen::Map(self.0.len()));
        for (key, value) in &self.0 {
            path.push(Segment::from(key.clone()));
            value.walk(path, walk);
            path.pop();
        }
    }
}

/// A known field that is kept as it came and that no rule looks into.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Opaque(pub Value);

impl Wire for Opaque {
    const SHAPE: Shape = Shape::Any;

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        Some(Self(Value::from(scalar)))
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Field<Self>, A::Error> {
        let list = serde::de::value::SeqAccessDeserializer::new(list);
        Value::deserialize(list).map(|value| Field::Is(Self(value)))
    }

    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Field<Self>, A::Error> {
        let object = serde::de::value::MapAccessDeserializer::new(object);
        Value::deserialize(object).map(|value| Field::Is(Self(value)))
    }

    fn walk(&self, _path: &mut FieldPath, _walk: &mut dyn Walk) {}
}

/// A known field that is skipped on the way in (`metadata.managedFields` is most of what an API server
/// sends, and nobody here reads it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Skipped;

impl Wire for Skipped {
    const SHAPE: Shape = Shape::Any;

    fn from_scalar(_scalar: Scalar<'_>) -> Option<Self> {
        Some(Self)
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Field<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Absent)
    }

    fn from_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Field<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Field::Absent)
    }

    fn walk(&self, _path: &mut FieldPath, _walk: &mut dyn Walk) {}
}
