use super::{Tree, read};
use crate::yaml::{Outcome, read_slowly};

#[path = "../../../tests/oracle/mutate.rs"]
#[expect(dead_code, reason = "shared with the oracle test")]
mod mutate;

/// Texts the fast lane is made for; mutations leave it often enough.
const PLAIN: [&str; 4] = [
    "# c\napiVersion: v1\nkind: Mesh\nmetadata:\n  name: 'a'\n  labels: {}\n  annotations:\nspec:\n  type: \"x y\" # é\n\n  \
     list:\n  - a\n  - b: 1\n    c: 017\n  - -5\n  deep:\n    - key: UID\n      values:\n        - x\n      none: [ a , \"b\", 'c',017]\n  on: no\n",
    "---\na: b\nb:\n  c:\n    d: e#f\n    g: http://x.y/z?q=[1]\nc: ~\nd: 1.10\ne: a b  \n",
    "- a\n- b: c\n  d:\n  - e\n  f:\n- g\n- 'h'\n",
    "  a: 1\n  b:\n    - x\n    -  y: 1\n       z: 2\n  a: 3\n",
];

fn agree(text: &str) -> bool {
    let (fast, true) = read(Tree::new(0, text.as_bytes())) else {
        return false;
    };
    let (slow, outcome) = read_slowly(Tree::new(0, text.as_bytes()));
    assert!(matches!(outcome, Outcome::Whole), "{text:?} is refused");
    assert_eq!(fast.items, slow.items, "{text:?}");
    assert_eq!(
        (&fast.texts, &fast.odd),
        (&slow.texts, &slow.odd),
        "{text:?}"
    );
    assert!(slow.properties.is_empty() && !slow.aliases, "{text:?}");
    true
}

#[test]
fn plain_manifests_take_the_fast_lane() {
    assert!(PLAIN.iter().all(|text| agree(text)));
}

#[test]
fn where_the_fast_lane_answers_it_answers_as_the_scanner_does() {
    let mut random = mutate::Random::new(5);
    let mut answered = 0;
    for round in 0..30_000 {
        let source = if round % 4 == 0 {
            *random.pick(&mutate::SOURCES)
        } else {
            *random.pick(&PLAIN)
        };
        let rounds = random.below(2);
        let text = (0..=rounds).fold(source.to_owned(), |text, _| {
            mutate::mutate(&text, &mut random)
        });
        answered += usize::from(agree(&text));
    }
    assert!(answered > 4_000, "only {answered}");
}

#[test]
fn whatever_is_not_plain_is_left_to_the_scanner() {
    let others = [
        "",
        "# c\n",
        "a",
        "a: b\n  c\n",
        "a:\tb\n",
        "a: &x 1\n",
        "a: *x\n",
        "a: !t 1\n",
        "a: |\n  b\n",
        "a: {b: c}\n",
        "a: [[1]]\n",
        "a: \"x\\n\"\n",
        "a: 'it''s'\n",
        "a: \"x\n  y\"\n",
        "\"a\": 1\n",
        "a: \u{2013}\n",
        "a: 1\r\n",
        "? a\n",
        "- - a\n",
        "-\n",
        "a: b: c\n",
        "a: b:\n",
        "a:\n b: 1\n  c: 1\n",
        "%YAML 1.1\n---\na: 1\n",
        "--- a\n",
        "a: 1\n...\n",
        "a: - b\n",
        "<<: a\n",
        "a: 'x'y\n",
        "a: {}b\n",
        "a: -\n",
        "a: [b c]\n",
        "a: [b: c]\n",
        "a: [b,]\n",
        "a: [b\n",
        "a: [b]: c\n",
        "a: [b]#\n",
        "null: 1\n",
        "a: .inf\n",
    ];
    for text in others {
        assert!(!read(Tree::new(0, text.as_bytes())).1, "{text:?}");
    }
}
