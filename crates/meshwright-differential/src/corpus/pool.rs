//! Values to try in a field: none, null, of another type, empty, at its bounds, in other scripts, and
//! such as look alike.

use meshwright_api::shape::{Shape, TextShape};
use serde_json::{Value, json};

/// What to try where `shape` is expected and `good` stands; `None` takes the member away.
pub(super) fn values(shape: &Shape, good: &Value) -> Vec<Option<Value>> {
    let other = [
        json!(null),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!(["x"]),
        json!({"x": "y"}),
        json!([null]),
    ];
    let mut values: Vec<Option<Value>> = std::iter::once(None).chain(other.map(Some)).collect();
    let more = match shape {
        Shape::Text(text) => texts(text, good.as_str().unwrap_or("word"))
            .into_iter()
            .map(Value::from)
            .collect(),
        Shape::Integer => vec![
            json!(0),
            json!(1),
            json!(2),
            json!(1.0),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(1e30),
            json!("1"),
            json!(""),
        ],
        Shape::List { bound, .. } => {
            let item = good.get(0).cloned().unwrap_or_default();
            vec![
                json!([item.clone()]),
                json!([item.clone(), item.clone()]),
                Value::Array(vec![item; bound + 1]),
                json!(""),
            ]
        }
        Shape::Boolean | Shape::Number | Shape::Map { .. } | Shape::Object(_) | Shape::Any => {
            vec![json!("")]
        }
    };
    values.extend(more.into_iter().map(Some));
    values
}

fn texts(shape: &TextShape, good: &str) -> Vec<String> {
    let mut texts: Vec<String> = shape.values.iter().map(|&value| value.to_owned()).collect();
    texts.extend(
        [
            "",
            " ",
            "x",
            "café",
            "网格",
            "\u{1F578}\u{1F578}",
            "a\u{0}b",
            "True",
            "null",
            "7",
        ]
        .map(str::to_owned),
    );
    texts.extend([
        good.to_lowercase(),
        good.to_uppercase(),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}\n"),
        good.replace('a', "\u{430}").replace('e', "\u{435}"),
        format!("{good}\u{200B}"),
        format!("{good}{good}"),
        good.chars().skip(1).collect(),
    ]);
    texts.extend(times());
    for length in [shape.bound - 1, shape.bound, shape.bound + 1] {
        texts.push("a".repeat(length));
        texts.push("é".repeat(length));
    }
    texts
}

/// Moments and what is nearly one.
fn times() -> Vec<String> {
    let times = [
        "2026-01-09T02:25:12Z",
        "2026-01-09T03:25:12+01:00",
        "2026-01-09T02:25:13Z",
        "2026-01-09T02:25:11.5Z",
        "2026-01-09T02:25:12.000000001Z",
        "2026-01-09T02:25:60Z",
        "2024-02-29T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2026-01-09",
        "2026-01-09t02:25:12z",
        "2026-01-09 02:25:12Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-01-09T24:00:00Z",
        "2026-01-09T02:25:12+23:59",
        "2026-01-09T02:25:12-24:00",
        "2026-01-09T02:25:12,5Z",
    ];
    times.map(str::to_owned).to_vec()
}
