//! What comes out of a text: values, places, observations, comments.

#![expect(
    clippy::string_slice,
    reason = "that places are places in the text is what is tested"
)]

use meshwright_api::{Oddity, path};
use meshwright_manifest::{Document, Kind, LineIndex, Node, Style, Syntax, documents};
use serde::Deserialize;
use serde_json::{Value, json};

fn one(text: &[u8], syntax: Syntax) -> Document<'_> {
    documents(text, syntax).next().expect("one document")
}

fn yaml(text: &str) -> Document<'_> {
    one(text.as_bytes(), Syntax::Yaml)
}

fn value(text: &str) -> Option<Value> {
    yaml(text).root().map(Node::to_value)
}

/// Every observation as path, source text and kind.
fn seen(document: &Document<'_>) -> Vec<(String, String, Oddity)> {
    let found = document.observations().iter().map(|observation| {
        let bytes = &document.bytes()[observation.span.clone()];
        let text = String::from_utf8_lossy(bytes).into_owned();
        (observation.path.to_string(), text, observation.what.clone())
    });
    found.collect()
}

#[test]
fn every_row_of_the_scalar_table_reads_as_written_there() {
    let rows = [
        ("y", json!(true)),
        ("No", json!(false)),
        ("OFF", json!(false)),
        ("True", json!(true)),
        ("~", json!(null)),
        ("010", json!(8)),
        ("0777", json!(511)),
        ("0o10", json!(8)),
        ("0b11", json!(3)),
        ("0x1F", json!(31)),
        ("1_000", json!(1000)),
        ("1__0", json!(10)),
        ("0b_1", json!(1)),
        ("089", json!(89)),
        ("1.", json!(1)),
        (".5", json!(0.5)),
        ("+1", json!(1)),
        ("1e3", json!(1000)),
        ("80.0", json!(80)),
        ("1:30", json!("1:30")),
        ("2026-01-09", json!("2026-01-09")),
        (
            "18446744073709551615",
            json!(18_446_744_073_709_551_615_u64),
        ),
        ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
        ("1e400", json!("1e400")),
        ("'on'", json!("on")),
        ("\"017\"", json!("017")),
        ("!!str 017", json!("017")),
        ("!!binary aGk=", json!("hi")),
    ];
    for (letters, read) in rows {
        assert_eq!(
            value(&format!("v: {letters}\n")),
            Some(json!({ "v": read })),
            "{letters}"
        );
    }
    for refused in [
        ".inf",
        "-.inf",
        ".nan",
        "!!int x",
        "\"\\ud83d\\ude00\"",
        "*nobody",
    ] {
        assert_eq!(value(&format!("v: {refused}\n")), None, "{refused}");
    }
    assert_eq!(
        value("on: 1\ny: 2\n1.10: 3\n"),
        Some(json!({"true": 2, "1.1": 3}))
    );
    assert_eq!(value("~: 1\n"), None);
    assert_eq!(value("[a]: 1\n"), None);
}

#[test]
fn surprising_scalars_are_noticed_and_others_are_not() {
    let surprising = [
        "y",
        "yes",
        "on",
        "Off",
        "017",
        "0o17",
        "0x1F",
        "1_000",
        "1.10",
        "1.0",
        "1e3",
        "08",
        "+1",
        ".5",
        "1.",
        "18446744073709551616",
        "1e400",
    ];
    for letters in surprising {
        let text = format!("v: [{letters}]\n");
        let document = yaml(&text);
        let reads_as = document.root().expect("reads").to_value()["v"][0].clone();
        let what = Oddity::Dialect {
            raw: letters.to_owned(),
            reads_as,
            key: false,
        };
        assert_eq!(
            seen(&document),
            [("v[0]".to_owned(), letters.to_owned(), what)]
        );
    }
    for plain in [
        "true", "FALSE", "True", "7", "-7", "0", "1.5", "-0.25", "null", "~", "", "text", "1:30",
        "'on'", "\"1.0\"",
    ] {
        assert_eq!(seen(&yaml(&format!("v: {plain}\n"))), [], "{plain}");
    }
    let keys = yaml("on: 1\nb:\n  1: 2\n");
    let key = |raw: &str, read: &str| Oddity::Dialect {
        raw: raw.into(),
        reads_as: read.into(),
        key: true,
    };
    let expected = [
        ("true".to_owned(), "on".to_owned(), key("on", "true")),
        ("b.1".to_owned(), "1".to_owned(), key("1", "1")),
    ];
    assert_eq!(seen(&keys), expected);
}

