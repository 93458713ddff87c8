//! Edits on text: the text around them stays, the value is what the edit says, twice is once.

use meshwright_api::{Edit, FieldPath, Segment, path};
use meshwright_manifest::{Document, Kind, Node, Syntax, documents, lower, splice};
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "oracle/mutate.rs"]
#[expect(dead_code, reason = "shared with the oracle test")]
mod mutate;

fn read(text: &str, syntax: Syntax) -> Document<'_> {
    documents(text.as_bytes(), syntax)
        .next()
        .expect("one document")
}

fn edited(text: &str, syntax: Syntax, edit: &Edit) -> String {
    let document = read(text, syntax);
    let root = document.root().expect("reads");
    let (text, dropped) = splice(text, lower(&document, root, std::slice::from_ref(edit)));
    assert!(dropped.is_empty());
    text
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "reads better where it is used"
)]
fn yaml(text: &str, edit: Edit) -> String {
    edited(text, Syntax::Yaml, &edit)
}

#[test]
fn a_scalar_keeps_its_quotes_and_its_comment() {
    let set = |text| yaml(text, Edit::set(path!["a"], "new"));
    assert_eq!(set("a: old # c\nb: 1\n"), "a: new # c\nb: 1\n");
    assert_eq!(set("a: 'old' # c\n"), "a: 'new' # c\n");
    assert_eq!(set("a: \"old\"\r\nb: 1\r\n"), "a: \"new\"\r\nb: 1\r\n");
    assert_eq!(yaml("a: old\n", Edit::set(path!["a"], "no")), "a: \"no\"\n");
    assert_eq!(
        yaml("a: old\n", Edit::set(path!["a"], "1.10")),
        "a: \"1.10\"\n"
    );
    assert_eq!(yaml("a: '1'\n", Edit::set(path!["a"], 1)), "a: 1\n");
    assert_eq!(
        yaml("[a, b]\n", Edit::set(path![1], "x, y")),
        "[a, \"x, y\"]\n"
    );
}

#[test]
fn a_missing_member_gets_a_line_at_the_mappings_own_indentation() {
    let edit = || Edit::set(path!["spec", "id"], "x");
    assert_eq!(
        yaml("spec:\n    a: 1 # c\nz: 1\n", edit()),
        "spec:\n    a: 1 # c\n    id: x\nz: 1\n"
    );
    assert_eq!(
        yaml("spec:\n  a: |\n    t\n", edit()),
        "spec:\n  a: |\n    t\n  id: x\n"
    );
    assert_eq!(yaml("a: 1", edit()), "a: 1\nspec:\n  id: x");
    assert_eq!(
        yaml("- a: 1\n  b: 2\n- c\n", Edit::set(path![0, "d"], 3)),
        "- a: 1\n  b: 2\n  d: 3\n- c\n"
    );
}

#[test]
fn an_empty_parent_is_filled() {
    let edit = || Edit::set(path!["spec", "id"], "x");
    assert_eq!(yaml("spec:\nz: 1\n", edit()), "spec:\n  id: x\nz: 1\n");
    assert_eq!(yaml("spec: # c\n", edit()), "spec: # c\n  id: x\n");
    assert_eq!(yaml("spec: {} # c\n", edit()), "spec: {id: x} # c\n");
    assert_eq!(yaml("spec: null # c\n", edit()), "spec: {id: x} # c\n");
    assert_eq!(yaml("spec: {a: 1}\n", edit()), "spec: {a: 1, id: x}\n");
}

