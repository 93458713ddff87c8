//! From an expression of the definition, which stands at a place and speaks of `self`, to one of a policy,
//! which speaks of the whole object.
//!
//! The definition lets old faults stand while nobody touches them. A policy does so only where its
//! expression says it, so the translation adds the words.

use meshwright_policy::Rule;
use meshwright_policy::rule::Cel;

/// What the expressions call a condition, and one that was there before.
const ITEM: &str = "item";

/// The expression of a policy that says what `cel` says.
pub(super) fn translate(rule: &Rule, cel: &Cel) -> String {
    if says(cel.rule, "oldSelf") {
        let said = replace(&replace(cel.rule, "oldSelf", "oldObject"), "self", "object");
        return format!("oldObject == null || ({said})");
    }
    let steps: Vec<&str> = cel.at.split('.').filter(|step| !step.is_empty()).collect();
    let ratchets = rule.ratchets;
    at("object", &steps, cel.rule, &|path, value| {
        ratchets.then(|| untouched(path, value))
    })
}

/// Goes down `steps` from `value`, through what may be absent, to where the expression stands.
fn at(
    value: &str,
    steps: &[&str],
    said: &str,
    alternative: &dyn Fn(&str, &str) -> Option<String>,
) -> String {
    let Some((step, rest)) = steps.split_first() else {
        let said = replace(said, "self", value);
        let untouched = alternative(value, value);
        let untouched = untouched.map(|untouched| format!(" || ({untouched})"));
        return format!("({said}){}", untouched.unwrap_or_default());
    };
    let key = step.trim_end_matches("[]");
    let inner = if key == *step {
        at(&format!("{value}.{key}"), rest, said, alternative)
    } else {
        let each = at(ITEM, rest, said, alternative);
        format!("{value}.{key}.all({ITEM}, {each})")
    };
    format!("!has({value}.{key}) || {inner}")
}

/// That the value was the same before. A condition is known by its type.
fn untouched(path: &str, value: &str) -> String {
    if let Some(member) = path.strip_prefix(&format!("{ITEM}.")) {
        return format!(
            "variables.conditionsBefore.exists(before, before.?type == {ITEM}.?type && \
             before.?{member} == optional.of({value}))"
        );
    }
    let members: Vec<&str> = path.split('.').skip(1).collect();
    let before = format!("oldObject.?{}", members.join(".?"));
    format!("oldObject != null && {before} == optional.of({value})")
}

/// Whether an expression says a word.
fn says(expression: &str, word: &str) -> bool {
    replace(expression, word, "") != expression
}

/// An expression with another word for each `word` that stands alone.
fn replace(expression: &str, word: &str, other: &str) -> String {
    let mut out = String::new();
    let mut name = String::new();
    for letter in expression.chars().chain([' ']) {
        if letter.is_alphanumeric() || letter == '_' {
            name.push(letter);
            continue;
        }
        out.push_str(if name == word { other } else { &name });
        name.clear();
        out.push(letter);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use meshwright_policy::rules;

    use super::*;

    fn translated(code: &str) -> String {
        let rule = rules::find(code).unwrap();
        translate(rule, &rule.cel[0])
    }

    #[test]
    fn a_field_is_guarded_and_an_untouched_one_may_stay() {
        assert_eq!(
            translated("SM0201"),
            "!has(object.spec) || !has(object.spec.clusterSpec) || \
             (object.spec.clusterSpec in ['Standard', 'Enterprise', 'Ultimate']) || \
             (oldObject != null && oldObject.?spec.?clusterSpec == optional.of(object.spec.clusterSpec))"
        );
    }

    #[test]
    fn each_item_of_a_list_is_asked() {
        assert_eq!(
            translated("SM0503"),
            "!has(object.status) || !has(object.status.conditions) || \
             object.status.conditions.all(item, !has(item.status) || \
             (item.status in ['True', 'False', 'Unknown']) || \
             (variables.conditionsBefore.exists(before, before.?type == item.?type && \
             before.?status == optional.of(item.status))))"
        );
    }

    #[test]
    fn an_expression_of_a_change_speaks_on_a_change_only() {
        let said = translated("SM0302");
        assert!(
            said.starts_with("oldObject == null || (!has(oldObject.status) || "),
            "{said}"
        );
        assert!(!says(&said, "self") && !says(&said, "oldSelf"), "{said}");
    }
}
