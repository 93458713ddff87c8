//! The tour of the README: every command in it prints what stands below it.
//!
//! `MESHWRIGHT_BLESS=1` writes what was printed into the page instead.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const COMMAND: &str = "$ meshwright ";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Both streams of a run in the project's own folder: what a reader sees on a terminal.
fn printed(arguments: &str) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_meshwright"))
        .args(arguments.split(' '))
        .current_dir(root())
        .env_clear()
        .env("MESHWRIGHT_TODAY", "2026-11-25")
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    let (out, err) = (text(ran.stdout), text(ran.stderr));
    format!("{out}{err}").trim_end().to_owned()
}

/// The page with each command followed by what it prints.
fn played(page: &str) -> String {
    let mut told = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(told, "{line}").expect("a String takes text");
        if let Some(arguments) = line.strip_prefix(COMMAND) {
            let end = lines
                .find(|line| *line == "```")
                .expect("a block has an end");
            writeln!(told, "{}\n{end}", printed(arguments)).expect("a String takes text");
        }
    }
    told
}

#[test]
fn the_tour_prints_what_the_readme_shows() {
    let file = root().join("README.md");
    let page = std::fs::read_to_string(&file).expect("the page is there");
    assert!(page.contains(COMMAND), "the tour has commands");
    let played = played(&page);
    if std::env::var_os("MESHWRIGHT_BLESS").is_some() {
        std::fs::write(&file, &played).expect("the page can be written");
    }
    assert!(
        page == played,
        "run again with MESHWRIGHT_BLESS=1 and read the change of README.md"
    );
}