#[test]
fn keys_and_values_have_their_bytes() {
    let text = "\u{feff}# c\r\na: 'it''s'  # c\r\nb:\r\n- \"x\"\r\n- |\r\n  t\r\n\r\nc: &k !!str 5\r\nd: *k\r\ne:\r\n";
    let document = yaml(text);
    let root = document.root().expect("reads");
    let at = |node: Node<'_>| &text[node.span()];
    assert_eq!(at(root.get("a").expect("is there")), "'it''s'");
    assert_eq!(
        at(root.get("b").expect("is there").at(0).expect("is there")),
        "\"x\""
    );
    assert_eq!(
        at(root.get("b").expect("is there").at(1).expect("is there")),
        "|\r\n  t"
    );
    assert_eq!(at(root.get("c").expect("is there")), "5");
    assert_eq!(at(root.get("d").expect("is there")), "*k");
    assert!(root.get("d").expect("is there").is_aliased());
    let absent = root.get("e").expect("is there");
    assert!(absent.is_null() && absent.span().is_empty());
    assert_eq!(&text[..absent.span().start], text.trim_end());
    assert_eq!(root.key_span("b").map(|span| &text[span]), Some("b"));
    assert_eq!(root.get("b").expect("is there").style(), Style::Block);
    assert_eq!(
        LineIndex::new(text).position(root.key_span("a").expect("is there").start),
        (2, 1)
    );
    assert_eq!(LineIndex::new(text).position(3), (1, 1));
}

#[test]
fn part_of_a_scalar_has_bytes_where_the_source_is_the_value() {
    let text = "a: x, y\nb: \"x, y\"\nc: \"x\\u002c y\"\nd: x,\n  y\n";
    let document = yaml(text);
    let root = document.root().expect("reads");
    let part = |key| {
        root.get(key)
            .and_then(|node| node.inner_span(3..4))
            .map(|span| &text[span])
    };
    assert_eq!(
        [part("a"), part("b"), part("c"), part("d")],
        [Some("y"), Some("y"), None, None]
    );
}

#[test]
fn the_last_of_repeated_keys_counts_and_each_later_one_is_noticed() {
    let document = yaml("a: 1\nb: 2\na: 3\n");
    let root = document.root().expect("reads");
    assert_eq!(root.to_value(), json!({"a": 3, "b": 2}));
    assert_eq!(
        root.entries().map(|entry| entry.key).collect::<Vec<_>>(),
        ["a", "b", "a"]
    );
    let what = Oddity::DuplicateKey {
        key: "a".into(),
        first: 0..1,
    };
    assert_eq!(document.observations()[0].span, 10..11);
    assert_eq!(document.observations()[0].what, what);
    let many: Vec<String> = (0..40).map(|key| format!("k{}: 1\n", key % 30)).collect();
    assert_eq!(yaml(&many.concat()).observations().len(), 10);
}

#[test]
fn a_merge_overwrites_what_stands_before_it() {
    let document = yaml("x: &x {k: 1, l: 1}\na: {k: 2, <<: *x}\nb: {<<: *x, k: 2}\n");
    let root = document.root().expect("reads");
    assert_eq!(root.to_value()["a"], json!({"k": 1, "l": 1}));
    assert_eq!(root.to_value()["b"], json!({"k": 2, "l": 1}));
    let what = Oddity::MergeOverwrites { key: "k".into() };
    assert_eq!(
        seen(&document),
        [("a[<<]".to_owned(), "<<".to_owned(), what)]
    );
    let place = root.locate(&path!["b", "l"]);
    assert_eq!(place.value.map(|node| node.span()), Some(45..47));
}

