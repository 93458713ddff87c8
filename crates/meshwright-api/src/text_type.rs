//! Constrained texts, each declared once.
//!
//! [`text!`](macro@crate::text) declares a string with bounds and a pattern, [`names!`](crate::names) a closed
//! list of names. Both yield a parser, serde, the bounds for schemas and a good example.
//! [`Unchecked`] is how such a text travels: whatever came, with the bounds of the type it should have.

use std::fmt;
use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use crate::FieldPath;
use crate::field::{Scalar, Wire};
use crate::shape::{Shape, TextShape};
use crate::walk::{Seen, Walk};

/// A text with constraints.
pub trait TextType: Sized {
    /// The constraints, as data.
    const TEXT: TextShape;

    /// Takes a text that keeps the constraints.
    ///
    /// # Errors
    /// The first constraint it breaks.
    fn parse(text: &str) -> Result<Self, TextFault>;
}

/// The constraint a text breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextFault {
    /// Fewer characters than allowed.
    TooShort,
    /// More characters than allowed.
    TooLong,
    /// Characters, or an order of them, that the pattern does not allow.
    Pattern,
    /// Not one of the listed names.
    NotListed,
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "too short",
            Self::TooLong => "too long",
            Self::Pattern => "has a character or an order of characters that is not allowed",
            Self::NotListed => "not one of the allowed names",
        })
    }
}

impl std::error::Error for TextFault {}

/// A text that may or may not keep the constraints of `T`.
pub struct Unchecked<T> {
    text: String,
    of: PhantomData<fn() -> T>,
}

impl<T> Unchecked<T> {
    /// Takes any text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            of: PhantomData,
        }
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: TextType> Unchecked<T> {
    /// The text as what it should be.
    ///
    /// # Errors
    /// The first constraint it breaks.
    pub fn parse(&self) -> Result<T, TextFault> {
        T::parse(&self.text)
    }
}

impl<T> fmt::Debug for Unchecked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<T> Clone for Unchecked<T> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<T> PartialEq for Unchecked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Unchecked<T> {}

impl<T> Serialize for Unchecked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<T: TextType> Wire for Unchecked<T> {
    const SHAPE: Shape = Shape::Text(&T::TEXT);

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Text(text) => Some(Self::new(text)),
            Scalar::Bool(_) | Scalar::Integer(_) | Scalar::Float(_) => None,
        }
    }

    fn walk(&self, path: &mut FieldPath, walk: &mut dyn Walk) {
        walk.see(path, &Self::SHAPE, Seen::Text(&self.text));
    }
}

/// Holds `text` against the bounds and the listed values of `shape`; patterns are the caller's.
///
/// # Errors
/// The first constraint the text breaks.
pub fn check_bounds(shape: &TextShape, text: &str) -> Result<(), TextFault> {
    let length = text.chars().count();
    if !shape.values.is_empty() && !shape.values.contains(&text) {
        Err(TextFault::NotListed)
    } else if length < shape.min {
        Err(TextFault::TooShort)
    } else if length > shape.max {
        Err(TextFault::TooLong)
    } else {
        Ok(())
    }
}

/// Declares constrained texts: `Name { min, max, pattern, bound, example }`, all but `bound` and `example`
/// optional.
#[macro_export]
macro_rules! text {
    ($($(#[doc = $doc:literal])* pub struct $name:ident {
        $(min: $min:expr,)? $(max: $max:expr,)? $(pattern: $pattern:expr,)? bound: $bound:expr, example: $example:expr $(,)?
    })*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::text_type::TextType for $name {
            const TEXT: $crate::shape::TextShape = $crate::shape::TextShape {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                min: $crate::text!(@or 0 $(, $min)?),
                max: $crate::text!(@or $bound $(, $max)?),
                pattern: $crate::text!(@option $($pattern)?),
                values: &[],
                bound: $bound,
                example: $example,
            };

            fn parse(text: &str) -> Result<Self, $crate::text_type::TextFault> {
                $crate::text_type::check_bounds(&Self::TEXT, text)?;
                $(if !$crate::text!(@regex $pattern).is_match(text) {
                    return Err($crate::text_type::TextFault::Pattern);
                })?
                Ok(Self(text.to_owned()))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                <Self as $crate::text_type::TextType>::parse(&text).map_err(::serde::de::Error::custom)
            }
        }
    )*};
    (@or $default:expr) => { $default };
    (@or $default:expr, $value:expr) => { $value };
    (@regex $pattern:expr) => {{
        static PATTERN: ::std::sync::LazyLock<::regex::Regex> = ::std::sync::LazyLock::new(|| {
            ::regex::Regex::new($pattern).expect("the example of each text is tested")
        });
        &*PATTERN
    }};
    (@option) => { None };
    (@option $value:expr) => { Some($value) };
}

/// Declares closed lists of names: an enum whose variants have the names they have on the wire.
#[macro_export]
macro_rules! names {
    ($($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $variant_doc:literal])* $variant:ident,)+
    })*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name {
            $($(#[doc = $variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::text_type::TextType for $name {
            const TEXT: $crate::shape::TextShape = $crate::shape::TextShape {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                min: 0,
                max: 64,
                pattern: None,
                values: &[$(stringify!($variant)),+],
                bound: 64,
                example: [$(stringify!($variant)),+][0],
            };

            fn parse(text: &str) -> Result<Self, $crate::text_type::TextFault> {
                Self::ALL.iter().copied().find(|name| name.as_str() == text)
                    .ok_or($crate::text_type::TextFault::NotListed)
            }
        }
    )*};
}

crate::text! {
    /// Free text without constraints of its own.
    pub struct AnyText { bound: 262_144, example: "text" }
    /// A short free text: ids, keys, names nobody constrains.
    pub struct ShortText { bound: 1_024, example: "text" }
    /// A message for people.
    pub struct MessageText { bound: 32_768, example: "the mesh is available" }
}
