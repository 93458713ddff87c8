//! What wire types look like, as data: the one source of types, bounds and field names for schemas,
//! unknown-field checks and messages.
//!
//! Shapes hold what the CRD needs to know of every field; what makes a value right or wrong beyond its
//! type stands in the rules of `meshwright-policy`.

use crate::Segment;

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A boolean.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text(&'static TextShape),
    /// A list of at most `bound` items.
    List {
        /// What an item looks like.
        item: &'static Self,
        /// The most items, far above any real list.
        bound: usize,
    },
    /// An object whose keys are free and whose values are alike.
    Map {
        /// What a value looks like.
        value: &'static Self,
        /// The most entries, far above any real map.
        bound: usize,
    },
    /// An object with known fields.
    Object(&'static ObjectShape),
    /// Anything at all; nobody here looks inside.
    Any,
}

/// An object with known fields.
#[derive(Debug, Clone, Copy)]
pub struct ObjectShape {
    /// The Rust name of the type.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub doc: &'static str,
    /// Its fields, in the order of the reference.
    pub fields: &'static [FieldShape],
}

/// A known field of an object.
#[derive(Debug, Clone, Copy)]
pub struct FieldShape {
    /// Its key on the wire.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub doc: &'static str,
    /// What its value looks like.
    pub shape: Shape,
}

/// What a text looks like.
#[derive(Debug, Clone, Copy)]
pub struct TextShape {
    /// The Rust name of the type.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub doc: &'static str,
    /// The fewest characters (code points) of a good value.
    pub min: usize,
    /// The most characters (code points) of a good value.
    pub max: usize,
    /// An anchored pattern of a good value, in the syntax that RE2, ECMA 262 and the `regex` crate share.
    pub pattern: Option<&'static str>,
    /// The only good values; empty where they are not listed.
    pub values: &'static [&'static str],
    /// The most characters a CRD lets through, far above any real value (it keeps CEL affordable).
    pub bound: usize,
    /// A good value.
    pub example: &'static str,
}

impl Shape {
    /// The type's name in JSON Schema; `None` for anything at all.
    pub const fn json_type(&self) -> Option<&'static str> {
        Some(match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text(_) => "string",
            Self::List { .. } => "array",
            Self::Map { .. } | Self::Object(_) => "object",
            Self::Any => return None,
        })
    }

    /// What stands at a path below; `None` below an unknown member, and where the path does not fit.
    ///
    /// ```
    /// use meshwright_api::{ServiceMesh, Wire, path};
    ///
    /// const SHAPE: &meshwright_api::shape::Shape = &ServiceMesh::SHAPE;
    /// let edition = SHAPE.at(path!["spec", "clusterSpec"].segments()).unwrap();
    /// assert_eq!(edition.json_type(), Some("string"));
    /// assert!(SHAPE.at(path!["spec", "bogus"].segments()).is_none());
    /// ```
    pub fn at(&'static self, steps: &[Segment]) -> Option<&'static Self> {
        let mut shape = self;
        for step in steps {
            shape = match (shape, step) {
                (Self::Object(object), Segment::Key(key)) => &object.field(key)?.shape,
                (Self::Map { value, .. }, Segment::Key(_)) => value,
                (Self::List { item, .. }, Segment::Index(_)) => item,
                (Self::Any, _) => return Some(&Self::Any),
                _ => return None,
            };
        }
        Some(shape)
    }
}

impl ObjectShape {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static FieldShape> {
        self.fields.iter().find(|field| field.name == name)
    }
}
