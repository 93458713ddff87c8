use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::*;

fn read(text: &str) -> std::result::Result<Value, String> {
    from_str(text).map_err(|error| error.to_string())
}

#[test]
fn what_is_no_fault_is_read_as_it_stands() {
    for value in [
        json!({"a": {"a": {"a": [1, {"a": 2}, {"a": 3}]}}, "b": null, "c": [true, -1, 1.5, "x\n"]}),
        json!([[], {}, [{}]]),
        Value::Object(
            (0..100)
                .map(|n| (format!("k{n}"), json!({"x": n})))
                .collect(),
        ),
    ] {
        assert_eq!(read(&value.to_string()), Ok(value));
    }
}

#[test]
fn a_key_that_stands_twice_is_an_error_at_any_depth_and_in_any_spelling() {
    let mut many: Vec<String> = (0..100).map(|n| format!(r#""k{n}":0"#)).collect();
    many.push(r#""k3":0"#.to_owned());
    for text in [
        r#"{"a":1,"a":1}"#.to_owned(),
        r#"[{"b":{"a":1,"\u0061":2}}]"#.to_owned(),
        format!("{{{}}}", many.join(",")),
    ] {
        assert!(read(&text).unwrap_err().contains("stands twice"), "{text}");
    }
}

#[test]
fn trailing_text_and_depth_are_errors() {
    assert!(read("{} x").is_err());
    let deep = "[".repeat(100_000);
    assert!(read(&deep).unwrap_err().contains("recursion"));
    assert!(from_str::<IgnoredAny>(&deep).is_err());
    let closed = format!("{deep}{}", "]".repeat(100_000));
    assert!(from_str::<IgnoredAny>(&closed).is_ok());
}

/// Whether a value has an object in which a key stands twice; the values of any reader have none.
fn says_it_twice(error: &str) -> bool {
    error.contains("stands twice")
}

/// Holds for every text: both readers read the same, but for keys that stand twice and for depth.
fn alike(text: &str) {
    let theirs: serde_json::Result<Value> = serde_json::from_str(text);
    match (read(text), theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
        (Ok(_), Err(error)) => panic!("{text}: {error}"),
        (Err(why), Ok(_)) => assert!(says_it_twice(&why), "{text}: {why}"),
        (Err(_), Err(_)) => {}
    }
    let theirs = serde_json::from_str::<IgnoredAny>(text).map_err(|error| error.to_string());
    let ours = from_str::<IgnoredAny>(text).map_err(|error| error.to_string());
    assert_eq!(ours.is_ok(), theirs.is_ok(), "{text}: {ours:?}, {theirs:?}");
}

#[test]
fn odd_texts_are_read_as_serde_json_reads_them() {
    for text in [
        "",
        " ",
        "0",
        "-0",
        "00",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e5",
        "1E+5",
        "1e400",
        "-1e400",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "999999999999999999",
        "0.1",
        "1.0",
        "+1",
        "1-1",
        "--1",
        "tru",
        "true",
        "truex",
        "nul",
        "null",
        "NaN",
        "\"",
        "\"a",
        "\"\\",
        "\"\\\"",
        "\"\\u00e9\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\x\"",
        "\"\u{1}\"",
        "\"\u{7f}\"",
        "\"é\"",
        "[",
        "[]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "{}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{1:1}",
        "{\"a\" 1}",
        "{\"a\":1]",
        "{\"a\":{},\"b\":[{}]}",
        "{\"a\":{},}",
        "{\"a\":{},1}",
        "{\"a\":{},\"b\\u0061\":{},\"c\":{}}",
        "{\"a\":{},\"b\\x\":{},\"c\":{}}",
        "{\"a\":{}, \"b\":{} ,\"c\":{}}",
        " [ 1 , { \"a\" : \t[ ] } ] \r\n",
        "\u{feff}1",
        "1\u{a0}",
        "[]]",
        "1 1",
        "/**/1",
    ] {
        alike(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_text_is_read_as_serde_json_reads_it(
        text in r#"([\[\]{},:]|"[a-c\\u0-1]{0,3}"|-?[0-9.eE+-]{1,4}|true|null| |[a-z"\\é]){0,14}"#
    ) {
        alike(&text);
    }

    #[test]
    fn mangled_json_is_read_as_serde_json_reads_it(
        at in any::<prop::sample::Index>(),
        put in r#"[\[\]{},:"\\0-9a-z ]{0,3}"#,
        take in 0..4_usize,
    ) {
        let whole = r#"{"a":[1,-2.5e3,"x\n\u0041",{"b":{},"c":[[],[null,true]]}],"d é":"","e":0,"f":{"f:x":{".":{},"k:{\"a\":1}":{},"f:long-enough-a-name":{},"f:y":{}}}}"#;
        let mut bytes = whole.as_bytes().to_vec();
        let from = at.index(bytes.len());
        let to = (from + take).min(bytes.len());
        bytes.splice(from..to, put.bytes());
        if let Ok(text) = std::str::from_utf8(&bytes) {
            alike(text);
        }
    }
}
