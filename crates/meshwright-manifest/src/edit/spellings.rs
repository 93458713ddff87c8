//! The ways to write an edit, the one that changes least first.

use std::ops::Range;

use meshwright_api::{Edit, FieldPath, Segment};
use serde_json::Value;

use super::block::{self, Lines};
use super::spell::{self, Manner};
use super::{Splice, apply, flow};
use crate::Node;
use crate::locate::Located;
use crate::node::{Kind, Style};
use crate::tree::MERGE;

/// Every way to turn `root` into `after` by this edit. None is sure to work.
pub(super) fn of(root: Node<'_>, edit: &Edit, after: &Value) -> Vec<Vec<Splice>> {
    let mut ways = match edit {
        Edit::Set { path, value } => set(root, path, value),
        Edit::Rename { path, to } => rename(root, path, to),
        Edit::Remove { path } => remove(root, path, false),
        Edit::KeepLast { path } => remove(root, path, true),
    };
    ways.extend(respell(root, edit.path(), after));
    ways
}

/// Whether a member's key stands once in its mapping.
pub(super) fn stands_once(root: Node<'_>, path: &FieldPath) -> bool {
    let Some((map, key)) = member(root, path) else {
        return true;
    };
    map.entries().filter(|entry| entry.key == key).count() <= 1
}

/// The mapping that holds a member, and the member's key.
fn member<'d, 'p>(root: Node<'d>, path: &'p FieldPath) -> Option<(Node<'d>, &'p str)> {
    let (Segment::Key(key), parent) = path.segments().split_last()? else {
        return None;
    };
    let map = root.locate(&parent.iter().cloned().collect()).value?;
    (map.kind() == Kind::Map).then_some((map, key))
}

fn manner(node: Node<'_>, flow: bool) -> Manner {
    let airy = memchr::memmem::find(node.tree.bytes, b"\": ").is_some();
    Manner {
        json: node.tree.json,
        flow,
        airy,
    }
}

fn is_flow(node: Node<'_>) -> bool {
    node.style() == Style::Flow
}

fn set(root: Node<'_>, path: &FieldPath, value: &Value) -> Vec<Vec<Splice>> {
    let place = root.locate(path);
    let around = surroundings(root, path, place.matched);
    let rest = path.segments().get(place.matched..).unwrap_or_default();
    if place.value.is_some() {
        return replace(&place, around, value);
    }
    let new = apply::wrap(rest.get(1..).unwrap_or_default(), value.clone());
    let container = place.ancestor;
    let added = match (rest.first(), container.kind()) {
        (Some(Segment::Key(key)), Kind::Map) => add_member(container, key, &new),
        (Some(Segment::Index(_)), Kind::Seq) => add_element(container, &new),
        _ => return replace(&place, around, &apply::wrap(rest, value.clone())),
    };
    added.into_iter().map(|splice| vec![splice]).collect()
}

/// Whether the value at the first `matched` steps stands inside brackets.
fn surroundings(root: Node<'_>, path: &FieldPath, matched: usize) -> bool {
    let parent = path
        .segments()
        .iter()
        .take(matched.saturating_sub(1))
        .cloned()
        .collect();
    root.locate(&parent).value.is_some_and(is_flow) && matched > 0
}

fn replace(place: &Located<'_>, flow: bool, value: &Value) -> Vec<Vec<Splice>> {
    let node = place.ancestor;
    let manner = manner(node, flow);
    let span = node.span();
    let text = spell::inline(value, node.style(), manner);
    if span.is_empty() {
        return fill(node, place.key.as_ref(), value, &text, manner);
    }
    let mut ways = vec![vec![Splice::new(span.clone(), text.clone())]];
    if let Some(start) = node.tree.properties.get(&node.at) {
        let start = node.tree.base + *start as usize;
        ways.push(vec![Splice::new(start..span.end, text)]);
    }
    ways
}

/// A value where there was none: behind the colon, or on lines of its own.
fn fill(
    node: Node<'_>,
    key: Option<&Range<usize>>,
    value: &Value,
    text: &str,
    manner: Manner,
) -> Vec<Vec<Splice>> {
    let at = node.span().start;
    let mut ways = Vec::new();
    if let Some(key) = key.filter(|_| !manner.flow) {
        let lines = Lines::of(node);
        let indent = format!("{}  ", block::indentation(lines.head(key.start)));
        if let Some(rows) = spell::lines(value, &indent, lines.line_end(), manner) {
            let end = lines.end(at);
            ways.push(vec![Splice::new(
                end..end,
                format!("{}{rows}", lines.line_end()),
            )]);
        }
    }
    ways.push(vec![Splice::new(at..at, format!(" {text}"))]);
    ways.push(vec![Splice::new(at..at, format!(": {text}"))]);
    ways
}

fn add_member(map: Node<'_>, key: &str, value: &Value) -> Vec<Splice> {
    let manner = manner(map, is_flow(map));
    if !is_flow(map) {
        return block::add_member(map, key, value, manner)
            .into_iter()
            .collect();
    }
    let last = map
        .pairs()
        .last()
        .map(|(key, value)| entry_span(map, key, value));
    let gap = if manner.airy || !manner.json { " " } else { "" };
    let key = spell::string(key, Style::Plain, manner);
    let entry = format!("{key}:{gap}{}", spell::inline(value, Style::Plain, manner));
    vec![flow::add(map, last, &entry)]
}

