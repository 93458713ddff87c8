//! `meshwright rules`: the table.

use meshwright_policy::{Rule, rules};
use serde_json::Value;

use crate::args::{PageFormat, RulesArgs};
use crate::{explain, page, streams};

/// Prints the rules asked for.
pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<()> {
    let rules: Vec<&Rule> = rules::all()
        .iter()
        .copied()
        .filter(|rule| wanted(rule, args))
        .collect();
    match args.format {
        PageFormat::Text => streams::print(&page::columns(&rows(&rules))),
        PageFormat::Markdown => streams::print(&markdown(&rules)),
        PageFormat::Json => {
            let rules: Value = rules.iter().map(|rule| explain::brief(rule)).collect();
            streams::print(&format!("{rules:#}\n"))
        }
    }
}

fn wanted(rule: &Rule, args: &RulesArgs) -> bool {
    let of_group = args.group.is_none_or(|group| rule.group == group);
    let of_kind = args.kind.is_none_or(|kind| rule.kinds().contains(&kind));
    of_group && of_kind
}

fn rows(rules: &[&Rule]) -> Vec<Vec<String>> {
    let row = |rule: &&Rule| {
        let fix = if rule.fix.is_some() { "fix" } else { "" };
        let cells = [
            rule.code,
            rule.level.as_str(),
            rule.group.as_str(),
            fix,
            rule.name,
            rule.summary(),
        ];
        cells.map(str::to_owned).to_vec()
    };
    rules.iter().map(row).collect()
}

fn markdown(rules: &[&Rule]) -> String {
    let head =
        "| code | level | group | fix | name | what is refused |\n|---|---|---|---|---|---|\n";
    let line = |cells: Vec<String>| {
        format!(
            "| {} |\n",
            cells
                .join(" | ")
                .replace('|', "\\|")
                .replace(" \\| ", " | ")
        )
    };
    head.to_owned() + &rows(rules).into_iter().map(line).collect::<String>()
}
