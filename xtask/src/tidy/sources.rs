//! Manners of source files: no `mod.rs`, a header in every module, no file too long, no ignored test.

use super::File;

/// The most lines of a file, its tests aside.
const LINES: usize = 600;

/// Everything that is wrong with the sources.
pub(super) fn check(files: &[File]) -> Vec<String> {
    let sources = files.iter().filter(|file| file.is("rs"));
    sources.flat_map(faults).collect()
}

fn faults(File { path, text }: &File) -> Vec<String> {
    let mut faults = Vec::new();
    if path.ends_with("/mod.rs") {
        faults.push(format!("{path}: write foo.rs beside foo/, never mod.rs"));
    }
    if !has_header_elsewhere(path) && !text.starts_with("//!") {
        faults.push(format!("{path}: the module header is missing"));
    }
    let lines = own_lines(path, text);
    if lines > LINES {
        faults.push(format!(
            "{path}: {lines} lines, at most {LINES} without the tests"
        ));
    }
    if text
        .lines()
        .any(|line| line.trim_start().starts_with("#[ignore"))
    {
        faults.push(format!("{path}: an ignored test"));
    }
    faults
}

/// A rule's header is its page; the tests of a module are spoken of by the module.
fn has_header_elsewhere(path: &str) -> bool {
    path.contains("/src/rules/") || path.ends_with("/tests.rs")
}

fn own_lines(path: &str, text: &str) -> usize {
    if path.contains("/tests/") || path.ends_with("/tests.rs") {
        return 0;
    }
    let before_tests = text
        .split("\n#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    before_tests.lines().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(path: &str, text: &str) -> usize {
        faults(&File {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .len()
    }

    #[test]
    fn a_module_needs_a_header_and_a_rule_does_not() {
        assert_eq!(faults_of("crates/a/src/b.rs", "fn f() {}\n"), 1);
        assert_eq!(faults_of("crates/a/src/rules/sm0201.rs", "fn f() {}\n"), 0);
    }

    #[test]
    fn a_long_file_may_be_long_because_of_its_tests() {
        let long = "fn f() {}\n".repeat(LINES);
        assert_eq!(faults_of("a.rs", &format!("//! A.\n{long}")), 1);
        assert_eq!(
            faults_of(
                "a.rs",
                &format!("//! A.\n#[cfg(test)]\nmod tests {{\n{long}}}\n")
            ),
            0
        );
    }
}