fn add_element(list: Node<'_>, value: &Value) -> Vec<Splice> {
    let manner = manner(list, is_flow(list));
    if !is_flow(list) {
        return vec![block::add_element(list, value, manner)];
    }
    let last = list.items().last().map(|item| item.span());
    vec![flow::add(
        list,
        last,
        &spell::inline(value, Style::Plain, manner),
    )]
}

fn rename(root: Node<'_>, path: &FieldPath, to: &str) -> Vec<Vec<Splice>> {
    let Some((map, from)) = member(root, path) else {
        return Vec::new();
    };
    let manner = manner(map, is_flow(map));
    let mut splices = Vec::new();
    for (key, _) in map
        .pairs()
        .filter(|(key, _)| map.tree.scalar_text(*key) == from)
    {
        let text = spell::string(to, map.tree.item(key).style, manner);
        splices.push(Splice::new(map.tree.span(key), text));
    }
    let taken = removals(map, |key, _| map.tree.scalar_text(key) == to);
    splices.extend(taken.into_iter().flatten());
    vec![splices]
}

fn remove(root: Node<'_>, path: &FieldPath, keep_last: bool) -> Vec<Vec<Splice>> {
    if let Some((map, name)) = member(root, path) {
        let is_meant =
            |key: u32| !map.tree.item(key).has(MERGE) && map.tree.scalar_text(key) == name;
        let last = map.pairs().filter(|(key, _)| is_meant(*key)).last();
        let meant =
            |key: u32, _| is_meant(key) && !(keep_last && last.is_some_and(|last| last.0 == key));
        return removals(map, meant).into_iter().collect();
    }
    let (Some((Segment::Index(index), parent)), false) = (path.segments().split_last(), keep_last)
    else {
        return Vec::new();
    };
    let list = root.locate(&parent.iter().cloned().collect()).value;
    list.map(|list| remove_element(list, *index))
        .into_iter()
        .collect()
}

/// Takes entries out of a mapping; one that loses all becomes `{}`.
fn removals(map: Node<'_>, meant: impl Fn(u32, u32) -> bool) -> Option<Vec<Splice>> {
    let entries: Vec<(u32, u32)> = map.pairs().collect();
    let gone: Vec<bool> = entries
        .iter()
        .map(|(key, value)| meant(*key, *value))
        .collect();
    if gone.iter().all(|gone| *gone) {
        return Some(vec![Splice::new(map.span(), "{}")]);
    }
    let mut splices = Vec::new();
    let mut kept_end = None;
    for (place, (key, value)) in entries.iter().enumerate() {
        let span = entry_span(map, *key, *value);
        if !*gone.get(place)? {
            kept_end = Some(span.end);
            continue;
        }
        let next = entries
            .get(place + 1)
            .map(|(key, _)| entry_start(map, *key));
        let last_ones = gone.iter().skip(place).all(|gone| *gone);
        splices.push(if !is_flow(map) {
            block::remove(map, span, next)
        } else if last_ones {
            let end = entries
                .last()
                .map(|(key, value)| entry_span(map, *key, *value).end);
            flow::remove(span.start..end?, kept_end, None)
        } else {
            flow::remove(span, kept_end, next)
        });
        if last_ones && is_flow(map) {
            break;
        }
    }
    Some(splices)
}

fn remove_element(list: Node<'_>, index: usize) -> Vec<Splice> {
    let items: Vec<Node<'_>> = list.items().collect();
    let Some(item) = items.get(index) else {
        return Vec::new();
    };
    if items.len() == 1 {
        return vec![Splice::new(list.span(), "[]")];
    }
    let end = item.span().end;
    if is_flow(list) {
        let previous = index
            .checked_sub(1)
            .and_then(|index| items.get(index))
            .map(|item| item.span().end);
        let next = items.get(index + 1).map(|item| item.span().start);
        return vec![flow::remove(item.span().start..end, previous, next)];
    }
    let start = block::dash(list, item.span().start);
    let next = items
        .get(index + 1)
        .and_then(|next| block::dash(list, next.span().start));
    start
        .map(|start| block::remove(list, start..end, next))
        .into_iter()
        .collect()
}

/// From the key, its tag or anchor included, to the end of the value.
fn entry_span(map: Node<'_>, key: u32, value: u32) -> Range<usize> {
    entry_start(map, key)..map.tree.span(value).end.max(map.tree.span(key).end)
}

fn entry_start(map: Node<'_>, key: u32) -> usize {
    let dressed = map
        .tree
        .properties
        .get(&key)
        .map(|start| map.tree.base + *start as usize);
    dressed.unwrap_or(map.tree.span(key).start)
}

/// The blunt ways: each container around the place, innermost first, written anew on one line. Where a
/// member is merged in or aliased, also as a member of its own.
fn respell(root: Node<'_>, path: &FieldPath, after: &Value) -> Vec<Vec<Splice>> {
    let mut ways = Vec::new();
    for depth in (0..=path.segments().len()).rev() {
        let outer = path.segments().get(..depth).unwrap_or_default();
        let place = root.locate(&outer.iter().cloned().collect());
        let (Some(node), Some(value)) = (place.value, apply::lookup(after, outer)) else {
            continue;
        };
        let inside = surroundings(root, path, depth);
        ways.extend(replace(&place, inside, value));
        if let Some((map, key)) = member(root, &outer.iter().cloned().collect())
            && node.is_aliased()
        {
            ways.extend(
                add_member(map, key, value)
                    .into_iter()
                    .map(|splice| vec![splice]),
            );
        }
    }
    ways
}
