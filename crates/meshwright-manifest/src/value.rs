//! From nodes to [`serde_json::Value`].

use serde_json::{Map, Value};

use crate::{Kind, Node};

/// How deep values go that others walk by recursion (`Value` itself among them).
pub(crate) const DEPTH_LIMIT: usize = 512;

impl Node<'_> {
    /// The value as the cluster reads it: aliases expanded, merges applied, the last of repeated keys.
    ///
    /// What lies deeper than 512 levels comes out as null: a `Value` is dropped by recursion, and no
    /// document of ours is a tenth as deep.
    pub fn to_value(self) -> Value {
        let mut open = vec![Open::new(self)];
        loop {
            let depth = open.len();
            let Some(top) = open.last_mut() else {
                return Value::Null;
            };
            if let Some((key, node)) = top.pending.pop() {
                top.key = key;
                open.push(if depth < DEPTH_LIMIT {
                    Open::new(node)
                } else {
                    Open::leaf(&node)
                });
                continue;
            }
            let done = open.pop().map_or(Value::Null, |top| top.value);
            let Some(parent) = open.last_mut() else {
                return done;
            };
            parent.take(done);
        }
    }

    fn scalar_value(&self) -> Value {
        match self.kind() {
            Kind::Bool => self.as_bool().map_or(Value::Null, Value::Bool),
            Kind::Int | Kind::Float => self.as_number().map_or(Value::Null, Value::Number),
            Kind::String => Value::from(self.as_str().unwrap_or_default()),
            Kind::Null | Kind::Seq | Kind::Map => Value::Null,
        }
    }
}

/// A value under construction, and what is still to go into it, last first.
struct Open<'d> {
    value: Value,
    key: &'d str,
    pending: Vec<(&'d str, Node<'d>)>,
}

impl<'d> Open<'d> {
    fn new(node: Node<'d>) -> Self {
        let (value, mut pending) = match node.kind() {
            Kind::Map => (Value::Object(Map::new()), node.members()),
            Kind::Seq => (
                Value::Array(Vec::new()),
                node.items().map(|node| ("", node)).collect(),
            ),
            _ => return Self::leaf(&node),
        };
        pending.reverse();
        Self {
            value,
            key: "",
            pending,
        }
    }

    fn leaf(node: &Node<'d>) -> Self {
        Self {
            value: node.scalar_value(),
            key: "",
            pending: Vec::new(),
        }
    }

    fn take(&mut self, child: Value) {
        match &mut self.value {
            Value::Object(members) => {
                members.insert(self.key.to_owned(), child);
            }
            Value::Array(elements) => elements.push(child),
            _ => {}
        }
    }
}
