//! Flags from the environment, and colour.

use crate::desk::Desk;

#[test]
fn every_flag_has_a_variable_and_the_flag_wins() {
    let desk = Desk::new("variables");
    let run = |variables: &[(&str, &str)], args: &[&str]| {
        desk.run_with(variables, &[&["lint", "faulty.yaml"], args].concat())
    };
    assert_eq!(run(&[("MESHWRIGHT_FAIL_LEVEL", "off")], &[]).code, 0);
    assert_eq!(
        run(
            &[("MESHWRIGHT_FAIL_LEVEL", "off")],
            &["--fail-level", "deny"]
        )
        .code,
        1
    );
    assert_eq!(run(&[("MESHWRIGHT_FAIL_LEVEL", "oops")], &[]).code, 2);
    assert_eq!(run(&[("MESHWRIGHT_IGNORE", "SM0301,SM0201")], &[]).code, 0);
    assert_eq!(
        run(&[("MESHWRIGHT_OUTPUT", "jsonl")], &[])
            .out
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_switch_is_off_where_its_variable_says_so() {
    let desk = Desk::new("switches");
    for (value, shown) in [
        ("1", false),
        ("true", false),
        ("0", true),
        ("false", true),
        ("", true),
    ] {
        let ran = desk.run_with(&[("MESHWRIGHT_QUIET", value)], &["lint", "clean.json"]);
        assert_eq!(ran.out.contains("no findings"), shown, "{value:?}");
    }
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let desk = Desk::new("colour");
    let coloured = |variables: &[(&str, &str)], args: &[&str]| {
        let ran = desk.run_with(variables, &[&["lint", "faulty.yaml"], args].concat());
        ran.out.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[], &["--color", "always"]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(coloured(&[("FORCE_COLOR", "1")], &["--output", "concise"]));
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["--color", "never"]));
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["--output", "json"]));
}
