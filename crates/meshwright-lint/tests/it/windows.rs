//! Long texts are read window by window, and nobody can tell.

use std::path::Path;

use meshwright_lint::render::{Format, Look, render};
use meshwright_lint::{Outcome, PolicySource, Settings};
use proptest::prelude::*;

use crate::support::{Folder, HEAD, lines, lint_paths, only};

/// What is told of a file that is read in windows of so many bytes, in a format that tells all places
/// and in the one that shows the text.
fn told(file: &Path, window: usize, threads: usize) -> String {
    let settings = Settings {
        policy: PolicySource::Defaults,
        window,
        threads: Some(threads),
        ..Settings::default()
    };
    let outcome = lint_paths(&settings, &[file]);
    written(&outcome)
}

fn written(outcome: &Outcome) -> String {
    assert!(outcome.faults.is_empty());
    let mut out = Vec::new();
    for format in [Format::Json, Format::Full] {
        render(format, outcome, Look::default(), &mut out).unwrap();
    }
    let prints: Vec<&str> = outcome.findings.iter().map(|f| &*f.fingerprint).collect();
    String::from_utf8(out).unwrap() + &prints.join("\n")
}

/// Lines that a document may have beside a good head.
fn line() -> impl Strategy<Value = String> {
    let spec = prop_oneof![
        6 => Just("  clusterSpec: Standard"),
        3 => Just("  clusterSpec: standard"),
        1 => Just("  clusterspec: 'pro' # ünsere Wahl"),
        1 => Just("  name: no"),
        1 => Just("  text: |\n    a block\n    # no comment\n\n     ---\n    ... --- \n    last"),
        1 => Just("  text: \"folded\n    --- over\n    lines\""),
        1 => Just("  - broken: ["),
        1 => Just("\t"),
        1 => Just("  wide: 世界世界 # 世界"),
        1 => Just("  again: 1\n  again: 2"),
    ];
    let comment = prop_oneof![
        3 => Just("  # a comment"),
        2 => Just("  # meshwright: ignore[SM0201] the next line"),
        1 => Just("  # meshwright: ignore[SM0201]"),
        1 => Just("# meshwright: ignore-file[GX0014] everywhere"),
        1 => Just("# meshwright: ignore-start[SM0201, XX0000] from here"),
        1 => Just("# meshwright: ignore-end[SM0201] to here"),
        1 => Just("# meshwright: ignroe[SM0201] what"),
        1 => Just("...\n# meshwright: ignore[SM0101] behind the end"),
        1 => Just(""),
        1 => Just("..."),
    ];
    prop_oneof![3 => spec, 1 => comment].prop_map(str::to_owned)
}

fn document() -> impl Strategy<Value = String> {
    let marker = prop_oneof![
        12 => Just("---\n"),
        1 => Just("--- # a marker with a comment\n"),
        1 => Just("---\n# Source: chart/templates/mesh.yaml\n"),
        1 => Just("---\n# nothing\n---\n"),
        1 => Just("...\n%YAML 1.1\n---\n"),
        1 => Just("...\n\u{feff}%TAG ! tag:example.com,2000:\n---\n"),
        1 => Just("\u{feff}---\n"),
        1 => Just("# meshwright: ignore[SM0101, SM0201] before a document\n---\n"),
        1 => Just("---\r"),
    ];
    let head = prop_oneof![
        8 => Just(HEAD),
        1 => Just("apiVersion: v1\nkind: ConfigMap\ndata:\n"),
        1 => Just("apiVersion: v1\nkind: Mesh\nspec:\n"),
        1 => Just(""),
    ];
    let lines = prop::collection::vec(line(), 0..4);
    (marker, head, lines).prop_map(|(marker, head, lines)| {
        let lines: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        format!("{marker}{head}{lines}")
    })
}

