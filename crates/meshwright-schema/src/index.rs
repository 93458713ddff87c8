//! The index of the rules: `docs/rules/README.md`.

use meshwright_policy::{Cell, Rule, rules};

use crate::{NOTICE, cells, page};

const HEAD: &str = "\
# Rules

Every rule of meshwright, made from one table.
A letter says where a rule is enforced: W the admission webhook, L `meshwright lint`, C the CRD, P admission policies, J JSON Schema, A the REST service.
Upper case is exact, lower case weaker (never stricter); a number is the first Kubernetes 1.x on which it is exact.
";

/// Writes the index.
pub fn index() -> String {
    let rows = rules::all().iter().map(|rule| row(rule));
    let head = ["code", "name", "level", "group", "where", "what is refused"];
    format!("<!-- {NOTICE} -->\n\n{HEAD}\n{}", page::table(head, rows))
}

fn row(rule: &Rule) -> Vec<String> {
    vec![
        format!("[{0}]({0}.md)", rule.code),
        rule.name.to_owned(),
        rule.level.to_string(),
        rule.group.as_str().to_owned(),
        letters(rule),
        rule.summary().trim_end_matches('.').to_owned(),
    ]
}

fn letters(rule: &Rule) -> String {
    let cells = cells::POINTS.map(|point| match cells::cell(rule, point) {
        Cell::None => "-".to_owned(),
        Cell::Weaker => point.letter.to_ascii_lowercase().to_string(),
        Cell::Exact => point.letter.to_string(),
        Cell::ExactFrom(minor) => format!("{}{minor}", point.letter),
    });
    cells.join(" ")
}
