//! JSON in which a key that stands twice in one object is an error, at any depth that is looked at.
//!
//! A layer over the deserializer of `serde_json`: it remembers a hash of each key of the open objects.
//! What a type skips (managed fields) is skipped here too, without recursion; everything else is at most
//! 128 levels deep.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

/// Beyond so many keys an object gets an index.
const FEW: usize = 32;

/// Reads the whole of `text`.
pub(super) fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    let keys = Keys::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Layer {
        inner: &mut json,
        keys: &keys,
    })?;
    json.end()?;
    Ok(value)
}

/// Hashes of the keys of the objects that are open, the outermost first.
type Keys = RefCell<Vec<u64>>;

/// What lies over a deserializer, a visitor, a list or a seed.
struct Layer<'k, T> {
    inner: T,
    keys: &'k Keys,
}

macro_rules! over {
    ($($method:ident($($arg:ident: $type:ty),*);)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($arg: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method($($arg,)* Layer { inner: visitor, keys: self.keys })
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Layer<'_, D> {
    type Error = D::Error;

    over! {
        deserialize_any(); deserialize_bool(); deserialize_i8(); deserialize_i16(); deserialize_i32();
        deserialize_i64(); deserialize_u8(); deserialize_u16(); deserialize_u32(); deserialize_u64();
        deserialize_f32(); deserialize_f64(); deserialize_char(); deserialize_str(); deserialize_string();
        deserialize_bytes(); deserialize_byte_buf(); deserialize_option(); deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_ignored_any(visitor)
    }
}

macro_rules! pass {
    ($($method:ident($($arg:ident: $type:ty)?);)*) => {$(
        fn $method<E: serde::de::Error>(self $(, $arg: $type)?) -> Result<V::Value, E> {
            self.inner.$method($($arg)?)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Layer<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    pass! {
        visit_bool(value: bool); visit_i64(value: i64); visit_u64(value: u64); visit_f64(value: f64);
        visit_str(value: &str); visit_borrowed_str(value: &'de str); visit_string(value: String);
        visit_bytes(value: &[u8]); visit_borrowed_bytes(value: &'de [u8]); visit_byte_buf(value: Vec<u8>);
        visit_none(); visit_unit();
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Layer {
            inner,
            keys: self.keys,
        })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Layer {
            inner,
            keys: self.keys,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(Layer {
            inner,
            keys: self.keys,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Object::open(inner, self.keys))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(inner)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Layer<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.inner.next_element_seed(Layer {
            inner: seed,
            keys: self.keys,
        })
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Layer<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Layer {
            inner,
            keys: self.keys,
        })
    }
}

/// An open object.
struct Object<'k, A> {
    inner: A,
    keys: &'k Keys,
    /// Where its keys begin.
    base: usize,
    /// Its keys, once there are many.
    many: BTreeSet<u64>,
}

impl<'k, A> Object<'k, A> {
    fn open(inner: A, keys: &'k Keys) -> Self {
        Self {
            inner,
            keys,
            base: keys.borrow().len(),
            many: BTreeSet::new(),
        }
    }
}

impl<A> Drop for Object<'_, A> {
    fn drop(&mut self) {
        self.keys.borrow_mut().truncate(self.base);
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Object<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.inner.next_key_seed(Key {
            inner: seed,
            seen: &mut Seen {
                keys: self.keys,
                base: self.base,
                many: &mut self.many,
            },
        })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.next_value_seed(Layer {
            inner: seed,
            keys: self.keys,
        })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The keys of an open object.
struct Seen<'o> {
    keys: &'o Keys,
    base: usize,
    many: &'o mut BTreeSet<u64>,
}

impl Seen<'_> {
    /// Remembers a key; an error where it is there already. Two keys of one hash are taken for one: that
    /// can only refuse.
    fn add<E: serde::de::Error>(&mut self, key: &str) -> Result<(), E> {
        let hash = hash(key);
        let mut keys = self.keys.borrow_mut();
        let own = keys.get(self.base..).unwrap_or_default();
        let twice = if own.len() < FEW {
            own.contains(&hash)
        } else {
            if self.many.is_empty() {
                self.many.extend(own);
            }
            !self.many.insert(hash)
        };
        if twice {
            let shown: String = key.chars().take(64).collect();
            return Err(E::custom(format_args!(
                "the key {shown:?} stands twice in one object"
            )));
        }
        if own.len() < FEW {
            keys.push(hash);
        }
        Ok(())
    }
}

/// FNV-1a.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What reads a key, on its way through: seed, deserializer and visitor.
struct Key<'s, 'o, T> {
    inner: T,
    seen: &'s mut Seen<'o>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'_, '_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Key {
            inner,
            seen: self.seen,
        })
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Key<'_, '_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_str(Key {
            inner: visitor,
            seen: self.seen,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Key<'_, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<V::Value, E> {
        self.seen.add(key)?;
        self.inner.visit_str(key)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, key: &'de str) -> Result<V::Value, E> {
        self.seen.add(key)?;
        self.inner.visit_borrowed_str(key)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_no_fault_is_read_as_it_stands() {
        for value in [
            json!({"a": {"a": {"a": [1, {"a": 2}, {"a": 3}]}}, "b": null, "c": [true, -1, 1.5, "x\n"]}),
            json!([[], {}, [{}]]),
            Value::Object(
                (0..100)
                    .map(|n| (format!("k{n}"), json!({"x": n})))
                    .collect(),
            ),
        ] {
            assert_eq!(read(&value.to_string()), Ok(value));
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error_at_any_depth_and_in_any_spelling() {
        let mut many: Vec<String> = (0..100).map(|n| format!(r#""k{n}":0"#)).collect();
        many.push(r#""k3":0"#.to_owned());
        for text in [
            r#"{"a":1,"a":1}"#.to_owned(),
            r#"[{"b":{"a":1,"\u0061":2}}]"#.to_owned(),
            format!("{{{}}}", many.join(",")),
        ] {
            assert!(read(&text).unwrap_err().contains("stands twice"), "{text}");
        }
    }

    #[test]
    fn trailing_text_and_depth_are_errors() {
        assert!(read("{} x").is_err());
        assert!(
            read(&"[".repeat(100_000))
                .unwrap_err()
                .contains("recursion")
        );
    }
}
