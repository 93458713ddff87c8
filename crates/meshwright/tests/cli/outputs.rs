//! Where output goes: several formats at once, files, standard input, counts.

use serde_json::Value;

use crate::desk::{CLEAN, Desk, FAULTY};

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

#[test]
fn several_formats_are_written_at_once() {
    let desk = Desk::new("several");
    let ran = desk.run(&[
        "lint",
        "faulty.yaml",
        "--output",
        "concise",
        "--output",
        "sarif=out.sarif",
        "-o",
        "json=out.json",
    ]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.starts_with("faulty.yaml:6:16: deny[SM0201] "),
        "{}",
        ran.out
    );
    assert_eq!(
        json(&desk.read("out.sarif"))["runs"][0]["results"][0]["ruleId"],
        "SM0201"
    );
    assert_eq!(json(&desk.read("out.json"))["summary"]["deny"], 1);
}

#[test]
fn findings_hold_the_schema_that_is_printed() {
    let desk = Desk::new("own-schema");
    let schema = json(&desk.run(&["schema", "findings"]).out);
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for file in ["clean.json", "faulty.yaml", "."] {
        let findings = json(&desk.run(&["lint", file, "--output", "json"]).out);
        let faults: Vec<String> = validator
            .iter_errors(&findings)
            .map(|e| e.to_string())
            .collect();
        assert!(faults.is_empty(), "{file}: {faults:?}");
    }
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let desk = Desk::new("stdin");
    let ran = desk.run_on(FAULTY, &["lint", "-", "--output", "concise"]);
    assert!(ran.out.starts_with("<stdin>:6:16: "), "{}", ran.out);
    let ran = desk.run_on(
        FAULTY,
        &[
            "lint",
            "-",
            "--stdin-filename",
            "a/b.yaml",
            "--output",
            "concise",
        ],
    );
    assert!(ran.out.starts_with("a/b.yaml:6:16: "), "{}", ran.out);
    assert_eq!(desk.run_on(CLEAN, &["lint", "-"]).code, 0);
}

#[test]
fn no_path_means_the_current_folder() {
    let desk = Desk::new("folder");
    let ran = desk.run(&["lint", "--output", "json"]);
    assert_eq!(
        (ran.code, &json(&ran.out)["summary"]["files"]),
        (1, &Value::from(2))
    );
    let ran = desk.run(&["lint", "--exclude", "faulty.*", "--output", "json"]);
    assert_eq!(
        (ran.code, &json(&ran.out)["summary"]["files"]),
        (0, &Value::from(1))
    );
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let desk = Desk::new("threads");
    for copy in 0..20 {
        desk.write(&format!("{copy}.yaml"), FAULTY);
    }
    let with = |threads| {
        desk.run(&["lint", "--threads", threads, "--output", "json"])
            .out
    };
    let one = with("1");
    assert_eq!(json(&one)["summary"]["deny"], 21);
    assert_eq!(one, with("2"));
    assert_eq!(one, with("7"));
}

#[test]
fn quiet_leaves_the_counts_out() {
    let ran = Desk::new("quiet").run(&["lint", "clean.json", "--quiet"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn statistics_stand_for_the_findings() {
    let desk = Desk::new("statistics");
    let ran = desk.run(&["lint", "faulty.yaml", "--statistics"]);
    assert!(
        ran.out
            .starts_with("1  SM0201  deny   unknown-edition\nfound 1 deny: "),
        "{}",
        ran.out
    );
    let ran = desk.run(&["lint", "faulty.yaml", "--statistics", "--output", "json"]);
    assert_eq!(json(&ran.out)["summary"]["deny"], 1);
    assert_eq!(ran.err, "1  SM0201  deny   unknown-edition\n");
}

#[test]
fn the_address_of_a_page_has_the_base_that_is_given() {
    let args = [
        "lint",
        "faulty.yaml",
        "--docs-base",
        "https://mesh.example/rules",
        "--output",
        "sarif",
    ];
    let sarif = json(&Desk::new("base").run(&args).out);
    let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["helpUri"], "https://mesh.example/rules/SM0201.md");
}

#[test]
fn a_selection_is_all_that_is_reported() {
    let desk = Desk::new("select");
    let code = |args: &[&str]| desk.run(&[&["lint", "faulty.yaml"], args].concat()).code;
    assert_eq!(code(&["--select", "sm0201"]), 1);
    assert_eq!(code(&["--select", "edition"]), 1);
    assert_eq!(code(&["--select", "names"]), 0);
    assert_eq!(code(&["--ignore", "edition"]), 0);
}

#[test]
fn whatever_the_rules_say_fits_the_formats_of_others() {
    let desk = Desk::new("all-rules");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let (rules, examples) = (format!("{root}/tests/rules"), format!("{root}/examples"));
    for format in ["sarif", "gitlab", "rdjson"] {
        let schema = std::fs::read_to_string(format!("{root}/tests/schemas/{format}.json"))
            .expect("the schema is there");
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&json(&schema))
            .expect("the schema is one");
        let ran = desk.run(&["lint", &rules, &examples, "--output", format]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        let faults: Vec<String> = validator
            .iter_errors(&json(&ran.out))
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{format}: {faults:#?}");
    }
}
