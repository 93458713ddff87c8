//! A tree as YAML: block style, keys in order, texts quoted only where they must be.
//!
//! Small on purpose: it writes our own artefacts, and the tests read them back with another reader.

use serde_json::Value;

/// Writes a tree.
pub(crate) fn emit(value: &Value) -> String {
    let mut out = String::new();
    node(&mut out, value, 0);
    out.trim_start_matches('\n').to_owned()
}

/// What follows a key or a dash.
fn node(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                line(out, depth);
                out.push_str(&scalar(key));
                out.push(':');
                // Kubernetes' own style: a list stands under its key without a further indent.
                let deeper = if member.is_array() { depth } else { depth + 1 };
                node(out, member, deeper);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                line(out, depth);
                out.push('-');
                element(out, item, depth);
            }
        }
        Value::String(text) => block_or_scalar(out, text, depth),
        Value::Object(_) => out.push_str(" {}"),
        other => {
            out.push(' ');
            out.push_str(&other.to_string());
        }
    }
}

/// An item of a list: its first key stands beside the dash.
fn element(out: &mut String, item: &Value, depth: usize) {
    let start = out.len();
    node(out, item, depth + 1);
    if item.is_object() || item.is_array() {
        let indent = format!("\n{}", "  ".repeat(depth + 1));
        let written = out.split_off(start);
        let first = written.strip_prefix(&indent).map(str::to_owned);
        out.push_str(&first.map_or(written, |rest| format!(" {rest}")));
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

/// A text with quotes or escapes in it reads better as a block.
fn block_or_scalar(out: &mut String, text: &str, depth: usize) {
    let blocky = !is_plain(text)
        && text.contains(['"', '\\', '\n'])
        && !text.starts_with([' ', '\n'])
        && !text.ends_with(['\n', ' '])
        && text.chars().all(|c| c == '\n' || !c.is_control());
    if !blocky {
        out.push(' ');
        out.push_str(&scalar(text));
        return;
    }
    out.push_str(" |-");
    for part in text.split('\n') {
        if part.is_empty() {
            out.push('\n');
        } else {
            line(out, depth);
            out.push_str(part);
        }
    }
}

fn scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

/// Whether every reader takes the bare letters as this text.
fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
    ];
    let word = text.strip_prefix('.').unwrap_or(text);
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c == ' ' || c.is_ascii_graphic())
        && !(text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']))
        && !WORDS.contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_stand_under_their_key_and_keys_beside_their_dash() {
        let tree = json!({"a": [{"b": 1, "c": [true]}, "x"], "d": {}, "e": {"f": []}});
        let text = "a:\n- b: 1\n  c:\n  - true\n- x\nd: {}\ne:\n  f: []";
        assert_eq!(emit(&tree), text);
    }

    #[test]
    fn texts_that_look_like_something_else_are_quoted() {
        for text in [
            "no", "True", "1.10", "", "a: b", "#x", "- x", "~", "a ", "*x",
        ] {
            assert_eq!(
                emit(&json!({"k": text})),
                format!("k: {}", Value::from(text))
            );
        }
        for text in ["plain words", "self in ['a']", ".spec.id", "a:b#c"] {
            assert_eq!(emit(&json!({"k": text})), format!("k: {text}"));
        }
    }

    #[test]
    fn texts_with_escapes_stand_in_blocks() {
        assert_eq!(
            emit(&json!({"k": {"r": "a\\.b\n\nc"}})),
            "k:\n  r: |-\n    a\\.b\n\n    c"
        );
    }
}