/// A text of more documents than are compared with one another.
fn stream() -> impl Strategy<Value = String> {
    let start = prop_oneof![4 => Just(""), 1 => Just("\u{feff}"), 1 => Just("\u{feff}\t\n")];
    let end = prop_oneof![3 => Just("\n"), 1 => Just("\r\n")];
    let documents = prop::collection::vec(document(), 66..120);
    let rest = prop_oneof![Just(""), Just("---"), Just("---\n# the end"), Just("a: [")];
    (start, documents, rest, end).prop_map(|(start, documents, rest, end)| {
        format!("{start}{}{rest}", documents.concat()).replace('\n', end)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_stream_tells_the_same_in_windows_of_any_size(
        text in stream(),
        window in prop_oneof![Just(64_usize), 64_usize..4096],
    ) {
        let folder = Folder::new();
        let file = folder.write("stream.yaml", &text);
        let whole = told(&file, usize::MAX, 1);
        prop_assert_eq!(&told(&file, window, 1), &whole);
        prop_assert_eq!(&told(&file, window, 2), &whole);
    }

    #[test]
    fn json_lines_tell_the_same_in_windows_of_any_size(
        edition in prop::collection::vec(0_usize..6, 70..200),
        window in 64_usize..4096,
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")],
    ) {
        let line = |edition: &usize| match edition {
            0 => "{\"broken\": [".to_owned(),
            1 => String::new(),
            _ => format!(
                "{{\"apiVersion\": \"istio.alibabacloud.com/v1beta1\", \"kind\": \"ServiceMesh\", \
                 \"spec\": {{\"clusterSpec\": \"{}\"}}}}",
                ["Standard", "standard", "Ultimate", "no"][edition - 2]
            ),
        };
        let text = edition.iter().map(line).collect::<Vec<_>>().join(end);
        let folder = Folder::new();
        let file = folder.write("stream.ndjson", &text);
        prop_assert_eq!(told(&file, window, 2), told(&file, usize::MAX, 1));
    }
}

#[test]
fn what_is_looked_at_behind_a_document_is_there_wherever_the_window_ends() {
    let folder = Folder::new();
    let good = format!("{HEAD}  clusterSpec: Ultimate\n---\n").repeat(64);
    let unclosed = format!("a: [\n--- # {}\nb: 1\n", "shown in the excerpt ".repeat(9));
    let far = "# meshwright: ignore[GX0013] far above its line\n---\n".to_owned()
        + &"# and more\n".repeat(40)
        + "apiVersion: istio.alibabacloud.com/v1\nkind: ServiceMesh\n---\n";
    let text = good + &(unclosed + &far).repeat(3) + "a: 1\n";
    let file = folder.write("stream.yaml", &text);
    let whole = told(&file, usize::MAX, 1);
    assert!(whole.contains("GX0010") && !whole.contains("GX0013"));
    for window in (text.len() / 2..text.len()).step_by(13) {
        assert_eq!(told(&file, window, 1), whole, "{window}");
    }
}

#[test]
fn a_document_larger_than_the_window_is_read_whole() {
    let folder = Folder::new();
    let long = format!(
        "{HEAD}  # {}\n  clusterSpec: standard\n---\n",
        "x".repeat(9000)
    );
    let file = folder.write("stream.yaml", long.repeat(70));
    let settings = Settings {
        window: 1000,
        ..only(&["SM0201"])
    };
    let wanted: Vec<String> = (0..70)
        .map(|index| format!("SM0201 {}", 7 + 8 * index))
        .collect();
    assert_eq!(lines(&lint_paths(&settings, &[&file])), wanted);
}

#[test]
fn a_suppression_is_found_unused_when_its_window_is_long_gone() {
    let folder = Folder::new();
    let mesh = format!("{HEAD}  clusterSpec: Standard\n---\n");
    let text = format!(
        "# meshwright: ignore-file[SM0201] an old one\n{}",
        mesh.repeat(100)
    );
    let file = folder.write("stream.yaml", text);
    let settings = Settings {
        window: 500,
        ..only(&["SM0201", "GX0015"])
    };
    assert_eq!(lines(&lint_paths(&settings, &[&file])), ["GX0015 1"]);
}

#[test]
fn only_the_first_documents_of_a_long_stream_are_siblings() {
    let folder = Folder::new();
    let mesh = |index| {
        format!(
            "{}  clusterSpec: Standard\n",
            HEAD.replace("name: mesh", &format!("name: mesh-{index}"))
        )
    };
    let text = (0..200).map(mesh).collect::<Vec<_>>().join("---\n");
    let file = folder.write("stream.yaml", text);
    let outcome = lint_paths(&only(&["SM0101"]), &[&file]);
    assert_eq!((outcome.summary.checked, outcome.summary.warn), (200, 64));
}
