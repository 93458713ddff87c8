//! What is mended, and where it goes.

use crate::desk::{Desk, FAULTY};

fn mended() -> String {
    FAULTY.replace("enterprise", "Enterprise")
}

#[test]
fn a_file_is_mended_in_place() {
    let desk = Desk::new("fix");
    let ran = desk.run(&["lint", "faulty.yaml", "--fix"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "no findings: checked 1 document in 1 file, 1 fixed\n")
    );
    assert_eq!(desk.read("faulty.yaml"), mended());
}

#[test]
fn standard_input_comes_back_mended_and_findings_make_room() {
    let ran = Desk::new("fix-stdin").run_on(FAULTY, &["lint", "-", "--fix"]);
    assert_eq!((ran.code, ran.out), (0, mended()));
    assert!(ran.err.starts_with("no findings: "), "{}", ran.err);
}

#[test]
fn standard_input_comes_back_whole_where_nothing_is_to_mend() {
    let ran = Desk::new("fix-nothing").run_on(&mended(), &["lint", "-", "--fix", "--quiet"]);
    assert_eq!((ran.out, ran.err), (mended(), String::new()));
}

#[test]
fn a_diff_shows_and_writes_nothing() {
    let desk = Desk::new("diff");
    let ran = desk.run(&["lint", "faulty.yaml", "--diff"]);
    assert_eq!(ran.code, 1, "what stands in the file is still a fault");
    assert!(
        ran.out.contains(
            "\n-  clusterSpec: enterprise # for now\n+  clusterSpec: Enterprise # for now\n"
        ),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("deny[SM0201]"), "{}", ran.err);
    assert_eq!(desk.read("faulty.yaml"), FAULTY);
}

#[test]
fn a_finding_says_that_it_can_be_mended() {
    let ran = Desk::new("fixable").run(&["lint", "faulty.yaml"]);
    assert!(ran.out.contains("= note: --fix does it\n"), "{}", ran.out);
    assert!(
        ran.out.ends_with("\n[*] 1 fixable with --fix\n"),
        "{}",
        ran.out
    );
}
