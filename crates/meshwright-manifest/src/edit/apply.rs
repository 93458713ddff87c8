//! What an edit does to a value: the measure every spelling is held against.

use meshwright_api::{Edit, FieldPath, Segment};
use serde_json::{Map, Value};

/// The same edit with a path that starts further out.
pub(super) fn below(edit: &Edit, place: &FieldPath) -> Edit {
    let whole = |path: &FieldPath| {
        place
            .segments()
            .iter()
            .chain(path.segments())
            .cloned()
            .collect()
    };
    match edit {
        Edit::Set { path, value } => Edit::Set {
            path: whole(path),
            value: value.clone(),
        },
        Edit::Rename { path, to } => Edit::Rename {
            path: whole(path),
            to: to.clone(),
        },
        Edit::Remove { path } => Edit::Remove { path: whole(path) },
        Edit::KeepLast { path } => Edit::KeepLast { path: whole(path) },
    }
}

/// The value with the edit; `None` where the edit makes no sense on it.
pub(super) fn apply(edit: &Edit, value: &Value) -> Option<Value> {
    let mut value = value.clone();
    match edit {
        Edit::Set { path, value: new } => set(&mut value, path.segments(), new.clone())?,
        Edit::Rename { path, to } => rename(&mut value, path.segments(), to)?,
        Edit::Remove { path } => remove(&mut value, path.segments())?,
        Edit::KeepLast { path } => drop(lookup(&value, path.segments())?),
    }
    Some(value)
}

pub(super) fn lookup<'v>(value: &'v Value, path: &[Segment]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Key(key) => value.get(key.as_ref()),
        Segment::Index(index) => value.get(index),
    })
}

fn lookup_mut<'v>(value: &'v mut Value, path: &[Segment]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Key(key) => value.get_mut(key.as_ref()),
        Segment::Index(index) => value.get_mut(index),
    })
}

fn set(value: &mut Value, path: &[Segment], new: Value) -> Option<()> {
    let mut depth = 0;
    while depth < path.len() && lookup(value, path.get(..=depth)?).is_some() {
        depth += 1;
    }
    let target = lookup_mut(value, path.get(..depth)?)?;
    let Some(segment) = path.get(depth) else {
        *target = new;
        return Some(());
    };
    let inside = wrap(path.get(depth + 1..)?, new);
    match (segment, target) {
        (Segment::Key(key), Value::Object(members)) => {
            members.insert(key.to_string(), inside);
        }
        (Segment::Index(_), Value::Array(elements)) => elements.push(inside),
        (_, Value::Object(_) | Value::Array(_)) => return None,
        (_, scalar) => *scalar = wrap(path.get(depth..)?, inside_of(inside, path, depth)),
    }
    Some(())
}

/// The innermost new value again, out of what was wrapped around it.
fn inside_of(wrapped: Value, path: &[Segment], depth: usize) -> Value {
    let inner = path.get(depth + 1..).unwrap_or_default();
    lookup(&wrapped, &zeroed(inner)).cloned().unwrap_or(wrapped)
}

/// New lists have one element, whatever index asked for them.
fn zeroed(path: &[Segment]) -> Vec<Segment> {
    let zero = |segment: &Segment| match segment {
        Segment::Index(_) => Segment::Index(0),
        Segment::Key(_) => segment.clone(),
    };
    path.iter().map(zero).collect()
}

/// A value inside the containers a path asks for.
pub(super) fn wrap(path: &[Segment], value: Value) -> Value {
    path.iter()
        .rev()
        .fold(value, |inner, segment| match segment {
            Segment::Key(key) => Value::Object(Map::from_iter([(key.to_string(), inner)])),
            Segment::Index(_) => Value::Array(vec![inner]),
        })
}

fn rename(value: &mut Value, path: &[Segment], to: &str) -> Option<()> {
    let (Segment::Key(from), parent) = path.split_last()? else {
        return None;
    };
    let members = lookup_mut(value, parent)?.as_object_mut()?;
    let inner = members.remove(from.as_ref())?;
    members.insert(to.to_owned(), inner);
    Some(())
}

fn remove(value: &mut Value, path: &[Segment]) -> Option<()> {
    let (last, parent) = path.split_last()?;
    match (last, lookup_mut(value, parent)?) {
        (Segment::Key(key), Value::Object(members)) => members.remove(key.as_ref()).map(drop),
        (Segment::Index(index), Value::Array(elements)) if *index < elements.len() => {
            elements.remove(*index);
            Some(())
        }
        _ => None,
    }
}

/// Equal, where `1.0` and `1` are one number.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let pair = |(key, one): (&String, &Value)| {
                other.get(key).is_some_and(|other| same(one, other))
            };
            one.len() == other.len() && one.iter().all(pair)
        }
        _ => one == other,
    }
}
