//! Inputs made to hurt: each is read in bounded time, without a panic and without recursion.

use std::time::{Duration, Instant};

use meshwright_api::{FieldPath, Oddity};
use meshwright_manifest::{Document, LineIndex, Syntax, documents, lower};
use serde::Deserialize;
use serde::de::IgnoredAny;

#[path = "oracle/mutate.rs"]
#[expect(dead_code, reason = "shared with the oracle test")]
mod mutate;

/// In an optimised build each input takes less than 100 ms; tests run unoptimised, on shared machines.
const LIMIT: Duration = Duration::from_millis(if cfg!(debug_assertions) { 3000 } else { 100 });
/// How many mutations the short slice of the fuzzing reads; more with `MESHWRIGHT_FUZZ_ROUNDS`.
const ROUNDS: usize = 3000;

/// Reads everything there is to read of a text.
fn exhaust(bytes: &[u8], syntax: Syntax) -> Vec<(bool, Vec<Oddity>)> {
    documents(bytes, syntax)
        .map(|document| look_at_all(&document))
        .collect()
}

fn look_at_all(document: &Document<'_>) -> (bool, Vec<Oddity>) {
    let oddities = document
        .observations()
        .iter()
        .map(|found| found.what.clone())
        .collect();
    for found in document.observations() {
        assert!(found.span.end <= document.bytes().len(), "{found:?}");
        assert!(found.span.start <= found.span.end, "{found:?}");
    }
    assert!(
        document
            .comments()
            .all(|(span, text)| span.len() == text.len())
    );
    let Some(root) = document.root() else {
        return (false, oddities);
    };
    let value = root.to_value();
    assert!(root.locate(&FieldPath::root()).value.is_some());
    assert!(root.span().end <= document.span().end);
    assert!(IgnoredAny::deserialize(root).is_ok());
    drop(value);
    (true, oddities)
}

fn timed(bytes: &[u8], syntax: Syntax) -> Vec<(bool, Vec<Oddity>)> {
    let start = Instant::now();
    let all = exhaust(bytes, syntax);
    let taken = start.elapsed();
    assert!(taken < LIMIT, "{taken:?} for {} bytes", bytes.len());
    all
}

fn refused_as(bytes: &[u8], syntax: Syntax, is: impl Fn(&Oddity) -> bool) {
    let all = timed(bytes, syntax);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
    assert!(
        all.iter().any(|(read, odd)| !read && odd.iter().any(&is)),
        "{head:?}: {all:?}"
    );
}

#[test]
fn deep_nesting_is_refused_at_the_clusters_limit() {
    let too_deep = |odd: &Oddity| matches!(odd, Oddity::TooDeep { limit: 10_000 });
    let depth = 100_000;
    for unit in ["[", "{a: ", "- ", "[a: ", "{b: ["] {
        refused_as(unit.repeat(depth).as_bytes(), Syntax::Yaml, too_deep);
    }
    for unit in ["[", "{\"a\":", "[{\"a\": "] {
        refused_as(unit.repeat(depth).as_bytes(), Syntax::Json, too_deep);
    }
    for unit in ["? ", "{? ", "- ? "] {
        refused_as(unit.repeat(depth).as_bytes(), Syntax::Yaml, |_| true);
    }
    let closed = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    refused_as(closed.as_bytes(), Syntax::Json, too_deep);
    refused_as(closed.as_bytes(), Syntax::Yaml, too_deep);
}

#[test]
fn nesting_within_the_limit_is_read_and_dropped() {
    for depth in [600, 9_000] {
        let flow = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(timed(flow.as_bytes(), Syntax::Json)[0].0);
        assert!(timed(flow.as_bytes(), Syntax::Yaml)[0].0);
        assert!(timed("- ".repeat(depth).as_bytes(), Syntax::Yaml)[0].0);
    }
}

#[test]
fn block_nesting_line_by_line_is_read() {
    let depth = 1_000;
    let lines = (0..depth).map(|level| {
        format!(
            "{}a:
",
            " ".repeat(level)
        )
    });
    let text = lines.collect::<Vec<_>>().concat();
    assert!(timed(text.as_bytes(), Syntax::Yaml)[0].0);
}

