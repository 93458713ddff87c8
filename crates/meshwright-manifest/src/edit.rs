//! Edits as byte splices on the original text.
//!
//! Every edit has several spellings, from the one its author would choose (the value in its old quotes, a
//! new line at the mapping's own indentation) to the bluntest (the whole document in flow style). The first
//! whose result, read again, has exactly the value that the edit asks for is taken: nothing about YAML's
//! many forms has to be believed.

use std::ops::Range;

use meshwright_api::Edit;
use serde_json::Value;

use crate::tree::Tree;
use crate::yaml::Outcome;
use crate::{Document, Node, json, survey, yaml};

mod apply;
mod block;
mod flow;
mod spell;
mod spellings;

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go, counted from the start of the file.
    pub range: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Splice {
    fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }
}

/// Turns edits into splices on the text of `document`; paths start at `root`.
///
/// The splices fit each other: together they read as the edits done one after the other. An edit that
/// would change nothing gives no splice, and neither does one that gets into the way of those before it
/// (two members of one missing parent, say): lower it again on the new text.
///
/// ```
/// use meshwright_api::{Edit, path};
/// use meshwright_manifest::{Syntax, documents, lower, splice};
///
/// let text = "spec:\n  # keep me\n  clusterSpec: 'standard' # and me\n";
/// let document = documents(text.as_bytes(), Syntax::Yaml).next().expect("one document");
/// let root = document.root().expect("reads");
/// let edits = [Edit::set(path!["spec", "clusterSpec"], "Standard")];
/// let (fixed, dropped) = splice(text, lower(&document, root, &edits));
/// assert_eq!(fixed, "spec:\n  # keep me\n  clusterSpec: 'Standard' # and me\n");
/// assert!(dropped.is_empty());
/// ```
pub fn lower(document: &Document<'_>, root: Node<'_>, edits: &[Edit]) -> Vec<Splice> {
    let tree = &document.tree;
    let place = survey::path_to(tree, root.at);
    let Some(whole) = document.root() else {
        return Vec::new();
    };
    let before = whole.to_value();
    let (mut splices, mut now) = (Vec::new(), before.clone());
    for edit in edits {
        let edit = apply::below(edit, &place);
        let after = apply::apply(&edit, &before).zip(apply::apply(&edit, &now));
        let Some((alone, together)) =
            after.filter(|(alone, _)| changes(whole, &edit, &before, alone))
        else {
            continue;
        };
        let once = matches!(edit, Edit::KeepLast { .. }).then_some(&edit);
        let with_others = |own: &[Splice]| [splices.as_slice(), own].concat();
        let fits = |own: &Vec<Splice>| {
            !own.is_empty() && carried_out(tree, &with_others(own), &together, once)
        };
        if let Some(own) = spellings::of(whole, &edit, &alone).into_iter().find(fits) {
            splices.extend(own);
            now = together;
        }
    }
    splices
}

/// Whether an edit has anything left to do.
fn changes(root: Node<'_>, edit: &Edit, before: &Value, after: &Value) -> bool {
    match edit {
        Edit::KeepLast { path } => !spellings::stands_once(root, path),
        _ => !apply::same(before, after),
    }
}

/// Whether the text with these splices reads as `after`.
fn carried_out(tree: &Tree<'_>, splices: &[Splice], after: &Value, once: Option<&Edit>) -> bool {
    let local = splices.iter().map(|splice| {
        let range = splice.range.start - tree.base..splice.range.end - tree.base;
        Splice::new(range, splice.text.clone())
    });
    let (text, dropped) = splice(tree.text, local);
    if !dropped.is_empty() {
        return false;
    }
    let fresh = Tree::new(0, text.as_bytes());
    let (mut fresh, read) = if tree.json {
        let (fresh, outcome) = json::read(fresh);
        (fresh, outcome.is_ok())
    } else {
        let (fresh, outcome) = yaml::read(fresh);
        (fresh, !matches!(outcome, Outcome::Refused(_)))
    };
    if !read || fresh.items.is_empty() || survey::survey(&mut fresh).is_err() {
        return false;
    }
    let root = Node::new(&fresh, 0, None);
    apply::same(&root.to_value(), after)
        && once.is_none_or(|edit| spellings::stands_once(root, edit.path()))
}

/// Carries splices out. Of two that overlap the one that starts first (of equals, the one given first)
/// is done; the other comes back to be lowered again on the new text. Insertions at one place are done in
/// the order given.
///
/// ```
/// use meshwright_manifest::{Splice, splice};
///
/// let swap = Splice { range: 0..1, text: "x".into() };
/// let late = Splice { range: 0..3, text: "y".into() };
/// assert_eq!(splice("abc", [swap, late.clone()]), ("xbc".to_owned(), vec![late]));
/// ```
pub fn splice(text: &str, splices: impl IntoIterator<Item = Splice>) -> (String, Vec<Splice>) {
    let mut splices: Vec<Splice> = splices.into_iter().collect();
    splices.sort_by_key(|splice| splice.range.start);
    let (mut out, mut dropped) = (String::with_capacity(text.len()), Vec::new());
    let mut done = 0;
    for splice in splices {
        match (
            text.get(done..splice.range.start),
            text.get(splice.range.clone()),
        ) {
            (Some(before), Some(_)) => {
                out.push_str(before);
                out.push_str(&splice.text);
                done = splice.range.end;
            }
            _ => dropped.push(splice),
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, dropped)
}
