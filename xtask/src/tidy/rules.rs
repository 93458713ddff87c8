//! Manners of rules: a sorted table, a page with its three heads, vectors, and examples where a rule
//! looks at documents.

use std::collections::BTreeSet;

use meshwright_policy::{Check, Rule, rules};

use crate::run;

/// The heads of a page, in their order.
const HEADS: [&str; 3] = ["# What it refuses", "# Why", "# What to do instead"];

/// Everything that is wrong with the rules.
pub(super) fn check() -> Vec<String> {
    let mut wrong: Vec<String> = rules::all().iter().flat_map(|rule| faults(rule)).collect();
    let codes: Vec<&str> = rules::all().iter().map(|rule| rule.code).collect();
    if !codes.is_sorted_by(|a, b| a < b) {
        wrong.push(
            "the table of rules is not in the order of its codes, or one stands twice".into(),
        );
    }
    let names: BTreeSet<&str> = rules::all().iter().map(|rule| rule.name).collect();
    if names.len() != codes.len() {
        wrong.push("two rules have one name".to_owned());
    }
    wrong
}

fn faults(rule: &Rule) -> Vec<String> {
    let code = rule.code;
    let mut faults = Vec::new();
    let mut asks = |holds: bool, fault: &str| {
        if !holds {
            faults.push(format!("{code}: {fault}"));
        }
    };
    let exists = |path: String| run::root().join(path).exists();
    let file = format!(
        "crates/meshwright-policy/src/rules/{}.rs",
        code.to_lowercase()
    );
    asks(exists(file), "its file is not called like its code");
    let judged = !matches!(rule.check, Check::Elsewhere(_));
    asks(
        !judged || exists(format!("tests/vectors/{code}.json")),
        "it has no vectors",
    );
    asks(is_kebab(rule.name), "its name is not in kebab case");
    asks(
        rule.summary().ends_with('.'),
        "its summary is not one sentence on one line",
    );
    asks(
        has_heads(rule.docs),
        "its page lacks one of the three heads, or their order",
    );
    if looks_at_documents(rule) {
        for kind in ["invalid", "valid"] {
            asks(
                has_example(code, kind),
                &format!("tests/rules/{code} has no {kind} example"),
            );
        }
    }
    faults
}

fn is_kebab(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(letter)
}

fn has_heads(docs: &str) -> bool {
    let heads: Vec<&str> = docs
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("# "))
        .collect();
    heads.starts_with(&HEADS)
}

const fn looks_at_documents(rule: &Rule) -> bool {
    !matches!(
        rule.check,
        Check::Elsewhere(_) | Check::Admits | Check::Defaults
    )
}

/// `invalid.yaml`, or `invalid-<what>.yaml`, or another ending for texts that are no YAML.
fn has_example(code: &str, kind: &str) -> bool {
    let folder = run::root().join("tests/rules").join(code);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries.filter_map(Result::ok).any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rest = name.strip_prefix(kind);
        rest.is_some_and(|rest| rest.starts_with(['.', '-']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_asked_for_in_their_order() {
        assert!(has_heads(
            " A.\n # What it refuses\n x\n # Why\n # What to do instead\n"
        ));
        assert!(!has_heads(
            " A.\n # Why\n # What it refuses\n # What to do instead\n"
        ));
        assert!(!has_heads(" A.\n # What it refuses\n # Why\n"));
    }
}
