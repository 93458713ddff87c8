//! Every vector of `tests/vectors`: a base document, a change, and the codes that must come out.

#![cfg(test)]

use std::collections::BTreeSet;

use meshwright_policy::{Check, Rule, rules};
use meshwright_testkit::{Vector, vectors};

#[test]
fn every_vector_yields_exactly_the_codes_it_names() {
    let all = vectors();
    let describe = |vector: &Vector| {
        let found = vector.codes();
        let Vector {
            rule, name, expect, ..
        } = vector;
        (found != *expect).then(|| format!("{rule} {name:?}: expected {expect:?}, found {found:?}"))
    };
    let wrong: Vec<String> = all.iter().filter_map(describe).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

/// A rule whose findings vanish, or that speaks everywhere, must break a vector.
#[test]
fn no_rule_can_fall_silent_or_speak_always_without_a_vector_noticing() {
    let all = vectors();
    let spoken: BTreeSet<&str> = all
        .iter()
        .flat_map(|v| v.expect.iter().map(String::as_str))
        .collect();
    for rule in rules::all().iter().filter(|rule| judges_values(rule)) {
        assert!(
            spoken.contains(rule.code),
            "no vector expects {}",
            rule.code
        );
        let mut own = all
            .iter()
            .filter(|vector| vector.rule == rule.code)
            .peekable();
        // That it has vectors at all is for `cargo xtask tidy` to ask.
        let free =
            own.peek().is_none() || own.any(|v| !v.expect.iter().any(|code| code == rule.code));
        assert!(free, "no vector of {} is free of it", rule.code);
    }
}

/// Rules about bytes have whole texts for vectors, and the linter's tests run those.
const fn judges_values(rule: &Rule) -> bool {
    !matches!(
        rule.check,
        Check::Text(_) | Check::Elsewhere(_) | Check::Admits | Check::Defaults
    )
}
