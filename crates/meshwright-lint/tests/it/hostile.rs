//! Texts that mean harm end in an outcome.

use crate::support::{HEAD, lint_text, only};

#[test]
fn hostile_texts_end_in_an_outcome() {
    let bomb = (1..12).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        let alias = format!("*a{}, ", n - 1).repeat(10);
        format!("{text}a{n}: &a{n} [{alias}]\n")
    });
    let texts: [(&str, Vec<u8>); 9] = [
        (
            "bomb.yaml",
            format!("{HEAD}  clusterSpec: pro\n{bomb}").into_bytes(),
        ),
        ("flow.yaml", "[".repeat(100_000).into_bytes()),
        (
            "deep.json",
            [b"[".repeat(100_000), b"]".repeat(100_000)].concat(),
        ),
        (
            "keys.json",
            format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)).into_bytes(),
        ),
        (
            "line.yaml",
            format!("{HEAD}  clusterSpec: {}\n", "x".repeat(1_000_000)).into_bytes(),
        ),
        (
            "utf8.yaml",
            [HEAD.as_bytes(), b"  clusterSpec: \xff\xfe\n"].concat(),
        ),
        (
            "nul.yaml",
            format!("{HEAD}  clusterSpec: \"a\\0b\"\n  id: \0\n").into_bytes(),
        ),
        (
            "big.yaml",
            format!("{HEAD}  id: 18446744073709551616\n").into_bytes(),
        ),
        (
            "comment.yaml",
            b"# meshwright: ignore[\n# meshwright: ignore[]]\n# meshwright:\n".to_vec(),
        ),
    ];
    for (name, text) in texts {
        let outcome = lint_text(&only(&["SM0201", "GX0011"]), name, text);
        assert!(outcome.faults.is_empty(), "{name}");
        for finding in &outcome.findings {
            assert!(finding.excerpt.text.len() < 20_000, "{name}");
        }
    }
}

#[test]
fn many_findings_on_one_long_line_are_found_in_passing() {
    let meshes = "{\"apiVersion\":\"v1\",\"kind\":\"Mesh\",\"x\":\"\u{65e5}\"},".repeat(20_000);
    let text = format!("[{meshes}{{}}]");
    let outcome = lint_text(&only(&["GX0012"]), "mesh.json", text);
    assert_eq!(outcome.findings.len(), 20_000);
    let last = outcome.findings.last().unwrap();
    assert_eq!((last.line, last.column), (1, 19_999 * 42 + 35));
    let shown: usize = outcome
        .findings
        .iter()
        .map(|finding| finding.excerpt.text.len())
        .sum();
    assert!(shown < 20_000 * 600);
}