#[test]
fn tags_line_breaks_and_turned_text_are_noticed() {
    let document = yaml("a: !x 1\nb: \"\u{202e}z\"\n# \u{2028}\nc: \"\\0\"\n");
    let kinds: Vec<Oddity> = seen(&document)
        .into_iter()
        .map(|(_, _, what)| what)
        .collect();
    let expected = [
        Oddity::Tag { tag: "!x".into() },
        Oddity::BidiControl {
            character: '\u{202e}',
        },
        Oddity::UnicodeLineBreak,
        Oddity::Nul,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn a_fault_spoils_only_its_own_document() {
    let text = "a: 1\n---\nb: [\n---\n# nothing\n--- |\n text\n...\n%YAML 1.1\n---\nc: 3\n";
    let all: Vec<Document<'_>> = documents(text.as_bytes(), Syntax::Yaml).collect();
    let numbers: Vec<(usize, bool)> = all
        .iter()
        .map(|d| (d.number(), d.root().is_some()))
        .collect();
    assert_eq!(numbers, [(1, true), (2, false), (4, true), (5, true)]);
    assert_eq!(all[2].root().map(Node::to_value), Some(json!("text\n")));
    assert_eq!(&text[all[1].span()], "---\nb: [\n");
    assert!(matches!(
        all[1].observations()[0].what,
        Oddity::Syntax { .. }
    ));
}

#[test]
fn what_the_cluster_silently_drops_is_noticed() {
    let document = yaml("{a: 1}\n}\n");
    assert_eq!(document.root().map(Node::to_value), Some(json!({"a": 1})));
    assert!(matches!(
        document.observations()[0].what,
        Oddity::Syntax { .. }
    ));
}

#[test]
fn json_reads_as_the_server_reads_it() {
    let bytes = b"\xEF\xBB\xBF{\"a\": \"\\ud83d\\ude00\\ud83d\", \"b\": \"\xFF\xE2\x82\", \"c\": 1e2, \"a\": 2}\n[1]\n";
    let all: Vec<Document<'_>> = documents(bytes, Syntax::Json).collect();
    let root = all[0].root().expect("reads");
    assert_eq!(
        root.to_value(),
        json!({"a": 2, "b": "\u{FFFD}\u{FFFD}\u{FFFD}", "c": 100})
    );
    assert_eq!(
        root.entries().next().and_then(|entry| entry.value.as_str()),
        Some("😀\u{FFFD}")
    );
    let kinds: Vec<Oddity> = all[0]
        .observations()
        .iter()
        .map(|found| found.what.clone())
        .collect();
    assert!(kinds.contains(&Oddity::ByteOrderMark { refused: true }));
    assert!(kinds.contains(&Oddity::LoneSurrogate) && kinds.contains(&Oddity::InvalidUtf8));
    assert_eq!(all[1].root().map(Node::to_value), Some(json!([1])));
    for refused in [
        "{a: 1}",
        "[1,]",
        "01",
        "+1",
        "1.",
        ".5",
        "nul",
        "\"\n\"",
        "{\"a\" 1}",
        "[1",
        "\"\\x\"",
        "1e400",
        "'a'",
    ] {
        assert!(
            one(refused.as_bytes(), Syntax::Json).root().is_none(),
            "{refused}"
        );
    }
}

#[test]
fn a_broken_line_of_json_lines_spoils_only_itself() {
    let all: Vec<bool> = documents(b"{\"a\":1}\n{\"a\":\n\n{\"a\":2}", Syntax::NdJson)
        .map(|document| document.root().is_some())
        .collect();
    assert_eq!(all, [true, false, true]);
}

#[test]
fn comments_are_what_stands_outside_scalars() {
    let text =
        "# one\na: \"# no\" # two\nb: x#no # three\nc: | # four\n  # no\nd: [1, # five\n 2]\n";
    let document = yaml(text);
    let comments: Vec<&str> = document.comments().map(|(_, text)| text).collect();
    assert_eq!(comments, ["# one", "# two", "# three", "# four", "# five"]);
    assert!(
        document
            .comments()
            .all(|(span, comment)| &text[span] == comment)
    );
}

#[test]
fn a_document_reads_into_a_type() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Mesh<'t> {
        #[serde(borrow)]
        name: &'t str,
        kind: Option<Edition>,
        ports: Vec<u16>,
        rate: f64,
        gone: Option<bool>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    enum Edition {
        Standard,
        Other { name: String },
    }
    let text = "name: first\nname: last\nkind: {Other: {name: x}}\nports: [80.0, 1e2]\nrate: 5\ngone: ~\nextra: {a: b}\n";
    let document = yaml(text);
    let mesh = Mesh::deserialize(document.root().expect("reads")).expect("fits");
    let kind = Some(Edition::Other { name: "x".into() });
    assert_eq!(
        mesh,
        Mesh {
            name: "last",
            kind,
            ports: vec![80, 100],
            rate: 5.0,
            gone: None
        }
    );
    let document = yaml("Standard\n");
    assert_eq!(
        Edition::deserialize(document.root().expect("reads")),
        Ok(Edition::Standard)
    );
    assert_eq!(document.root().map(|root| root.kind()), Some(Kind::String));
}
