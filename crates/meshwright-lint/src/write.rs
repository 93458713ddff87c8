//! Diagnostics to findings: the place in the text, the object, the fix as changes of the text.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use meshwright_api::{Edit, FieldPath};
use meshwright_manifest::{Document as Read, Node, lower};
use meshwright_policy::{Anchor, Diagnostic};

use crate::finder::Finder;
use crate::finding::{Finding, FindingFix, Resource, TextEdit};
use crate::hash::Hash;
use crate::place::place;
use crate::text::Text;
use crate::unit::Unit;

/// The desk at which findings about one document are written.
#[derive(Debug)]
pub(crate) struct Desk<'a, 't, 'd> {
    pub(crate) text: &'a Text<'t>,
    pub(crate) document: &'a Read<'d>,
    pub(crate) docs_base: &'a str,
    /// The file that helm says the document came from, once somebody has asked.
    template: OnceCell<Option<String>>,
    /// How many more changes fixes may have.
    room: Cell<usize>,
}

/// The most changes that all fixes of a document have together. Who has more to mend mends in rounds.
const ROOM: usize = 10_000;

/// What the findings of one object have in common.
struct Head {
    number: usize,
    path: FieldPath,
    resource: Resource,
    source: Option<String>,
}

impl<'a, 't, 'd> Desk<'a, 't, 'd> {
    /// A desk for a document.
    pub(crate) const fn new(
        text: &'a Text<'t>,
        document: &'a Read<'d>,
        docs_base: &'a str,
    ) -> Self {
        Self {
            text,
            document,
            docs_base,
            template: OnceCell::new(),
            room: Cell::new(ROOM),
        }
    }

    /// The findings of an object, or of a document that holds none.
    pub(crate) fn findings(&self, unit: Option<&Unit<'_>>, found: Vec<Diagnostic>) -> Vec<Finding> {
        if found.is_empty() {
            return Vec::new();
        }
        let head = Head {
            number: self.document.number(),
            path: unit.map(|unit| unit.path.clone()).unwrap_or_default(),
            resource: unit.map(|unit| Resource::of(unit.node)).unwrap_or_default(),
            source: self.source(unit),
        };
        let finder = unit.map(|unit| Finder::new(unit.node));
        let write = |diagnostic: Diagnostic| {
            let finder = finder.as_ref();
            let span = finder.map_or_else(
                || whole(&diagnostic, self.document),
                |finder| place(finder, &diagnostic.path, &diagnostic.anchor),
            );
            let fix = finder.and_then(|finder| self.fix(finder.object(), &diagnostic));
            let value = finder.and_then(|finder| finder.locate(&diagnostic.path).value);
            let mut finding = finding(self.text, self.docs_base, &head, diagnostic, span, value);
            finding.fix = fix;
            finding
        };
        found.into_iter().map(write).collect()
    }

    /// The finding for a remark on the text itself, whose anchor counts from the start of the whole text.
    pub(crate) fn remark(
        text: &Text<'_>,
        docs_base: &str,
        number: usize,
        found: Diagnostic,
    ) -> Finding {
        let head = Head {
            number,
            path: FieldPath::root(),
            resource: Resource::default(),
            source: None,
        };
        let span = match &found.anchor {
            Anchor::Bytes(span) => {
                let local = |offset: usize| offset.saturating_sub(text.origin.offset);
                local(span.start)..local(span.end)
            }
            _ => 0..0,
        };
        finding(text, docs_base, &head, found, span, None)
    }

    /// The defaults that could be written into an object, each with its changes.
    pub(crate) fn defaults(&self, unit: &Unit<'_>, edits: Vec<Edit>) -> Vec<Vec<TextEdit>> {
        let lowered = |edit: Edit| {
            let splices = lower(self.document, unit.node, &[edit]);
            splices
                .into_iter()
                .map(|splice| self.text.edit(splice))
                .collect()
        };
        edits.into_iter().map(lowered).collect()
    }