#[test]
fn json_stays_json() {
    let json = |text, edit| edited(text, Syntax::Json, &edit);
    let set = || Edit::set(path!["b"], json!({"c": [1, "x"]}));
    assert_eq!(
        json("{\"a\":1}", set()),
        "{\"a\":1,\"b\":{\"c\":[1,\"x\"]}}"
    );
    assert_eq!(
        json("{\n  \"a\": 1\n}\n", set()),
        "{\n  \"a\": 1,\n  \"b\": {\"c\": [1, \"x\"]}\n}\n"
    );
    assert_eq!(
        json("{\"a\": 1, \"b\": 2}", Edit::Remove { path: path!["a"] }),
        "{\"b\": 2}"
    );
    assert_eq!(
        json("{\"a\": 1, \"b\": 2}", Edit::Remove { path: path!["b"] }),
        "{\"a\": 1}"
    );
    assert_eq!(json("{}", set()), "{\"b\":{\"c\":[1,\"x\"]}}");
}

#[test]
fn an_entry_goes_with_its_own_comment() {
    let remove = |text, path| yaml(text, Edit::Remove { path });
    assert_eq!(
        remove("# up\na: 1 # gone\nb: 2 # stays\n", path!["a"]),
        "# up\nb: 2 # stays\n"
    );
    assert_eq!(
        remove("a:\n  b: 1\n  c:\n  - d\ne: 1\n", path!["a", "c"]),
        "a:\n  b: 1\ne: 1\n"
    );
    assert_eq!(
        remove("a:\n  b: 1\ne: 1\n", path!["a", "b"]),
        "a:\n  {}\ne: 1\n"
    );
    assert_eq!(remove("- a\n- b # c\n- d\n", path![1]), "- a\n- d\n");
    assert_eq!(remove("- a: 1\n  b: 2\n", path![0, "a"]), "- b: 2\n");
    assert_eq!(remove("x: [a, b, c]\n", path!["x", 2]), "x: [a, b]\n");
}

#[test]
fn renaming_touches_only_the_key() {
    let rename = |text| {
        yaml(
            text,
            Edit::Rename {
                path: path!["a", "B"],
                to: "b".into(),
            },
        )
    };
    assert_eq!(rename("a:\n  'B': {x: 1} # c\n"), "a:\n  'b': {x: 1} # c\n");
    assert_eq!(rename("a: {B: 1}\n"), "a: {b: 1}\n");
}

#[test]
fn of_repeated_keys_the_last_one_stays() {
    let keep = |text| yaml(text, Edit::KeepLast { path: path!["a"] });
    assert_eq!(
        keep("a: 1 # one\nb: 2\na: 3 # three\n"),
        "b: 2\na: 3 # three\n"
    );
    assert_eq!(keep("{a: 1, b: 2, a: 3}\n"), "{b: 2, a: 3}\n");
    assert_eq!(keep("a: 1\n"), "a: 1\n");
}

#[test]
fn an_alias_is_replaced_where_it_is_used() {
    let text = "a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n";
    assert_eq!(
        yaml(text, Edit::set(path!["b", "k"], 2)),
        "a: &x {k: 1}\nb: {k: 2}\nc:\n  <<: *x\n"
    );
    let merged = yaml(text, Edit::set(path!["c", "k"], 2));
    assert_eq!(merged, "a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n  k: 2\n");
    let anchored = yaml(text, Edit::set(path!["a", "k"], 2));
    assert_eq!(
        read(&anchored, Syntax::Yaml)
            .root()
            .expect("reads")
            .to_value()["b"],
        json!({"k": 1})
    );
}

#[test]
fn a_byte_order_mark_and_other_documents_stay() {
    let text = "\u{feff}a: 1\n---\nb: 2\n...\n---\nb: 3\n";
    let all: Vec<Document<'_>> = documents(text.as_bytes(), Syntax::Yaml).collect();
    let edit = [Edit::set(path!["b"], 9)];
    let root = all[1].root().expect("reads");
    let (fixed, _) = splice(text, lower(&all[1], root, &edit));
    assert_eq!(fixed, "\u{feff}a: 1\n---\nb: 9\n...\n---\nb: 3\n");
    let root = all[0].root().expect("reads");
    let (fixed, _) = splice(text, lower(&all[0], root, &edit));
    assert_eq!(fixed, "\u{feff}a: 1\nb: 9\n---\nb: 2\n...\n---\nb: 3\n");
}

