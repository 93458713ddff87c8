//! Where we differ from the cluster's reader, on purpose or by the grammar we took over: each class by
//! name, with an example that is asserted.

use serde_json::Value;

/// How two readers disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The cluster accepts, we refuse.
    OnlyCluster,
    /// We accept, the cluster refuses.
    OnlyOurs,
    /// Both accept, but read other values.
    Value,
}

impl Difference {
    pub(crate) fn between(cluster: &Result<Value, String>, ours: Option<&Value>) -> Option<Self> {
        match (cluster, ours) {
            (Ok(cluster), Some(ours)) => (!same(cluster, ours)).then_some(Self::Value),
            (Ok(_), None) => Some(Self::OnlyCluster),
            (Err(_), Some(_)) => Some(Self::OnlyOurs),
            (Err(_), None) => None,
        }
    }
}

/// Equal, with numbers compared as numbers.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

/// The classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// The cluster refuses control characters as far as it happens to read ahead, we in the document
    /// they stand in.
    ControlBehindEnd,
    /// An infinity that a later duplicate of its key overwrites: JSON never sees it, we refuse it.
    OverwrittenInfinity,
    /// UTF-16 with a byte order mark: read by the cluster's library, not by us.
    Utf16,
    /// Two byte order marks: the cluster's reader skips a second one in the first place of its buffer.
    TwoMarks,
}

/// One text of each class.
pub(crate) const EXAMPLES: [(Class, &[u8]); 4] = [
    (Class::ControlBehindEnd, b"a: 1\n---\nb: \x01\n"),
    (Class::OverwrittenInfinity, b"a: .inf\na: 1\n"),
    (Class::Utf16, b"\xFF\xFEa\0:\0 \x001\0"),
    (Class::TwoMarks, b"\xEF\xBB\xBF\xEF\xBB\xBF"),
];

/// The class a text falls into.
pub(crate) fn class(text: &[u8]) -> Option<Class> {
    let has = |part: &[u8]| text.windows(part.len()).any(|window| window == part);
    if text.starts_with(b"\xFF\xFE") || text.starts_with(b"\xFE\xFF") {
        Some(Class::Utf16)
    } else if has(b"\xEF\xBB\xBF\xEF\xBB\xBF") {
        Some(Class::TwoMarks)
    } else if has(b"\x01") || std::str::from_utf8(text).is_err() {
        Some(Class::ControlBehindEnd)
    } else if has(b".inf") {
        Some(Class::OverwrittenInfinity)
    } else {
        None
    }
}
