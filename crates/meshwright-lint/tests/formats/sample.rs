//! Outcomes made by hand, so that a format is judged apart from the engine.

use meshwright_api::Safety;
use meshwright_lint::{
    Excerpt, Fault, FaultKind, Finding, FindingFix, Outcome, Resource, Summary, TextEdit,
};
use meshwright_manifest::LineIndex;
use meshwright_policy::{Level, rules};

/// A path with what URIs, workflow commands and TAP escape.
const PATH: &str = "charts/m e,sh:%#.yaml";

/// A CRLF text with wide letters, a tab and a value over two lines.
const TEXT: &str = "spec:\r\n  id: \"a&<b>\"\r\n  id: \"a&<b>\"\r\n  name: '网x' # y\r\n  note: \"one\r\n    two\"\r\n\tend: 1\r\n";

/// Five findings of all levels.
pub(super) fn painful() -> Outcome {
    let mut findings = vec![
        finding(
            place(TEXT, "\"a&<b>\""),
            Level::Deny,
            "\"a&<b>\" is 100%, no: edition # 1",
        ),
        finding(
            last_place(TEXT, "\"a&<b>\""),
            Level::Deny,
            "\"a&<b>\" is 100%, no: edition # 1",
        ),
        finding(
            place(TEXT, "x"),
            Level::Warn,
            "\"网x\" has two \\ letters 'x'",
        ),
        finding(place(TEXT, "\"one\r\n    two\""), Level::Warn, "two lines"),
        finding(place(TEXT, "1"), Level::Audit, "after a tab"),
    ];
    let wide = place(TEXT, "网");
    findings[2].fix = Some(FindingFix {
        safety: Safety::Safe,
        edits: vec![edit(wide, "<y>")],
    });
    findings[3].field = String::new();
    findings[3].source = Some("mesh/templates/mesh.yaml".to_owned());
    findings[4].help = None;
    findings[4].fix = Some(FindingFix {
        safety: Safety::Unsafe,
        edits: vec![edit(place(TEXT, "\tend"), "  end")],
    });
    Outcome {
        findings,
        summary: summary([2, 2, 1]),
        ..Outcome::default()
    }
}

/// Nothing found.
pub(super) fn quiet() -> Outcome {
    Outcome {
        summary: summary([0, 0, 0]),
        ..Outcome::default()
    }
}

/// Nothing read.
pub(super) fn unreadable() -> Outcome {
    let fault = |kind, file: Option<&str>, place| Fault {
        kind,
        file: file.map(str::to_owned),
        place,
        message: "a\u{1b}[31m <b> # & \"c\"\nd".to_owned(),
        help: None,
    };
    let faults = vec![
        fault(FaultKind::Unreadable, Some(PATH), None),
        fault(
            FaultKind::Configuration,
            Some("meshwright.yaml"),
            Some((3, 4)),
        ),
        fault(FaultKind::Internal, None, None),
    ];
    Outcome {
        faults,
        ..Outcome::default()
    }
}

/// Terminal commands wherever a user's text can stand.
pub(super) fn hostile() -> Outcome {
    const EVIL: &str = "a\u{1b}[2Jb\u{9b}31mc\u{202e}d\u{7}";
    let mut finding = finding(place(EVIL, "b"), Level::Deny, EVIL);
    finding.file = EVIL.to_owned();
    finding.field = EVIL.to_owned();
    finding.help = Some(EVIL.to_owned());
    finding.source = Some(EVIL.to_owned());
    Outcome {
        findings: vec![finding],
        ..Outcome::default()
    }
}

fn summary([deny, warn, audit]: [usize; 3]) -> Summary {
    Summary {
        files: 2,
        documents: 7,
        checked: 3,
        skipped: 4,
        deny,
        warn,
        audit,
        ..Summary::default()
    }
}

/// A text and the bytes meant in it.
type Place = (&'static str, usize, usize);

fn place(text: &'static str, needle: &str) -> Place {
    let start = text.find(needle).expect("the needle is in the text");
    (text, start, start + needle.len())
}

fn last_place(text: &'static str, needle: &str) -> Place {
    let start = text.rfind(needle).expect("the needle is in the text");
    (text, start, start + needle.len())
}

fn finding((text, start, end): Place, level: Level, message: &str) -> Finding {
    let rule = rules::find("SM0201").expect("the rule is there");
    let lines = LineIndex::new(text);
    let ((line, column), (end_line, end_column)) = (lines.position(start), lines.position(end));
    Finding {
        code: rule.code,
        name: rule.name,
        level,
        category: rule.category,
        group: rule.group,
        file: PATH.to_owned(),
        source: None,
        document: 1,
        line,
        column,
        end_line,
        end_column,
        offset: start,
        end_offset: end,
        pointer: "/spec/clusterSpec".to_owned(),
        field: "spec.clusterSpec".to_owned(),
        message: message.to_owned(),
        help: Some("write Standard, Enterprise or Ultimate".to_owned()),
        url: "https://meshwright.example/rules/SM0201.md".to_owned(),
        resource: Resource {
            name: Some("mesh".to_owned()),
            ..Resource::default()
        },
        fix: None,
        fingerprint: "0123456789abcdef".to_owned(),
        excerpt: excerpt(text, &lines, (line, end_line), (start, end)),
    }
}

/// The lines from the first to the last, as the engine cuts them.
fn excerpt(
    text: &str,
    lines: &LineIndex<'_>,
    (first, last): (usize, usize),
    (start, end): (usize, usize),
) -> Excerpt {
    let offset = lines.line(first).expect("the line is there").start;
    let until = lines.line(last).expect("the line is there").end;
    Excerpt {
        line: first,
        offset,
        text: text.get(offset..until).expect("whole lines").to_owned(),
        mark: (start - offset, end - offset),
    }
}

fn edit((text, start, end): Place, new: &str) -> TextEdit {
    let lines = LineIndex::new(text);
    let ((line, column), (end_line, end_column)) = (lines.position(start), lines.position(end));
    TextEdit {
        line,
        column,
        end_line,
        end_column,
        offset: start,
        end_offset: end,
        text: new.to_owned(),
    }
}
