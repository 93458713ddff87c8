//! The page of a rule, in Markdown: `docs/rules/<CODE>.md`, and what `meshwright explain` shows.

use meshwright_policy::rule::Status;
use meshwright_policy::{Check, Rule};
use serde_json::Value;

use crate::{NOTICE, cells, fragments};

/// A document that shows a rule: a file of the rule's folder of examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The file's name: `invalid.yaml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Writes the page of a rule with its examples.
///
/// ```
/// let rule = meshwright_policy::rules::find("SM0201").unwrap();
/// let page = meshwright_schema::page(rule, &[]);
/// assert!(page.contains("# SM0201: unknown-edition\n"));
/// ```
pub fn page(rule: &Rule, examples: &[Example]) -> String {
    let mut out = format!("<!-- {NOTICE} -->\n\n# {}: {}\n\n", rule.code, rule.name);
    out.push_str(&prose(rule));
    out.push_str("\n## At a glance\n\n");
    out.push_str(&glance(rule));
    out.push_str("\n## Where it is enforced\n\n");
    out.push_str(&enforcement(rule));
    for (title, body) in [
        ("Examples", self::examples(examples)),
        ("The same in CEL", cel(rule)),
        ("The same in JSON Schema", schema(rule)),
    ] {
        if !body.is_empty() {
            out.extend(["\n## ", title, "\n\n", &body]);
        }
    }
    out
}

/// The doc comment: its heads stand one level below the page's.
fn prose(rule: &Rule) -> String {
    let line = |line: &str| {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        let head = if line.starts_with("# ") { "#" } else { "" };
        format!(
            "{head}{line}
"
        )
    };
    rule.docs.lines().map(line).collect()
}

fn glance(rule: &Rule) -> String {
    let mut rows = vec![("default level", rule.level.to_string())];
    for (surface, level) in rule.level_at {
        rows.push((
            "elsewhere",
            format!("{level} at {}", format!("{surface:?}").to_lowercase()),
        ));
    }
    let kinds: Vec<String> = rule
        .kinds()
        .iter()
        .map(|kind| format!("`{}`", kind.as_str()))
        .collect();
    let only = if rule.requests_only {
        ", as a client asks for it"
    } else {
        ""
    };
    rows.push(("speaks of", kinds.join(", ") + only));
    rows.push(("group", format!("`{}`", rule.group.as_str())));
    rows.push(("category", word(&rule.category)));
    rows.push((
        "fix",
        rule.fix
            .map_or_else(|| "none".to_owned(), |safety| word(&safety)),
    ));
    rows.push(("on update", ratchet(rule).to_owned()));
    rows.push(("status", status(rule)));
    if let Check::Elsewhere(who) = rule.check {
        rows.push(("who looks", who.to_owned()));
    }
    table(
        ["what", "value"],
        rows.into_iter()
            .map(|(what, value)| vec![what.to_owned(), value]),
    )
}

const fn ratchet(rule: &Rule) -> &'static str {
    match (&rule.check, rule.ratchets) {
        (Check::ServiceMeshChange(_) | Check::MeshChange(_), _) => "judges the change itself",
        (_, true) => "a fault that already stood there is lowered to a warning",
        (_, false) => "a fault that already stood there is not lowered",
    }
}

fn status(rule: &Rule) -> String {
    let since = rule.since;
    match rule.status {
        Status::Preview => format!("preview, since {since}"),
        Status::Stable => format!("stable, since {since}"),
        Status::Deprecated(reason) => format!("deprecated, since {since}: {reason}"),
        Status::Removed(reason) => format!("removed: {reason}"),
    }
}

/// The word that output uses for a value.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

fn enforcement(rule: &Rule) -> String {
    let rows = cells::POINTS.map(|point| {
        vec![
            point.name.to_owned(),
            cells::closely(cells::cell(rule, point)),
            cells::reason(rule, point).to_owned(),
        ]
    });
    table(["point", "how closely", "why"], rows)
}

fn examples(examples: &[Example]) -> String {
    let blocks = examples.iter().map(|Example { name, text }| {
        format!(
            "`{name}`

```yaml
{}
```
",
            text.trim_end()
        )
    });
    blocks.collect::<Vec<_>>().join(
        "
",
    )
}

fn cel(rule: &Rule) -> String {
    let blocks = rule.cel.iter().map(|cel| {
        format!(
            "At {}, or else: {}\n\n```text\n{}\n```\n",
            place(cel.at),
            cel.message,
            cel.rule
        )
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn schema(rule: &Rule) -> String {
    let blocks = rule.schema.iter().map(|fragment| {
        let keywords = Value::Object(fragments::keywords(fragment));
        format!("At {}:\n\n```json\n{keywords:#}\n```\n", place(fragment.at))
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn place(at: &str) -> String {
    if at.is_empty() {
        "the root".to_owned()
    } else {
        format!("`{at}`")
    }
}

/// A table of Markdown.
pub(crate) fn table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        out.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    out
}
