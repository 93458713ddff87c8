//! Suppressions by comment.
//!
//! `# meshwright: ignore[CODE, CODE] reason` behind a value silences its line, on a line of its own the
//! next line that holds something; `ignore-file[CODE]` the whole text, `ignore-start[CODE]` the lines up
//! to `ignore-end`. A suppression that silences nothing, and one without a reason, are findings.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;
use meshwright_manifest::{Document as Read, Syntax};
use meshwright_policy::{Anchor, Context, Diagnostic, Level, Surface, input, rules, words};

use crate::facts::Unused;
use crate::finding::Finding;
use crate::text::Text;

mod directive;

pub(crate) use directive::{Directive, FURTHEST};
use directive::{Named, Reach};

/// What a suppression comment begins with.
pub(crate) const MARK: &[u8] = b"meshwright:";

/// What is left when the comments are carried out.
#[derive(Debug)]
pub(crate) struct Carried {
    pub(crate) findings: Vec<Finding>,
    pub(crate) suppressed: usize,
    /// The comments, each with what is wrong with it.
    pub(crate) remarks: Vec<(Directive, Vec<Diagnostic>)>,
}

/// Where a text may hold suppressions. Most hold none, and pay nothing further.
pub(crate) fn hits(text: &Text<'_>) -> Vec<usize> {
    let hits: Vec<usize> = memmem::find_iter(text.judged(), MARK).collect();
    if hits.is_empty() || text.syntax != Syntax::Yaml {
        return Vec::new();
    }
    hits
}

/// The suppressions in the comments of a document.
pub(crate) fn directives(text: &Text<'_>, document: &Read<'_>, hits: &[usize]) -> Vec<Directive> {
    let span = document.span();
    let next = hits.get(hits.partition_point(|hit| *hit < span.start));
    if next.is_none_or(|hit| *hit >= span.end) {
        return Vec::new();
    }
    let read = |(span, comment): (Range<usize>, &str)| {
        Directive::read(text, document.number(), span, comment)
    };
    document.comments().filter_map(read).collect()
}

/// The suppressions between documents, where nothing but comments can stand.
pub(crate) fn outside(text: &Text<'_>, hits: &[usize], covered: &[Range<usize>]) -> Vec<Directive> {
    let between = |hit: &&usize| {
        let before = covered.partition_point(|span| span.start <= **hit);
        let last = before.checked_sub(1).and_then(|last| covered.get(last));
        last.is_none_or(|span| span.end <= **hit)
    };
    let read = |hit: &usize| {
        let before = text.bytes.get(..*hit)?;
        let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        let start = start + memchr::memchr(b'#', text.bytes.get(start..*hit)?)?;
        let line = text.lines().line(text.line_of(start))?;
        let comment = std::str::from_utf8(text.bytes.get(start..line.end)?).ok()?;
        Directive::read(text, 1, start..line.end, comment)
    };
    hits.iter().filter(between).filter_map(read).collect()
}

/// Silences findings, and says what is wrong with the comments.
pub(crate) fn carry_out(
    mut directives: Vec<Directive>,
    findings: Vec<Finding>,
    context: &Context<'_>,
) -> Carried {
    directives.sort_by_key(|directive| directive.span.start);
    close(&mut directives);
    let by_line = ByLine::of(&directives);
    let total = findings.len();
    let findings: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| !silence(&mut directives, &by_line, finding))
        .collect();
    let told = |directive| {
        let remarks = remarks(&directive, context);
        (directive, remarks)
    };
    let remarks = directives.into_iter().map(told).collect();
    Carried {
        suppressed: total - findings.len(),
        findings,
        remarks,
    }
}

/// Lets every region end where its end is; one without an end goes to the end of the text.
fn close(directives: &mut Vec<Directive>) {
    let ends: Vec<Directive> = directives
        .extract_if(.., |directive| matches!(directive.reach, Reach::End(_)))
        .collect();
    for directive in directives {
        let Reach::Region(first, _) = directive.reach else {
            continue;
        };
        let matching = ends.iter().find(|end| {
            let behind = end.span.start > directive.span.start;
            behind && (end.named.is_empty() || end.named.iter().any(|named| directive.names(named)))
        });
        if let Some(Reach::End(last)) = matching.map(|end| &end.reach) {
            directive.reach = Reach::Region(first, *last);
        }
    }
}

/// Whether a comment silences the finding; all that do count as used.
fn silence(directives: &mut [Directive], by_line: &ByLine, finding: &Finding) -> bool {
    let mut silenced = false;
    let here = by_line.lines.get(&finding.line).into_iter().flatten();
    for index in here.chain(&by_line.others) {
        let directive = directives.get_mut(*index);
        if let Some(directive) = directive.filter(|it| it.reach.holds(finding.line)) {
            for named in &mut directive.named {
                if named.code == Some(finding.code) {
                    named.used = true;
                    silenced = true;
                }
            }
        }
    }
    silenced
}

/// Which suppressions to ask for a line: those of the line, and those of more than one line.
#[derive(Debug, Default)]
struct ByLine {
    lines: BTreeMap<usize, Vec<usize>>,
    others: Vec<usize>,
}

impl ByLine {
    fn of(directives: &[Directive]) -> Self {
        let mut by_line = Self::default();
        for (index, directive) in directives.iter().enumerate() {
            match directive.reach {
                Reach::Line(line) => by_line.lines.entry(line).or_default().push(index),
                _ => by_line.others.push(index),
            }
        }
        by_line
    }
}

/// What is wrong with a suppression.
fn remarks(directive: &Directive, context: &Context<'_>) -> Vec<Diagnostic> {
    let idle = directive.named.iter().filter(|named| !named.used);
    let mut unused: Vec<Unused> = idle.filter_map(|named| unused(named, context)).collect();
    let flaw = directive.flaw();
    unused.extend(flaw.map(|flaw| Unused {
        codes: String::new(),
        span: directive.span.clone(),
        because: Some((flaw.to_owned(), USAGE.to_owned())),
    }));
    let mut found: Vec<Diagnostic> = unused
        .into_iter()
        .filter_map(|unused| unused.diagnostic(context))
        .collect();
    if flaw.is_none() && !directive.has_reason {
        let place = Anchor::Bytes(directive.span.clone());
        found.extend(input::suppression_without_reason(
            &directive.codes(),
            place,
            context,
        ));
    }
    found
}

/// The words that a suppression may begin with.
const USAGE: &str = "write ignore[CODE], ignore-file[CODE], ignore-start[CODE] or ignore-end";

/// A code that silences nothing; a rule that is off could not have found anything.
fn unused(named: &Named, context: &Context<'_>) -> Option<Unused> {
    let rule = named.code.and_then(rules::find);
    if rule.is_some_and(|rule| context.policy.level(rule, Surface::Lint).0 == Level::Off) {
        return None;
    }
    let unknown = || {
        let codes = rules::all().iter().map(|rule| rule.code);
        let help = words::nearest(&named.written, codes).map_or_else(
            || "the codes are in the table of all rules".to_owned(),
            |code| format!("{code} is nearest"),
        );
        (
            format!("{} is the code of no rule", words::quoted(&named.written)),
            help,
        )
    };
    Some(Unused {
        codes: rule.map_or_else(|| named.written.clone(), |rule| rule.code.to_owned()),
        span: named.span.clone(),
        because: rule.is_none().then(unknown),
    })
}
