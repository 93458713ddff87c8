//! Values as text: in quotes or without, on one line or on several.

use serde_json::Value;

use crate::node::Style;
use crate::scalar::{self, Scalar};

/// How the text around spells things.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Only JSON is allowed.
    pub(super) json: bool,
    /// Inside brackets, where commas and brackets end a plain scalar.
    pub(super) flow: bool,
    /// Whether a blank follows a colon and a comma in JSON.
    pub(super) airy: bool,
}

/// A value on one line; a text in the quotes it had, where they can hold it.
pub(super) fn inline(value: &Value, quotes: Style, manner: Manner) -> String {
    let inner = Manner {
        flow: true,
        ..manner
    };
    let gap = if manner.airy || !manner.json { " " } else { "" };
    match value {
        Value::String(text) => string(text, quotes, manner),
        Value::Array(elements) => {
            let elements: Vec<_> = elements
                .iter()
                .map(|e| inline(e, Style::Plain, inner))
                .collect();
            format!("[{}]", elements.join(&format!(",{gap}")))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                format!(
                    "{}:{gap}{}",
                    string(key, Style::Plain, inner),
                    inline(value, Style::Plain, inner)
                )
            });
            format!(
                "{{{}}}",
                members.collect::<Vec<_>>().join(&format!(",{gap}"))
            )
        }
        _ => value.to_string(),
    }
}

/// A text as a scalar.
pub(super) fn string(text: &str, quotes: Style, manner: Manner) -> String {
    let printable = !text.chars().any(must_escape);
    match quotes {
        _ if manner.json => double(text),
        Style::Plain | Style::Literal | Style::Folded
            if printable && is_plain(text, manner.flow) =>
        {
            text.to_owned()
        }
        Style::SingleQuoted if printable => format!("'{}'", text.replace('\'', "''")),
        _ => double(text),
    }
}

fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if must_escape(letter) => {
                out.push_str("\\u");
                let digit = |shift: u32| char::from_digit(u32::from(letter) >> shift & 15, 16);
                out.extend([12, 8, 4, 0].into_iter().filter_map(digit));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Characters that stand in no text of ours as themselves: all fit in four digits.
fn must_escape(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
        )
}

/// Whether a text without quotes reads as itself, to the cluster and to YAML 1.2.
fn is_plain(text: &str, flow: bool) -> bool {
    let meaning = scalar::resolve(text);
    let first = text.bytes().next().unwrap_or_default();
    let indicator = b"-?:,[]{}#&*!|>'\"%@`=<~ ".contains(&first);
    let brackets = flow && text.contains([',', '[', ']', '{', '}', '?', ':']);
    let broken = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let surprising = meaning != Scalar::Text || scalar::surprises(text, meaning);
    !(surprising || indicator || brackets || broken || text.starts_with("..."))
}

/// A value on lines of its own, each with this indentation, the first without a line end before it;
/// `None` for what has no such form.
pub(super) fn lines(value: &Value, indent: &str, line_end: &str, manner: Manner) -> Option<String> {
    let rows: Vec<String> = match value {
        Value::Object(members) if !members.is_empty() => members
            .iter()
            .map(|(key, value)| format!("{indent}{}", member(key, value, indent, line_end, manner)))
            .collect(),
        Value::Array(elements) if !elements.is_empty() => elements
            .iter()
            .map(|value| format!("{indent}- {}", inline(value, Style::Plain, manner)))
            .collect(),
        _ => return None,
    };
    Some(rows.join(line_end))
}

/// `key: value`, the value on further lines where it is a container.
pub(super) fn member(
    key: &str,
    value: &Value,
    indent: &str,
    line_end: &str,
    manner: Manner,
) -> String {
    let key = string(key, Style::Plain, manner);
    let deeper = format!("{indent}  ");
    match lines(value, &deeper, line_end, manner) {
        Some(rows) => format!("{key}:{line_end}{rows}"),
        None => format!("{key}: {}", inline(value, Style::Plain, manner)),
    }
}