#[test]
fn paths_start_at_the_given_root() {
    let text = "items:\n- spec: {a: 1}\n- spec: {a: 1}\n";
    let document = read(text, Syntax::Yaml);
    let item = document
        .root()
        .expect("reads")
        .locate(&path!["items", 1])
        .value
        .expect("is there");
    let splices = lower(&document, item, &[Edit::set(path!["spec", "a"], 2)]);
    assert_eq!(
        splice(text, splices).0,
        "items:\n- spec: {a: 1}\n- spec: {a: 2}\n"
    );
}

#[test]
fn edits_that_get_into_each_others_way_wait_for_the_next_round() {
    let text = "a: 1\n";
    let both = [
        Edit::set(path!["spec", "id"], "x"),
        Edit::set(path!["spec", "name"], "z"),
        Edit::set(path!["a"], 2),
    ];
    let document = read(text, Syntax::Yaml);
    let root = document.root().expect("reads");
    let (once, _) = splice(text, lower(&document, root, &both));
    assert_eq!(once, "a: 2\nspec:\n  id: x\n");
    let document = read(&once, Syntax::Yaml);
    let root = document.root().expect("reads");
    let (twice, _) = splice(&once, lower(&document, root, &both));
    assert_eq!(twice, "a: 2\nspec:\n  id: x\n  name: z\n");
}

/// Every path of a document, and one step past each container.
fn paths(root: Node<'_>) -> Vec<FieldPath> {
    let mut open = vec![(FieldPath::root(), root)];
    let mut out = Vec::new();
    while let Some((path, node)) = open.pop() {
        let steps: Vec<(Segment, Node<'_>)> = match node.kind() {
            Kind::Map => node
                .members()
                .into_iter()
                .map(|(k, v)| (k.to_owned().into(), v))
                .collect(),
            Kind::Seq => node
                .items()
                .enumerate()
                .map(|(i, v)| (i.into(), v))
                .collect(),
            _ => Vec::new(),
        };
        match node.kind() {
            Kind::Map => out.push(path.join("fresh").join("deeper")),
            Kind::Seq => out.push(path.join(steps.len())),
            _ => {}
        }
        for (segment, inner) in steps {
            let path = path.join(segment);
            out.push(path.clone());
            if path.segments().len() < 12 {
                open.push((path, inner));
            }
        }
    }
    out
}

/// The edit on the value: RFC 6902 operations carried out by another crate.
fn expected(before: &Value, edit: &Edit) -> Option<Value> {
    let mut value = before.clone();
    let operations: json_patch::Patch =
        serde_json::from_value(Value::Array(edit.json_patch(before))).ok()?;
    json_patch::patch(&mut value, &operations).ok()?;
    Some(value)
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(k, v)| other.get(k).is_some_and(|o| same(v, o)))
        }
        _ => one == other,
    }
}

/// Lowers an edit and holds the result against the edit on the value; how blunt it was.
fn check(text: &str, syntax: Syntax, edit: &Edit) -> Option<usize> {
    let document = read(text, syntax);
    let root = document.root()?;
    let before = root.to_value();
    let after = expected(&before, edit)?;
    let splices = lower(&document, root, std::slice::from_ref(edit));
    let replaced = splices.iter().map(|splice| splice.range.len()).sum();
    let (fixed, dropped) = splice(text, splices);
    assert!(dropped.is_empty(), "{edit:?} overlaps itself in {text:?}");
    let again = read(&fixed, syntax);
    let root = again
        .root()
        .unwrap_or_else(|| unreadable(text, &fixed, edit));
    let value = root.to_value();
    assert!(
        same(&value, &after),
        "{edit:?}\non {text:?}\ngave {fixed:?}\n{value}\nnot {after}"
    );
    if !matches!(edit, Edit::Rename { .. } | Edit::Remove { .. }) {
        let twice = lower(&again, root, std::slice::from_ref(edit));
        assert!(twice.is_empty(), "{edit:?} on {fixed:?} again: {twice:?}");
    }
    Some(replaced)
}

