//! The examples of rules that no file can show by itself: `old.yaml` is what is stored, the example is what a
//! user without rights asks for, in a cluster of 51 pods. A rule about deletions judges the example's end.

use std::fs;
use std::path::Path;

use meshwright_manifest::{Syntax, documents};
use meshwright_policy::rule::Part;
use meshwright_policy::{
    Admission, Cell, Check, Context, Document, Operation, Policy, Requester, Rule, Surface, admit,
    rules,
};
use serde_json::Value;

use crate::examples::{expected, sorted};
use crate::support::project;

/// Whether the linter leaves that rule to others.
pub(crate) fn is_left_to_admission(code: &str) -> bool {
    rules::find(code).is_some_and(|rule| rule.points.lint == Cell::None)
}

fn value(path: &Path) -> Option<Value> {
    let bytes = fs::read(path).ok()?;
    let document = documents(&bytes, Syntax::Yaml).next()?;
    Some(document.root()?.to_value())
}

fn mesh(path: &Path) -> Option<Document> {
    let mesh = serde_json::from_value(value(path)?).unwrap();
    Some(Document::ServiceMesh(mesh))
}

/// The codes that an answer to the example names.
fn codes(rule: &Rule, path: &Path) -> Vec<&'static str> {
    let policy = value(&path.with_file_name("meshwright.yaml"))
        .map_or_else(Policy::default, |text| {
            Policy::from_document(&text).unwrap()
        });
    let (new, old) = (mesh(path), mesh(&path.with_file_name("old.yaml")));
    let requester = Requester {
        username: "alice".to_owned(),
        groups: Vec::new(),
    };
    let deletes = matches!(rule.check, Check::ServiceMeshDelete(_));
    let status = rule.part == Part::Status;
    let admission = Admission {
        operation: match &old {
            _ if deletes => Operation::Delete,
            Some(_) => Operation::Update,
            None => Operation::Create,
        },
        subresource: status.then_some("status"),
        dry_run: false,
        new: new.as_ref().filter(|_| !deletes),
        old: if deletes { new.as_ref() } else { old.as_ref() },
        requester: &requester,
        siblings: &[],
    };
    let context = Context {
        pods: Some(51),
        ..Context::new(&policy, Surface::Admission)
    };
    admit(&admission, &context).report.codes()
}

#[test]
fn every_example_of_a_rule_without_files_is_answered_as_it_says() {
    let mut seen = 0;
    let left = rules::all()
        .iter()
        .filter(|rule| is_left_to_admission(rule.code));
    for rule in left {
        for path in sorted(&project().join("tests/rules").join(rule.code)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.starts_with("valid") && !name.starts_with("invalid") {
                continue;
            }
            seen += 1;
            let wanted: Vec<String> = expected(&fs::read_to_string(&path).unwrap())
                .into_iter()
                .map(|(code, _)| code)
                .collect();
            assert_eq!(
                wanted.is_empty(),
                name.starts_with("valid"),
                "{}/{name}",
                rule.code
            );
            assert_eq!(codes(rule, &path), wanted, "{}/{name}", rule.code);
        }
    }
    assert!(seen > 0);
}
