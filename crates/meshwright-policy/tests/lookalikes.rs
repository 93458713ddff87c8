//! Texts that look like good ones, names of members in other letters, and numbers written in every way.

#![cfg(test)]

use meshwright_policy::{Context, Document, Policy, Subject, Surface, validate};
use serde_json::Value;

const MESH: &str = include_str!("../../../tests/vectors/base/mesh.json");

/// Every text with a grammar, or that another text must equal. The id of a node has neither: what can be
/// said of it is GX0009's, in its vectors.
const IDENTIFIERS: [&str; 11] = [
    "/metadata/name",
    "/spec/type",
    "/spec/version",
    "/spec/extendParams/clusters/0/clusterID",
    "/spec/extendParams/clusters/0/installation/nodes/fieldSelector/key",
    "/spec/extendParams/clusters/0/installation/nodes/fieldSelector/operator",
    "/spec/extendParams/clusters/0/injection/namespaces/fieldSelector/values/0",
    "/spec/config/proxyConfig/includeIPRanges",
    "/spec/config/telemetryConfig/tracing/defaultProviders/0",
    "/spec/config/telemetryConfig/tracing/extensionProviders/0/name",
    "/spec/config/telemetryConfig/tracing/extensionProviders/0/zipkin/service",
];

/// Controls of direction, and what has no width.
const UNSEEN: [char; 16] = [
    '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{200E}', '\u{200F}',
    '\u{61C}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2069}',
];

fn codes(text: &str) -> Vec<String> {
    let mesh = serde_json::from_str(text).expect("a document");
    let document = Document::Mesh(mesh);
    let policy = Policy::default();
    let context = Context::new(&policy, Surface::Lint);
    let found = validate(&Subject::new(&document), &context).into_diagnostics();
    found.iter().map(|fault| fault.code().to_owned()).collect()
}

fn base() -> Value {
    serde_json::from_str(MESH).expect("the base is JSON")
}

/// The letter as other scripts have it, where they have one.
fn look_alikes(letter: char) -> Vec<char> {
    let wide = u32::from(letter)
        .checked_add(0xFEE0)
        .filter(|_| letter.is_ascii_graphic())
        .and_then(char::from_u32);
    let bold = match letter {
        'a'..='z' => char::from_u32(0x1D41A + u32::from(letter) - u32::from('a')),
        'A'..='Z' => char::from_u32(0x1D400 + u32::from(letter) - u32::from('A')),
        '0'..='9' => char::from_u32(0x1D7CE + u32::from(letter) - u32::from('0')),
        _ => None,
    };
    let other = [
        ('a', '\u{430}'),
        ('c', '\u{441}'),
        ('e', '\u{435}'),
        ('i', '\u{456}'),
        ('o', '\u{43E}'),
        ('p', '\u{440}'),
        ('s', '\u{455}'),
        ('x', '\u{445}'),
        ('I', '\u{406}'),
        ('-', '\u{2010}'),
        ('.', '\u{2024}'),
        ('0', '\u{660}'),
        ('1', '\u{661}'),
    ];
    let other = other.iter().filter(|(own, _)| *own == letter);
    let all = wide.into_iter().chain(bold);
    all.chain(other.map(|(_, alike)| *alike)).collect()
}

/// The text with one letter replaced by each that looks like it, and with something unseen in it.
fn disguised(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, letter) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        let (_, after) = rest.split_at(letter.len_utf8());
        let alike = look_alikes(letter).into_iter();
        all.extend(alike.map(|other| format!("{before}{other}{after}")));
    }
    assert!(all.len() >= 4, "{text}: {all:?}");
    let (first, rest) = text.split_at(1);
    for unseen in UNSEEN {
        all.push(format!("{first}{unseen}{rest}"));
        all.push(format!("{text}{unseen}"));
    }
    all
}

#[test]
fn what_looks_like_a_good_text_is_told() {
    assert_eq!(codes(MESH), [""; 0]);
    let mut tried = 0;
    for pointer in IDENTIFIERS {
        let good = base();
        let text = good.pointer(pointer).and_then(Value::as_str);
        for other in disguised(text.expect(pointer)) {
            let mut mesh = base();
            *mesh.pointer_mut(pointer).expect(pointer) = other.clone().into();
            let found = codes(&mesh.to_string());
            assert!(!found.is_empty(), "{pointer}: {other:?}");
            tried += 1;
        }
    }
    assert!(tried > 11 * 20, "{tried}");
}

/// Pointers to all members of objects.
fn members(value: &Value, at: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let at = format!("{at}/{key}");
                members(value, &at, all);
                all.push(at);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                members(item, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn the_name_of_a_member_in_other_letters_is_told() {
    let mut all = Vec::new();
    members(&base(), "", &mut all);
    assert!(all.len() > 20, "{all:?}");
    for pointer in all {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let (first, rest) = key.split_at(1);
        let capital = format!("{}{rest}", first.to_uppercase());
        for other in [key.to_uppercase(), capital, key.to_lowercase()] {
            if other == key || (parent.is_empty() && (key == "apiVersion" || key == "kind")) {
                continue; // without these two it is no mesh at all
            }
            let mut mesh = base();
            let object = mesh.pointer_mut(parent).and_then(Value::as_object_mut);
            let object = object.expect("an object");
            let value = object.remove(key).expect("a member");
            object.insert(other.clone(), value);
            let found = codes(&mesh.to_string());
            assert!(
                found.iter().any(|code| code == "GX0008"),
                "{pointer} as {other}: {found:?}"
            );
        }
    }
}

#[test]
fn a_number_counts_by_its_value_however_it_is_written() {
    // As written; whether it is a port; whether it is a percentage.
    let table = [
        ("0", false, true),
        ("-0", false, true),
        ("-0.0", false, true),
        ("0.0", false, true),
        ("1", true, true),
        ("-1", false, false),
        ("1.0", true, true),
        ("1e0", true, true),
        ("1e2", true, true),
        ("1E2", true, true),
        ("1e+2", true, true),
        ("10e-1", true, true),
        ("1e-2", false, true),
        ("1e-3", false, false),
        ("1.5", false, true),
        ("99.99", false, true),
        ("100", true, true),
        ("100.00", true, true),
        ("100.01", false, false),
        ("101", true, false),
        ("65535", true, false),
        ("65535.0", true, false),
        ("6.5535e4", true, false),
        ("65535.5", false, false),
        ("65536", false, false),
        ("65537", false, false),
        ("131071", false, false),
        ("2147483647", false, false),
        ("2147483648", false, false),
        ("4294967297", false, false),
        ("9223372036854775807", false, false),
        ("9223372036854775808", false, false),
        ("-9223372036854775808", false, false),
        ("18446744073709551615", false, false),
        ("18446744073709551617", false, false),
        ("1e300", false, false),
        ("-1e300", false, false),
    ];
    for (number, port, percentage) in table {
        let as_port = MESH.replace("9411", number);
        let as_percentage = MESH.replace(
            "\"randomSamplingPercentage\": 1,",
            &format!("\"randomSamplingPercentage\": {number},"),
        );
        assert_eq!(codes(&as_port).is_empty(), port, "port {number}");
        assert_eq!(codes(&as_percentage).is_empty(), percentage, "{number} %");
    }
}
