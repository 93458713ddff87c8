//! A field as it travelled: absent, of the wrong type, or a value. Nothing here refuses.
//!
//! Types that travel implement [`Wire`]; [`object!`](macro@crate::object) writes that for structs. Judging the
//! values is the work of `meshwright-policy`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::FieldPath;
use crate::shape::Shape;
use crate::walk::{Seen, Walk};

/// A field of a wire type.
///
/// `null` equals absent. A value of another type than the field's is kept as it came, so that a rule can
/// name it and a round trip loses nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Field<T> {
    /// Not there, or null.
    #[default]
    Absent,
    /// There, but not of this field's type.
    Wrong(Value),
    /// There.
    Is(T),
}

impl<T> Field<T> {
    /// The value, if there is one of the right type.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Wrong(_) => None,
        }
    }

    /// Whether the field is not there at all (or null).
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value of another type, if that is what came.
    pub const fn wrong(&self) -> Option<&Value> {
        match self {
            Self::Wrong(value) => Some(value),
            Self::Absent | Self::Is(_) => None,
        }
    }

    /// The value's part that `project` picks.
    pub fn and<'a, U>(&'a self, project: impl FnOnce(&'a T) -> &'a Field<U>) -> Option<&'a U> {
        self.get().and_then(|value| project(value).get())
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Is(value)
    }
}

/// A scalar on the way in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// `true` or `false`.
    Bool(bool),
    /// A number without a fraction that fits 64 bits.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(&'a str),
}

impl From<Scalar<'_>> for Value {
    fn from(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Bool(value) => Self::from(value),
            Scalar::Integer(value) => Self::from(value),
            Scalar::Float(value) => Self::from(value),
            Scalar::Text(value) => Self::from(value),
        }
    }
}

/// A type that can stand in a [`Field`]: it says what it looks like and takes what comes.
pub trait Wire: Sized + Serialize {
    /// What the type looks like, for schemas and for messages.
    const SHAPE: Shape;

    /// Takes a scalar, or `None` where this type is not made of one.
    fn from_scalar(_scalar: Scalar<'_>) -> Option<Self> {
        None
    }

    /// Takes a list.
    ///
    /// # Errors
    /// Only those of the format being read, never for a value of another type.
    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Field<Self>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Field::Wrong)
    }

    /// Takes an object.
    ///
    /// # Errors
    /// Only those of the format being read, never for a value of another type.
    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Field<Self>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(object)).map(Field::Wrong)
    }

    /// Shows the value to `walk`, and then what is in it.
    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk);
}

impl<T: Wire> Field<T> {
    /// Shows this field to `walk`, and then what is in it.
    pub fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        match self {
            Self::Absent => {}
            Self::Wrong(value) => walk.see(path, &T::SHAPE, Seen::Wrong(value)),
            Self::Is(value) => value.walk(path, walk),
        }
    }
}

impl<'de, T: Wire> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor(PhantomData))
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Wrong(value) => value.serialize(serializer),
            Self::Is(value) => value.serialize(serializer),
        }
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<T: Wire> FieldVisitor<T> {
    fn scalar(scalar: Scalar<'_>) -> Field<T> {
        T::from_scalar(scalar).map_or_else(|| Field::Wrong(Value::from(scalar)), Field::Is)
    }
}

impl<'de, T: Wire> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Absent)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Absent)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Self::scalar(Scalar::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Self::scalar(Scalar::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => Ok(Self::scalar(Scalar::Integer(value))),
            #[expect(
                clippy::cast_precision_loss,
                reason = "beyond 2^63 only the size matters"
            )]
            Err(_) => Ok(T::from_scalar(Scalar::Float(value as f64))
                .map_or_else(|| Field::Wrong(Value::from(value)), Field::Is)),
        }
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Self::scalar(Scalar::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Self::scalar(Scalar::Text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        T::from_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        T::from_object(object)
    }
}
