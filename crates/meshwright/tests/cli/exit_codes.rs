//! The table of exit codes, cell by cell: every format gives the same.

use std::io;

use meshwright_lint::render::Format;

use crate::desk::{Desk, Ran};

/// What is linted, and what the exit code must be.
const TABLE: &[(&[&str], i32)] = &[
    (&["clean.json"], 0),
    (&["faulty.yaml", "--fail-level", "off"], 0),
    (&["faulty.yaml", "--level", "SM0201=warn"], 0),
    (&["other.yaml", "--allow-empty"], 0),
    (&["faulty.yaml"], 1),
    (
        &[
            "faulty.yaml",
            "--level",
            "SM0201=warn",
            "--fail-level",
            "warn",
        ],
        1,
    ),
    (&["broken.yaml"], 1),
    (&["clean.json", "--policy", "missing.yaml"], 2),
    (&["clean.json", "--policy", "faulty.yaml"], 2),
    (&["clean.json", "missing.yaml"], 3),
    (&["other.yaml"], 5),
    // Of several the first of 4, 2, 3, 1, 5, 0 wins.
    (&["faulty.yaml", "missing.yaml"], 3),
    (
        &["faulty.yaml", "missing.yaml", "--policy", "missing.yaml"],
        2,
    ),
    (&["other.yaml", "missing.yaml"], 3),
    (&["other.yaml", "faulty.yaml"], 1),
];

fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.write(
        "other.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    );
    desk.write("broken.yaml", "kind: ServiceMesh\nspec: [\n");
    desk
}

#[test]
fn every_format_gives_every_code() {
    let desk = desk("every-format");
    for format in Format::ALL {
        for (args, code) in TABLE {
            let args = [&["lint", "--output", format.as_str()], *args].concat();
            let ran = desk.run(&args);
            assert_eq!(ran.code, *code, "{args:?}\n{}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn what_is_typed_wrong_is_a_usage_error() {
    let desk = desk("usage");
    let wrong: &[&[&str]] = &[
        &[],
        &["lnit"],
        &["lint", "--colour"],
        &["lint", "--output", "xml"],
        &["lint", "--output", "json", "--output", "sarif"],
        &["lint", "--output", "json", "--output", "sarif=-"],
        &["lint", "--output", "json=a", "--output", "sarif=a"],
        &["lint", "--fail-level", "error"],
        &["lint", "--threads", "0"],
        &["lint", "--today", "2026-02-30"],
        &["lint", "--region", "cn-hangzhou"],
        &["lint", "--against", "git:"],
        &["lint", "--write-baseline"],
        &["lint", "-", "-"],
        &["lint", "--diff", "--output", "json"],
        &["explain", "XX0001"],
        &["schema", "mash"],
    ];
    for args in wrong {
        let ran = desk.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn help_and_version_are_no_error() {
    let desk = desk("help");
    for args in [["--help", "lint"], ["--version", ""], ["help", "lint"]] {
        let args: Vec<&str> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
        let ran = desk.run(&args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_3() {
    let ran = desk("unwritable").run(&[
        "lint",
        "faulty.yaml",
        "--output",
        "json=no/such/folder.json",
    ]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.err
            .contains("error: cannot write to no/such/folder.json: "),
        "{}",
        ran.err
    );
}

#[test]
fn a_closed_pipe_changes_no_code_and_is_not_spoken_of() {
    let desk = desk("pipe");
    for (args, code) in [
        (["lint", "faulty.yaml"], 1),
        (["lint", "clean.json"], 0),
        (["explain", "SM0201"], 0),
    ] {
        let (reader, writer) = io::pipe().expect("a pipe can be made");
        drop(reader);
        let ran = Ran::of(
            desk.command(&args)
                .stdout(writer)
                .output()
                .expect("the binary starts"),
        );
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{args:?}");
    }
}