fn unreadable<T>(text: &str, fixed: &str, edit: &Edit) -> T {
    unreachable!("{edit:?} broke {text:?}: {fixed:?}")
}

fn edits(path: &FieldPath) -> Vec<Edit> {
    let set = |value| Edit::Set {
        path: path.clone(),
        value,
    };
    vec![
        set(json!("plain")),
        set(json!("no: # 'x' \"y\"\n")),
        set(json!(7)),
        set(json!({"x": {"y": [1, "z"]}})),
        set(json!([])),
        Edit::Rename {
            path: path.clone(),
            to: "renamed".into(),
        },
        Edit::Remove { path: path.clone() },
        Edit::KeepLast { path: path.clone() },
    ]
}

#[test]
fn every_edit_on_every_place_of_the_corpus_gives_its_value() {
    let mut blunt = 0;
    let mut count = 0;
    for text in mutate::SOURCES {
        let syntax = Syntax::guess(None, text.as_bytes());
        let document = read(text, syntax);
        let Some(root) = document.root() else {
            continue;
        };
        for edit in paths(root).iter().flat_map(edits) {
            let Some(replaced) = check(text, syntax, &edit) else {
                continue;
            };
            count += 1;
            // To change an anchor's value is to change every use of it.
            blunt += usize::from(replaced * 2 > text.len() && !text.contains("&base"));
        }
    }
    assert!(count > 1000, "{count}");
    assert!(
        blunt * 50 < count,
        "{blunt} of {count} rewrite most of the text"
    );
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1000_i32..1000).prop_map(|n| Value::from(f64::from(n) / 8.0)),
        "[a-z0-9:#,' \"\\-\\[\\]{}&*!|>%@`~.?\n\t\\\\é😀\u{85}\u{feff}]{0,12}"
            .prop_map(Value::from),
        Just(Value::from("on")),
        Just(Value::from("017")),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z: #\"]{1,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The same value in several styles.
fn texts(value: &Value) -> Vec<(String, Syntax)> {
    let mut block = String::new();
    write_block(value, 0, &mut block);
    vec![
        (value.to_string(), Syntax::Json),
        (
            serde_json::to_string_pretty(value).expect("prints"),
            Syntax::Json,
        ),
        (value.to_string(), Syntax::Yaml),
        (block.replace('\n', "\r\n"), Syntax::Yaml),
        (block, Syntax::Yaml),
    ]
}

fn write_block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                out.extend([pad.as_str(), &Value::from(key.as_str()).to_string(), ":"]);
                write_inside(value, indent + 2, out);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for value in elements {
                out.extend([pad.as_str(), "-"]);
                write_inside(value, indent + 3, out);
            }
        }
        _ => out.extend([pad.as_str(), &value.to_string(), "\n"]),
    }
}

fn write_inside(value: &Value, indent: usize, out: &mut String) {
    let block = value.as_object().is_some_and(|m| !m.is_empty())
        || value.as_array().is_some_and(|a| !a.is_empty());
    if block {
        out.push_str(" # comment\n");
        write_block(value, indent, out);
    } else {
        out.extend([" ", &value.to_string(), "\n"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_on_text_is_the_edit_on_the_value(before in value(), new in value(), at in any::<prop::sample::Index>()) {
        for (text, syntax) in texts(&before) {
            let document = documents(text.as_bytes(), syntax).next();
            let Some(root) = document.as_ref().and_then(Document::root) else { continue };
            let places = paths(root);
            if places.is_empty() {
                continue;
            }
            let path = places[at.index(places.len())].clone();
            check(&text, syntax, &Edit::Set { path: path.clone(), value: new.clone() });
            check(&text, syntax, &Edit::Rename { path: path.clone(), to: "ren: amed".into() });
            check(&text, syntax, &Edit::Remove { path });
        }
    }
}
