//! [`serde::Deserializer`] on nodes: reads a document into a type without a tree in between.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::value::DEPTH_LIMIT;
use crate::{Kind, Node};

/// Why a document does not fit the type it is read into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The type's own words.
    #[error("{0}")]
    Message(String),
    /// The document nests deeper than a reader that recurses may go.
    #[error("nests deeper than {limit} levels")]
    TooDeep {
        /// The deepest level allowed.
        limit: usize,
    },
}

impl Error for DecodeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}

/// Strings are borrowed from the document; repeated keys, merges and aliases are resolved as the cluster
/// does.
impl<'de> Deserializer<'de> for Node<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        Reader {
            node: self,
            depth: 0,
        }
        .deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        Reader {
            node: self,
            depth: 0,
        }
        .deserialize_option(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        Reader {
            node: self,
            depth: 0,
        }
        .deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, DecodeError> for Node<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[derive(Clone, Copy)]
struct Reader<'de> {
    node: Node<'de>,
    depth: usize,
}

impl<'de> Reader<'de> {
    fn inside(self, node: Node<'de>) -> Result<Self, DecodeError> {
        if self.depth >= DEPTH_LIMIT {
            return Err(DecodeError::TooDeep { limit: DEPTH_LIMIT });
        }
        Ok(Self {
            node,
            depth: self.depth + 1,
        })
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let number = self
            .node
            .as_number()
            .ok_or_else(|| DecodeError::custom("not a number"))?;
        match (number.as_u64(), number.as_i64()) {
            (Some(int), _) => visitor.visit_u64(int),
            (None, Some(int)) => visitor.visit_i64(int),
            (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.node.kind() {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool => visitor.visit_bool(self.node.as_bool().unwrap_or_default()),
            Kind::Int | Kind::Float => self.number(visitor),
            Kind::String => visitor.visit_borrowed_str(self.node.as_str().unwrap_or_default()),
            Kind::Seq => visitor.visit_seq(Elements {
                reader: self,
                rest: self.node.items(),
            }),
            Kind::Map => {
                let rest = self.node.members().into_iter();
                visitor.visit_map(Members {
                    reader: self,
                    rest,
                    value: None,
                })
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if let Some(name) = self.node.as_str() {
            return visitor.visit_enum(Variant {
                name,
                content: None,
            });
        }
        match self.node.members().as_slice() {
            [(name, node)] => visitor.visit_enum(Variant {
                name,
                content: Some(self.inside(*node)?),
            }),
            _ => Err(DecodeError::custom("expected the name of a variant")),
        }
    }

    /// Anything is a fine thing to ignore, at any depth.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

struct Elements<'de, I> {
    reader: Reader<'de>,
    rest: I,
}

impl<'de, I: Iterator<Item = Node<'de>>> SeqAccess<'de> for Elements<'de, I> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        let Some(node) = self.rest.next() else {
            return Ok(None);
        };
        seed.deserialize(self.reader.inside(node)?).map(Some)
    }
}

struct Members<'de> {
    reader: Reader<'de>,
    rest: std::vec::IntoIter<(&'de str, Node<'de>)>,
    value: Option<Node<'de>>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(key))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let node = self
            .value
            .take()
            .ok_or_else(|| DecodeError::custom("a value without a key"))?;
        seed.deserialize(self.reader.inside(node)?)
    }
}

struct Variant<'de> {
    name: &'de str,
    content: Option<Reader<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = DecodeError;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), DecodeError> {
        let name: StrDeserializer<'de, DecodeError> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Content(self.content)))
    }
}

struct Content<'de>(Option<Reader<'de>>);

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.0 {
            None => Ok(()),
            Some(_) => Err(DecodeError::custom("this variant has no content")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        seed.deserialize(
            self.0
                .ok_or_else(|| DecodeError::custom("this variant has content"))?,
        )
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        let content = self
            .0
            .ok_or_else(|| DecodeError::custom("this variant has content"))?;
        content.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let content = self
            .0
            .ok_or_else(|| DecodeError::custom("this variant has content"))?;
        content.deserialize_any(visitor)
    }
}
