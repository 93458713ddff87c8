//! The reader against the real one: `sigs.k8s.io/yaml` judges a corpus of mutated manifests made here.
//!
//! No parser of ours judges itself. The oracle is `tests/yaml-oracle`, a small Go program; it is built
//! on first use where it is not found.

use std::path::{Path, PathBuf};
use std::process::Command;

use meshwright_manifest::{Node, Syntax, documents};
use serde_json::Value;

#[path = "oracle/differences.rs"]
mod differences;
#[path = "oracle/mutate.rs"]
mod mutate;
#[path = "oracle/program.rs"]
mod program;

use differences::Difference;

/// How many mutated documents are judged; more with `MESHWRIGHT_ORACLE_DOCUMENTS`.
const DOCUMENTS: usize = 12_000;

fn documents_to_judge() -> usize {
    let wanted = std::env::var("MESHWRIGHT_ORACLE_DOCUMENTS").ok();
    wanted
        .and_then(|count| count.parse().ok())
        .unwrap_or(DOCUMENTS)
}

/// What we make of the first document: `None` is a refusal.
fn ours(text: &[u8]) -> Option<Value> {
    match documents(text, Syntax::Yaml).next() {
        Some(document) if document.number() == 1 => document.root().map(Node::to_value),
        _ => Some(Value::Null),
    }
}

#[test]
fn verdicts_and_values_are_the_clusters() {
    let corpus = mutate::corpus(documents_to_judge());
    let verdicts = program::judge(&corpus);
    let (mut accepted, mut unexplained, mut different) = (0, Vec::new(), 0);
    for (text, verdict) in corpus.iter().zip(&verdicts) {
        accepted += usize::from(verdict.is_ok());
        let Some(difference) = Difference::between(verdict, ours(text).as_ref()) else {
            continue;
        };
        different += usize::from(difference != Difference::Value);
        if differences::class(text).is_none() {
            unexplained.push((
                difference,
                String::from_utf8_lossy(text).into_owned(),
                verdict,
            ));
        }
    }
    let first: Vec<_> = unexplained.iter().take(20).collect();
    assert!(
        first.is_empty(),
        "{} differences without a name: {first:#?}",
        unexplained.len()
    );
    assert!(
        accepted * 4 > corpus.len(),
        "only {accepted} accepted: the corpus proves little"
    );
    assert!(
        different * 1000 <= corpus.len() * 2,
        "{different} of {} verdicts differ",
        corpus.len()
    );
}

#[test]
fn every_named_difference_still_exists() {
    let examples: Vec<Vec<u8>> = differences::EXAMPLES
        .iter()
        .map(|(_, text)| text.to_vec())
        .collect();
    let verdicts = program::judge(&examples);
    for ((class, text), verdict) in differences::EXAMPLES.iter().zip(&verdicts) {
        assert_eq!(differences::class(text), Some(*class), "{text:?}");
        let difference = Difference::between(verdict, ours(text).as_ref());
        assert!(
            difference.is_some(),
            "{class:?} is no difference any more: {text:?} {verdict:?}"
        );
    }
}

#[test]
fn every_scalar_reads_as_the_cluster_reads_it() {
    let letters: Vec<String> = mutate::scalars();
    let texts: Vec<Vec<u8>> = letters
        .iter()
        .flat_map(|letters| [format!("v: {letters}\n"), format!("{letters}: v\n")])
        .map(String::into_bytes)
        .collect();
    let verdicts = program::judge(&texts);
    for (text, verdict) in texts.iter().zip(&verdicts) {
        let difference = Difference::between(verdict, ours(text).as_ref());
        assert_eq!(
            difference,
            None,
            "{:?}: cluster {verdict:?}, ours {:?}",
            String::from_utf8_lossy(text),
            ours(text)
        );
    }
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn go() -> Command {
    Command::new("go")
}
