//! [`object!`](macro@crate::object): a wire object declared once yields its struct, serde both ways, its shape
//! and a walk over its fields.

use std::collections::BTreeMap;

use serde_json::Value;

/// The members an object came with and its type does not know, kept as they came.
pub type Unknown = BTreeMap<String, Value>;

/// Declares wire objects: `"wireName" rust_name: Type` per field, each wrapped in a
/// [`Field`](crate::field::Field).
#[macro_export]
macro_rules! object {
    ($($(#[doc = $doc:literal])* pub struct $name:ident {
        $($(#[doc = $field_doc:literal])* $wire:literal $field:ident: $type:ty,)*
    })*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $crate::field::Field<$type>,)*
            /// Members this type does not know.
            pub unknown: $crate::object::Unknown,
        }

        impl $name {
            /// The object's shape.
            pub const OBJECT: $crate::shape::ObjectShape = $crate::shape::ObjectShape {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                fields: &[$($crate::shape::FieldShape {
                    name: $wire,
                    doc: concat!($($field_doc, "\n"),*),
                    shape: <$type as $crate::field::Wire>::SHAPE,
                }),*],
            };
        }

        const _: () = {
            #[expect(non_camel_case_types, reason = "a variant per field, under the field's own name")]
            enum Key { $($field,)* Unlisted(String) }

            struct KeyVisitor;

            impl ::serde::de::Visitor<'_> for KeyVisitor {
                type Value = Key;

                fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str("a key")
                }

                fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                    Ok(match key { $($wire => Key::$field,)* _ => Key::Unlisted(key.to_owned()) })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for Key {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_identifier(KeyVisitor)
                }
            }

            impl $crate::field::Wire for $name {
                const SHAPE: $crate::shape::Shape = $crate::shape::Shape::Object(&$name::OBJECT);

                fn from_object<'de, A: ::serde::de::MapAccess<'de>>(
                    mut object: A,
                ) -> Result<$crate::field::Field<Self>, A::Error> {
                    let mut new = Self::default();
                    while let Some(next) = object.next_key()? {
                        match next {
                            $(Key::$field => new.$field = object.next_value()?,)*
                            Key::Unlisted(key) => {
                                new.unknown.insert(key, object.next_value()?);
                            }
                        }
                    }
                    Ok($crate::field::Field::Is(new))
                }

                fn walk(&self, path: &mut $crate::FieldPath, walk: &mut dyn $crate::walk::Walk) {
                    walk.see(path, &Self::SHAPE, $crate::walk::Seen::Object);
                    $(if !self.$field.is_absent() {
                        path.push($wire);
                        self.$field.walk(path, walk);
                        path.pop();
                    })*
                    for (key, value) in &self.unknown {
                        path.push(key.clone());
                        walk.see_unknown(path, &Self::OBJECT, value);
                        path.pop();
                    }
                }
            }

            /// # Errors
            /// When what came is no object at all; nothing inside an object is ever refused.
            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    match <$crate::field::Field<Self> as ::serde::Deserialize>::deserialize(deserializer)? {
                        $crate::field::Field::Is(object) => Ok(object),
                        $crate::field::Field::Absent | $crate::field::Field::Wrong(_) => {
                            Err(::serde::de::Error::custom("not an object"))
                        }
                    }
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let mut map = ::serde::Serializer::serialize_map(serializer, None)?;
                    $(if !self.$field.is_absent() {
                        ::serde::ser::SerializeMap::serialize_entry(&mut map, $wire, &self.$field)?;
                    })*
                    for (key, value) in &self.unknown {
                        ::serde::ser::SerializeMap::serialize_entry(&mut map, key, value)?;
                    }
                    ::serde::ser::SerializeMap::end(map)
                }
            }
        };
    )*};
}
