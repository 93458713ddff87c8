//! Messages, read aloud: each names the place, the reason and the way out.

#![expect(
    clippy::needless_raw_string_hashes,
    reason = "expect-test writes its texts so"
)]

use expect_test::{Expect, expect, expect_file};

use crate::desk::Desk;

fn says(args: &[&str], expected: &Expect) {
    expected.assert_eq(
        &Desk::new(&format!("says-{}", args.join("-").replace('/', "_")))
            .run(args)
            .err,
    );
}

#[test]
fn a_finding_reads_like_this() {
    let ran = Desk::new("reads").run(&["lint", "faulty.yaml"]);
    expect_file!["finding.txt"].assert_eq(&ran.out);
}

#[test]
fn the_help_reads_like_this() {
    expect_file!["help.txt"].assert_eq(&Desk::new("help-text").run(&["lint", "-h"]).out);
}

#[test]
fn an_unknown_code_is_answered_with_a_near_one() {
    says(
        &["lint", "--select", "SM201"],
        &expect![[r#"
        error: invalid value 'SM201' for '--select <CODE>': no such rule or group; did you mean SM0201?

        For more information, try '--help'.
    "#]],
    );
    says(
        &["lint", "--level", "editon=off"],
        &expect![[r#"
        error: invalid value 'editon=off' for '--level <CODE=LEVEL>': no such rule or group; did you mean edition?

        For more information, try '--help'.
    "#]],
    );
    says(
        &["explain", "unknown-editon"],
        &expect![[r#"
        error: invalid value 'unknown-editon' for '<CODE>': no such rule; did you mean unknown-edition?

        For more information, try '--help'.
    "#]],
    );
    says(
        &["lint", "--select", "MR0105"],
        &expect![[r#"
        error: invalid value 'MR0105' for '--select <CODE>': this rule is gone; GX0012 took over

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn a_value_that_is_none_is_answered_with_what_would_be_one() {
    says(
        &["lint", "--output", "jsn"],
        &expect![[r#"
        error: invalid value 'jsn' for '--output <FORMAT[=FILE]>': no such format; did you mean json?

        For more information, try '--help'.
    "#]],
    );
    says(
        &["lint", "--region", "aliyun=cn-hangzhou"],
        &expect![[r#"
            error: invalid value 'aliyun=cn-hangzhou' for '--region <CLOUD=ID>': no such cloud; write alibaba or huawei

            For more information, try '--help'.
        "#]],
    );
    says(
        &["lint", "--today", "tomorrow"],
        &expect![[r#"
        error: invalid value 'tomorrow' for '--today <DATE>': write a day of the calendar, such as 2026-11-25

        For more information, try '--help'.
    "#]],
    );
    says(
        &["lint", "--output", "json", "--output", "tap"],
        &expect![[r#"
            error: only one --output can go to standard output; give the others a file: FORMAT=FILE

            Usage: meshwright lint [OPTIONS] [PATH]...

            For more information, try '--help'.
        "#]],
    );
}

#[test]
fn what_cannot_be_read_or_found_is_named() {
    says(
        &["lint", "missing.yaml"],
        &expect![[r#"
        error: missing.yaml: No such file or directory (os error 2)
    "#]],
    );
    says(
        &["lint", "--exclude", "*"],
        &expect![[r#"
        error: no mesh resource found
          help: name files or folders that hold one, or pass --allow-empty
    "#]],
    );
}
