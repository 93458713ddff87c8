//! Every format against its published schema or grammar, on an outcome made to hurt: paths and values
//! with the characters each format has to escape, wide letters, tabs, several lines, fixes, faults.
//!
//! `tests/schemas/README.md` says where the schemas come from. The texts for people are compared with
//! files; `UPDATE_EXPECT=1 cargo test` writes them anew, and a person reads them.

#![cfg(test)]

#[path = "formats/sample.rs"]
mod sample;

use std::path::Path;

use expect_test::expect_file;
use meshwright_lint::Outcome;
use meshwright_lint::render::{Format, Look, render, statistics};
use meshwright_policy::Level;
use regex::Regex;
use serde_json::Value;

fn text(format: Format, outcome: &Outcome, look: Look) -> String {
    let mut out = Vec::new();
    render(format, outcome, look, &mut out).expect("a Vec takes every write");
    String::from_utf8(out).expect("every format is UTF-8")
}

fn plain(format: Format, outcome: &Outcome) -> String {
    text(format, outcome, Look::default())
}

fn outcomes() -> [Outcome; 3] {
    [sample::painful(), sample::quiet(), sample::unreadable()]
}

/// Holds what `format` writes against the schema of that name, and gives it back.
fn checked(schema: &str, format: Format) -> Vec<Value> {
    let path = format!("../../tests/schemas/{schema}.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let schema = std::fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one");
    let written = outcomes().map(|outcome| {
        let value: Value =
            serde_json::from_str(&plain(format, &outcome)).expect("the output is JSON");
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}\n{value:#}");
        value
    });
    written.into()
}

#[test]
fn sarif_holds_its_schema() {
    let written = checked("sarif", Format::Sarif);
    let run = &written[0]["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let rule = format!("/tool/driver/rules/{}/id", result["ruleIndex"]);
        assert_eq!(run.pointer(&rule), Some(&result["ruleId"]));
    }
    assert_eq!(
        written[2]["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
}

#[test]
fn sarif_fingerprints_do_not_move_with_lines_and_are_all_different() {
    let prints = |outcome: &Outcome| -> Vec<Value> {
        let value: Value = serde_json::from_str(&plain(Format::Sarif, outcome)).unwrap();
        let results = value["runs"][0]["results"].as_array().unwrap().clone();
        results
            .into_iter()
            .map(|r| r["partialFingerprints"].clone())
            .collect()
    };
    let before = sample::painful();
    let mut moved = before.clone();
    for finding in &mut moved.findings {
        finding.line += 7;
        finding.end_line += 7;
        finding.offset += 70;
        finding.end_offset += 70;
    }
    assert_eq!(prints(&before), prints(&moved));
    let twins: Vec<String> = prints(&before).iter().map(ToString::to_string).collect();
    assert_ne!(
        twins[0], twins[1],
        "two findings of one kind in one file are two"
    );
}

#[test]
fn sarif_names_a_path_as_a_uri() {
    let written = plain(Format::Sarif, &sample::painful());
    assert!(
        written.contains(r#""uri": "charts/m%20e%2Csh%3A%25%23.yaml""#),
        "{written}"
    );
}

#[test]
fn gitlab_holds_its_schema_and_no_two_issues_share_a_fingerprint() {
    let written = checked("gitlab", Format::Gitlab);
    let mut prints: Vec<&str> = written[0]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    let count = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), count);
}

#[test]
fn rdjson_holds_its_schema_and_counts_bytes() {
    let written = checked("rdjson", Format::Rdjson);
    let wide = &written[0]["diagnostics"][2];
    // `x` stands in column 11 to the other formats: `网` before it is one character and three bytes.
    assert_eq!(wide["location"]["range"]["start"]["column"], 13);
    assert_eq!(wide["suggestions"][0]["range"]["end"]["column"], 13);
}

#[test]
fn json_is_one_object_with_the_members_that_are_promised() {
    let value: Value = serde_json::from_str(&plain(Format::Json, &sample::painful())).unwrap();
    let members =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(members(&value), ["findings", "summary", "version"]);
    for name in [
        "code",
        "name",
        "level",
        "category",
        "group",
        "file",
        "document",
        "line",
        "column",
        "end_line",
        "end_column",
        "offset",
        "end_offset",
        "pointer",
        "field",
        "message",
        "help",
        "url",
        "resource",
        "fix",
    ] {
        assert!(value["findings"][0].get(name).is_some(), "{name}");
    }
    let counts = [
        "audit",
        "checked",
        "deny",
        "documents",
        "files",
        "fixed",
        "skipped",
        "suppressed",
        "warn",
    ];
    assert_eq!(members(&value["summary"]), counts);
    assert_eq!(
        members(&value["findings"][0]["resource"]),
        ["apiVersion", "kind", "name", "namespace"]
    );
    assert_eq!(members(&value["findings"][2]["fix"]), ["edits", "safety"]);
}

#[test]
fn jsonl_is_a_finding_a_line() {
    let outcome = sample::painful();
    let lines = plain(Format::Jsonl, &outcome);
    let codes: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["code"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let expected: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, expected);
    assert_eq!(plain(Format::Jsonl, &sample::quiet()), "");
}

#[test]
fn junit_is_xml_whose_counts_are_true() {
    for outcome in outcomes() {
        let written = plain(Format::Junit, &outcome);
        let document = roxmltree::Document::parse(&written).expect("the output is XML");
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        counts_hold(root);
        for suite in root.children().filter(roxmltree::Node::is_element) {
            assert_eq!(suite.tag_name().name(), "testsuite");
            counts_hold(suite);
            for case in suite.children().filter(roxmltree::Node::is_element) {
                assert_eq!(case.tag_name().name(), "testcase");
                assert!(case.attribute("name").is_some() && case.attribute("classname").is_some());
            }
        }
        assert!(
            root.attribute("tests") != Some("0"),
            "an empty report reads as a broken one"
        );
    }
}

fn counts_hold(node: roxmltree::Node<'_, '_>) {
    let counted = |tag| {
        node.descendants()
            .filter(|child| child.has_tag_name(tag))
            .count()
            .to_string()
    };
    assert_eq!(node.attribute("tests"), Some(counted("testcase").as_str()));
    assert_eq!(
        node.attribute("failures"),
        Some(counted("failure").as_str())
    );
    assert_eq!(node.attribute("errors"), Some(counted("error").as_str()));
}

#[test]
fn junit_fails_what_the_fail_level_fails() {
    let failures = |fail_level| {
        let look = Look {
            fail_level,
            ..Look::default()
        };
        text(Format::Junit, &sample::painful(), look)
            .matches("<failure")
            .count()
    };
    assert_eq!(
        [Level::Off, Level::Deny, Level::Warn, Level::Audit].map(failures),
        [0, 2, 4, 5]
    );
}

#[test]
fn github_lines_are_workflow_commands() {
    let command = Regex::new(
        r"(?x)^::(error|warning|notice)\ title=[^,:\r\n]+,file=[^,:\r\n]+,line=[1-9][0-9]*
          (,col=[1-9][0-9]*,endColumn=[1-9][0-9]*|,endLine=[1-9][0-9]*)::[^\r\n]+$",
    )
    .unwrap();
    let stray = Regex::new(r"%(?:25|0D|0A|3A|2C)").unwrap();
    let outcome = sample::painful();
    let written = plain(Format::Github, &outcome);
    assert_eq!(written.lines().count(), outcome.findings.len());
    for line in written.lines() {
        assert!(command.is_match(line), "{line}");
        assert!(!stray.replace_all(line, "").contains('%'), "{line}");
    }
    assert_eq!(plain(Format::Github, &sample::quiet()), "");
}

#[test]
fn tap_holds_its_grammar() {
    for outcome in outcomes() {
        let written = plain(Format::Tap, &outcome);
        let mut lines = written.lines();
        assert_eq!(lines.next(), Some("TAP version 13"));
        let plan = lines.next().unwrap();
        let planned: usize = plan
            .split(' ')
            .next()
            .unwrap()
            .strip_prefix("1..")
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(points(lines), planned);
    }
}

/// Counts the test points, and holds each line against the grammar.
fn points<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let point =
        Regex::new(r"^(not )?ok ([0-9]+) - ([^#\\]|\\[#\\])+( # (TODO|SKIP) .+)?$").unwrap();
    let (mut count, mut block) = (0, false);
    for line in lines {
        match (block, line) {
            (false, "  ---") | (true, "  ...") => block = !block,
            (true, line) => {
                // A block is YAML; we keep to lines of a key and a JSON value, which every reader takes.
                let (key, value) = line.split_once(": ").expect("a key and a value");
                assert!(key.starts_with("  ") && !key.trim().contains(' '), "{line}");
                serde_json::from_str::<Value>(value).expect("the value is JSON");
            }
            (false, line) => {
                let parts = point.captures(line).unwrap_or_else(|| panic!("{line}"));
                count += 1;
                assert_eq!(parts[2].parse(), Ok(count));
            }
        }
    }
    assert!(!block, "every block is closed");
    count
}