    fn fix(&self, node: Node<'_>, diagnostic: &Diagnostic) -> Option<FindingFix> {
        let fix = diagnostic.fix.as_ref().filter(|_| self.room.get() > 0)?;
        let splices = lower(self.document, node, &fix.edits);
        let edits: Vec<TextEdit> = splices
            .into_iter()
            .map(|splice| self.text.edit(splice))
            .collect();
        let room = self.room.get();
        self.room.set(room.saturating_sub(edits.len().max(1)));
        let fits = !edits.is_empty() && edits.len() <= room;
        fits.then_some(FindingFix {
            safety: fix.safety,
            edits,
        })
    }

    /// The file that a renderer says the document came from.
    fn source(&self, unit: Option<&Unit<'_>>) -> Option<String> {
        let origin = unit.and_then(|unit| {
            let annotations = unit.node.get("metadata")?.get("annotations")?;
            kustomize_origin(annotations.get("config.kubernetes.io/origin")?.as_str()?)
        });
        let template = || {
            self.template
                .get_or_init(|| helm_template(self.document))
                .clone()
        };
        origin.or_else(template)
    }
}

/// `# Source: chart/templates/mesh.yaml` among the comments before a document.
fn helm_template(document: &Read<'_>) -> Option<String> {
    let start = document.root().map_or(usize::MAX, |root| root.span().start);
    let mut before = document
        .comments()
        .take_while(|(span, _)| span.start < start);
    before.find_map(|(_, comment)| Some(comment.strip_prefix("# Source: ")?.trim().to_owned()))
}

/// The place of a fault of a document that was not read.
fn whole(diagnostic: &Diagnostic, document: &Read<'_>) -> Range<usize> {
    match &diagnostic.anchor {
        Anchor::Bytes(span) => span.clone(),
        _ => document.span().start..document.span().start,
    }
}

/// `path: base/mesh.yaml` among the lines of the annotation.
fn kustomize_origin(annotation: &str) -> Option<String> {
    let path = annotation
        .lines()
        .find_map(|line| line.trim().strip_prefix("path:"))?;
    Some(path.trim().trim_matches(['"', '\'']).to_owned())
}

fn finding(
    text: &Text<'_>,
    docs_base: &str,
    head: &Head,
    found: Diagnostic,
    span: Range<usize>,
    value: Option<Node<'_>>,
) -> Finding {
    let (line, column) = text.position(span.start);
    let (end_line, end_column) = text.position(span.end);
    let whole = text.absolute(&span);
    let pointer = head.path.pointer() + &found.path.pointer();
    let fingerprint = fingerprint(head, &found, value);
    Finding {
        code: found.rule.code,
        name: found.rule.name,
        level: found.level,
        category: found.rule.category,
        group: found.rule.group,
        file: text.name.to_owned(),
        source: head.source.clone(),
        document: head.number,
        line,
        column,
        end_line,
        end_column,
        offset: whole.start,
        end_offset: whole.end,
        pointer,
        field: found.path.to_string(),
        url: format!("{docs_base}{}.md", found.rule.code),
        message: found.message,
        help: found.help,
        resource: head.resource.clone(),
        fix: None,
        fingerprint,
        excerpt: text.excerpt(&span),
    }
}

/// The same wherever the lines move: code, object, field and value.
fn fingerprint(head: &Head, found: &Diagnostic, value: Option<Node<'_>>) -> String {
    let value = match (value, &found.anchor) {
        (Some(value), Anchor::Item(within)) => {
            let item = value.as_str().and_then(|text| text.get(within.clone()));
            item.unwrap_or_default().to_owned()
        }
        (Some(value), _) => value.to_value().to_string(),
        (None, _) => found.message.clone(),
    };
    let field = found.path.pointer();
    let resource = head.resource.to_string();
    Hash::of([found.code(), &resource, &field, &value]).to_string()
}
