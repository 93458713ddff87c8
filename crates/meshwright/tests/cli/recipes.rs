//! The recipes that are handed out: every command in them is one that this binary takes.

use crate::desk::Desk;

const HOOKS: &str = include_str!("../../../../.pre-commit-hooks.yaml");
const PAGE: &str = include_str!("../../../../docs/ci.md");

/// What follows `start` on the lines that have it, word by word.
fn commands<'a>(text: &'a str, start: &str) -> Vec<Vec<&'a str>> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix(start));
    lines
        .map(|rest| rest.split_whitespace().collect())
        .collect()
}

#[test]
fn the_hooks_lint_what_they_are_given() {
    let desk = Desk::new("hooks");
    let hooks = commands(HOOKS, "entry: meshwright ");
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        let args = [hook.as_slice(), &["clean.json"]].concat();
        let ran = desk.run(&args);
        assert_eq!(ran.code, 0, "{args:?}\n{}", ran.err);
    }
}

#[test]
fn the_commands_of_the_page_are_understood() {
    let desk = Desk::new("page");
    let found: Vec<Vec<&str>> = ["meshwright ", "- meshwright "]
        .into_iter()
        .flat_map(|start| commands(PAGE, start))
        .collect();
    assert_eq!(found.len(), 5, "{found:?}");
    for args in found
        .iter()
        .filter(|args| !args.contains(&"git:origin/main"))
    {
        let args: Vec<&str> = args
            .iter()
            .map(|arg| if *arg == "manifests" { "." } else { arg })
            .collect();
        let ran = desk.run(&args);
        assert_ne!(ran.code, 2, "{args:?}\n{}", ran.err);
    }
}