#[test]
fn aliases_that_grow_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        let line = format!("a{level}: &a{level} [{aliases}]\n");
        text.push_str(&line);
    }
    refused_as(text.as_bytes(), Syntax::Yaml, |odd| {
        matches!(odd, Oddity::AliasBomb { .. })
    });
    let mut merged = "a0: &a0 {k0: x}\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        let line = format!("a{level}: &a{level} {{<<: [*a{before}, *a{before}], k{level}: x}}\n");
        merged.push_str(&line);
    }
    refused_as(merged.as_bytes(), Syntax::Yaml, |odd| {
        matches!(odd, Oddity::AliasBomb { .. })
    });
}

#[test]
fn an_alias_inside_its_own_anchor_is_refused() {
    for text in ["a: &a [*a]\n", "&a {b: *a}\n", "a: &a\n  <<: *a\n"] {
        refused_as(text.as_bytes(), Syntax::Yaml, |odd| {
            matches!(odd, Oddity::Syntax { .. })
        });
    }
}

#[test]
fn long_lines_and_long_lists_are_read() {
    let million = 1_000_000;
    let long = format!(
        "a: {}\nb: \"{}\"\n# {}\n",
        "x".repeat(million),
        "y".repeat(million),
        "z".repeat(million)
    );
    assert!(timed(long.as_bytes(), Syntax::Yaml)[0].0);
    let wide = format!("[{}]", vec!["é"; 100_000].join(","));
    assert!(timed(wide.as_bytes(), Syntax::Yaml)[0].0);
    let spaces = format!("a:{}b\n", " ".repeat(million));
    assert!(timed(spaces.as_bytes(), Syntax::Yaml)[0].0);
    let keys: Vec<_> = (0..20_000).map(|key| format!("k{key}: no\n")).collect();
    let keys = keys.concat();
    assert!(timed(keys.as_bytes(), Syntax::Yaml)[0].0);
    let same = "k: 1\n".repeat(20_000);
    assert!(timed(same.as_bytes(), Syntax::Yaml)[0].0);
    let documents = "---\na: 1\n".repeat(20_000);
    assert_eq!(timed(documents.as_bytes(), Syntax::Yaml).len(), 20_000);
    let markers = "---\n".repeat(100_000);
    assert!(timed(markers.as_bytes(), Syntax::Yaml).is_empty());
    let values = "1 ".repeat(50_000);
    assert_eq!(timed(values.as_bytes(), Syntax::Json).len(), 50_000);
    let ends = "...\n%TAG\n".repeat(20_000);
    timed(format!("{ends}---\na: 1\n").as_bytes(), Syntax::Yaml);
}

#[test]
fn unterminated_things_are_refused_once() {
    for unit in [
        "\"", "'", "&", "*", "!", "|", "[", "{", "\\", "%", "- \"", "a: '",
    ] {
        let text = unit.repeat(50_000);
        timed(text.as_bytes(), Syntax::Yaml);
        timed(text.as_bytes(), Syntax::Json);
    }
}

#[test]
fn random_bytes_and_mutations_never_panic() {
    let rounds = std::env::var("MESHWRIGHT_FUZZ_ROUNDS").ok();
    let rounds = rounds
        .and_then(|count| count.parse().ok())
        .unwrap_or(ROUNDS);
    let mut random = mutate::Random::new(23);
    let alphabet = b"{}[]:,-?#&*!|>'\"%@` \n\r\tab01.\\~<=\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF\xFF\x00";
    for round in 0..rounds {
        let text = if round % 3 == 0 {
            (0..random.below(60))
                .map(|_| *random.pick(alphabet))
                .collect()
        } else {
            let source = (*random.pick(&mutate::SOURCES)).to_owned();
            let text = (0..3).fold(source, |text, _| mutate::mutate(&text, &mut random));
            let mut bytes = text.into_bytes();
            let at = random.below(bytes.len());
            bytes.truncate(at + random.below(200));
            bytes
        };
        for syntax in [
            Syntax::Yaml,
            Syntax::Json,
            Syntax::NdJson,
            Syntax::guess(None, &text),
        ] {
            exhaust(&text, syntax);
        }
        let lines = LineIndex::new(&text);
        assert!(lines.position(random.below(text.len() + 2)).0 <= lines.count());
    }
}

#[test]
fn edits_on_deep_documents_do_not_recurse() {
    let text = format!("{}{}", "[".repeat(9_000), "]".repeat(9_000));
    let document = documents(text.as_bytes(), Syntax::Json)
        .next()
        .expect("one document");
    let root = document.root().expect("reads");
    let edit = meshwright_api::Edit::set(meshwright_api::path![0], 1);
    assert_eq!(lower(&document, root, &[edit]).len(), 1);
}
