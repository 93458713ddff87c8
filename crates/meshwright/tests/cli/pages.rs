//! What is printed from the table of rules. That the committed files are fresh is for codegen to hold.

use std::path::Path;

use meshwright_policy::rules;
use meshwright_schema::Example;
use serde_json::Value;

use crate::desk::Desk;

fn printed(args: &[&str]) -> String {
    let ran = Desk::new(&format!("prints-{}", args.join("-"))).run(args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

#[test]
fn the_crd_and_the_schemas_are_those_of_the_library() {
    assert_eq!(printed(&["crd"]), meshwright_schema::crd());
    let names: Vec<&str> = meshwright_schema::schemas()
        .iter()
        .map(|file| file.name)
        .collect();
    assert_eq!(printed(&["schema"]).lines().collect::<Vec<_>>(), names);
    for file in meshwright_schema::schemas() {
        assert_eq!(printed(&["schema", file.name]), file.text());
    }
}

#[test]
fn every_rule_is_explained_with_its_examples() {
    let desk = Desk::new("explained");
    for rule in rules::all() {
        let examples = examples(rule.code);
        let page = desk
            .run(&["explain", rule.code, "--format", "markdown"])
            .out;
        assert_eq!(
            page,
            meshwright_schema::page(rule, &examples),
            "{}",
            rule.code
        );
    }
}

/// The files of a rule's folder, by name.
fn examples(code: &str) -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/rules")
        .join(code);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let example = |path: &std::path::PathBuf| Example {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    paths
        .iter()
        .filter(|path| path.is_file())
        .map(example)
        .collect()
}

#[test]
fn a_rule_answers_to_its_code_in_any_case_and_to_its_name() {
    let page = printed(&["explain", "SM0201"]);
    assert!(
        page.starts_with("SM0201: unknown-edition\n\nAn edition that does not exist.\n"),
        "{page}"
    );
    for heading in [
        "WHAT IT REFUSES",
        "WHY",
        "WHAT TO DO INSTEAD",
        "WHERE IT IS ENFORCED",
    ] {
        assert!(page.contains(&format!("\n{heading}\n")), "{heading}");
    }
    assert_eq!(printed(&["explain", "sm0201"]), page);
    assert_eq!(printed(&["explain", "Unknown-Edition"]), page);
}

#[test]
fn a_rule_is_told_to_programs() {
    let rule: Value =
        serde_json::from_str(&printed(&["explain", "SM0201", "--format", "json"])).unwrap();
    assert_eq!(rule["level"], "deny");
    assert_eq!(rule["points"]["crd"], "exact");
    assert_eq!(rule["cel"][0]["at"], "spec.clusterSpec");
    assert!(rule["schema"].is_object());
}

#[test]
fn the_table_has_every_rule_in_every_format() {
    let count = rules::all().len();
    assert_eq!(printed(&["rules"]).lines().count(), count);
    assert_eq!(
        printed(&["rules", "--format", "markdown"]).lines().count(),
        count + 2
    );
    let table: Value = serde_json::from_str(&printed(&["rules", "--format", "json"])).unwrap();
    assert_eq!(table.as_array().map(Vec::len), Some(count));
}

#[test]
fn the_table_can_be_narrowed() {
    let table = printed(&["rules", "--group", "edition", "--kind", "servicemesh"]);
    assert!(table.contains("SM0201"), "{table}");
    assert!(
        table.lines().all(|line| line.contains(" edition ")),
        "{table}"
    );
}

#[test]
fn each_shell_is_completed() {
    for shell in ["bash", "zsh", "fish", "nushell", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("stdin-filename"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_a_command_and_the_exit_codes() {
    assert!(printed(&["man"]).contains(".TH meshwright 1"));
    let desk = Desk::new("manual");
    assert_eq!(desk.run(&["man", "--out", "man"]).code, 0);
    for command in [
        "lint",
        "explain",
        "rules",
        "crd",
        "schema",
        "completions",
        "man",
    ] {
        assert!(
            desk.read(&format!("man/meshwright-{command}.1"))
                .contains("NAME"),
            "{command}"
        );
    }
    let page = desk.read("man/meshwright-lint.1");
    assert!(page.contains("an input could not be read"), "{page}");
    assert!(page.contains("MESHWRIGHT_"), "{page}");
}