#[test]
fn tap_forgives_what_does_not_fail_the_run() {
    let written = plain(Format::Tap, &sample::painful());
    assert_eq!(written.matches("# TODO warn").count(), 2, "{written}");
    assert!(plain(Format::Tap, &sample::quiet()).contains("\nok 1 - "));
}

#[test]
fn full_shows_the_place() {
    expect_file!["formats/full.txt"].assert_eq(&plain(Format::Full, &sample::painful()));
}

#[test]
fn full_may_be_coloured() {
    let look = Look {
        colour: true,
        ..Look::default()
    };
    let coloured = text(Format::Full, &sample::painful(), look);
    assert!(coloured.contains("\u{1b}["));
    assert!(!plain(Format::Full, &sample::painful()).contains('\u{1b}'));
}

#[test]
fn concise_is_a_line_a_finding() {
    expect_file!["formats/concise.txt"].assert_eq(&plain(Format::Concise, &sample::painful()));
}

#[test]
fn the_counts_can_be_left_out() {
    let look = Look {
        summary: false,
        ..Look::default()
    };
    assert_eq!(text(Format::Concise, &sample::quiet(), look), "");
    assert_eq!(
        plain(Format::Concise, &sample::quiet()),
        "no findings: checked 3 documents in 2 files, 4 skipped\n"
    );
}

#[test]
fn no_text_of_a_user_reaches_a_terminal_as_a_command() {
    for format in [Format::Full, Format::Concise, Format::Tap] {
        let written = plain(format, &sample::hostile());
        let commands = written.chars().filter(|c| c.is_control() && *c != '\n');
        assert_eq!(commands.count(), 0, "{written:?}");
    }
}

#[test]
fn statistics_count_each_rule() {
    let mut out = Vec::new();
    statistics(&sample::painful(), &mut out).unwrap();
    expect_file!["formats/statistics.txt"].assert_eq(&String::from_utf8(out).unwrap());
}

#[test]
fn every_format_has_a_name_of_its_own() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.as_str()), Some(format));
    }
    assert_eq!(Format::parse("xml"), None);
}
