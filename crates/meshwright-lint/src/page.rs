//! One text judged: every document of it, in the order of the text. No IO.

use std::io::{self, Read};
use std::ops::Range;

use meshwright_api::Observation;
use meshwright_manifest::{Document as Manifest, Syntax, documents};
use meshwright_policy::policy::Target;
use meshwright_policy::{Context, Diagnostic, Document, Subject, input, observe, validate};

use crate::against::Old;
use crate::cluster::Shared;
use crate::facts;
use crate::finding::{Finding, TextEdit};
use crate::suppress::{self, Directive};
use crate::text::Text;
use crate::unit::{Unit, What};
use crate::windows::Windows;
use crate::write::Desk;

mod reading;

pub(crate) use reading::SIBLINGS;
use reading::{Sibling, Units, between, each, next_batch, numbered, of_unit, siblings, units_of};

/// What is needed to judge a text, beside the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge<'a> {
    /// The policy and the day.
    pub(crate) context: Context<'a>,
    /// What stands before `CODE.md` in the address of a rule's page.
    pub(crate) docs_base: &'a str,
    /// Which file of the run this is.
    pub(crate) file: usize,
    /// The path exemptions are held against.
    pub(crate) path: &'a str,
    /// The documents that go to the same cluster, where the file is one of theirs.
    pub(crate) cluster: Option<&'a [Shared]>,
    /// The old state.
    pub(crate) old: Option<Old<'a>>,
    /// Whether defaults are to be written.
    pub(crate) defaults: bool,
}

/// What a text came to.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// In the order of the text.
    pub(crate) findings: Vec<Finding>,
    pub(crate) documents: usize,
    pub(crate) checked: usize,
    pub(crate) skipped: usize,
    pub(crate) suppressed: usize,
    /// The exemptions that were used, by their place in the policy.
    pub(crate) exempted: Vec<usize>,
    /// The defaults that could be written, each with its edits.
    pub(crate) defaults: Vec<Vec<TextEdit>>,
    directives: Vec<Directive>,
}

/// How far a text is read.
#[derive(Debug, Default)]
struct Reading {
    page: Page,
    /// The first documents, which are one another's siblings; none before they are read.
    kept: Option<Vec<Sibling>>,
    /// How many documents of ours there were.
    ours: usize,
    /// The number of the last document.
    number: usize,
}

impl Judge<'_> {
    /// Judges a text.
    pub(crate) fn page(&self, text: &Text<'_>) -> Page {
        let mut reading = Reading::default();
        self.read(text, &mut reading);
        self.settle(text.name, text.syntax, reading)
    }

    /// Judges a text window by window: memory is bounded by the largest document.
    ///
    /// # Errors
    /// When it cannot be read on.
    pub(crate) fn windows<R: Read>(
        &self,
        name: &str,
        syntax: Syntax,
        windows: &mut Windows<R>,
    ) -> io::Result<Page> {
        let mut reading = Reading::default();
        while let Some(text) = windows.next(name, syntax, reading.kept.is_none())? {
            self.read(&text, &mut reading);
            let judged = text.end;
            windows.leave(judged);
        }
        Ok(self.settle(name, syntax, reading))
    }

    /// Judges what comes next of a text.
    fn read(&self, text: &Text<'_>, reading: &mut Reading) {
        let Reading { page, kept, .. } = reading;
        let mut stream = documents(text.judged(), text.syntax).behind(reading.number);
        let hits = suppress::hits(text);
        let mut covered: Vec<Range<usize>> = Vec::new();
        loop {
            let batch: Vec<Manifest<'_>> = next_batch(&mut stream, kept.is_none());
            if batch.is_empty() {
                break;
            }
            let read: Vec<Units<'_, '_>> = each(&batch, |document| (document, units_of(document)));
            page.findings
                .extend(self.later(text, &read, &mut reading.ours));
            let siblings = kept.get_or_insert_with(|| siblings(&read));
            let numbered = numbered(&read, page.documents);
            let sheets = each(&numbered, |(ordinal, document, units)| {
                self.sheet(text, document, units, *ordinal, siblings)
            });
            if !hits.is_empty() {
                covered.extend(batch.iter().map(Manifest::span));
                let found = batch
                    .iter()
                    .flat_map(|document| suppress::directives(text, document, &hits));
                page.directives.extend(found);
            }
            for sheet in sheets {
                page.add(sheet);
            }
        }
        let outside = suppress::outside(text, &hits, &covered);
        page.directives.extend(outside);
        reading.number = stream.number();
    }

    /// Carries the comments out, and puts the findings in order.
    fn settle(&self, name: &str, syntax: Syntax, reading: Reading) -> Page {
        let mut page = reading.page;
        let directives = std::mem::take(&mut page.directives);
        if !directives.is_empty() {
            let findings = std::mem::take(&mut page.findings);
            let outcome = suppress::carry_out(directives, findings, &self.context);
            page.suppressed += outcome.suppressed;
            page.findings = outcome.findings;
            for (directive, remarks) in outcome.remarks {
                let (origin, line) = &directive.line;
                let line = Text::part(name, syntax, *origin, line);
                let remark = |found| Desk::remark(&line, self.docs_base, directive.document, found);
                page.findings.extend(remarks.into_iter().map(remark));
            }
        }
        page.findings.sort_by(|a, b| {
            let key = |finding: &Finding| (finding.offset, finding.code, finding.end_offset);
            key(a)
                .cmp(&key(b))
                .then_with(|| (&a.pointer, &a.message).cmp(&(&b.pointer, &b.message)))
        });
        page
    }

    /// What is said of the second document of ours in a YAML stream; `ours` counts them.
    fn later(&self, text: &Text<'_>, read: &[Units<'_, '_>], ours: &mut usize) -> Vec<Finding> {
        let holds = |unit: &&Unit<'_>| matches!(unit.what, What::Ours(_));
        for (document, units) in read {
            let Some(unit) = units.iter().find(holds) else {
                continue;
            };
            *ours += 1;
            if *ours == 2 && text.syntax == Syntax::Yaml {
                let desk = Desk::new(text, document, self.docs_base);
                let found = input::later_document(&self.context);
                return desk.findings(Some(unit), found.into_iter().collect());
            }
        }
        Vec::new()
    }

    fn sheet(
        &self,
        text: &Text<'_>,
        document: &Manifest<'_>,
        units: &[Unit<'_>],
        ordinal: usize,
        siblings: &[Sibling],
    ) -> Page {
        let desk = Desk::new(text, document, self.docs_base);
        let mut sheet = Page {
            documents: units.len().max(1),
            ..Page::default()
        };
        let ours = |unit: &Unit<'_>| !matches!(unit.what, What::Foreign);
        if units.is_empty() || units.iter().any(ours) {
            let between = between(units, document.observations());
            let found = observe(&between, &self.context).into_diagnostics();
            sheet.findings.extend(desk.findings(None, found));
        }
        for (index, unit) in units.iter().enumerate() {
            match &unit.what {
                What::Ours(judged) => {
                    sheet.checked += 1;
                    let me = Me {
                        ordinal: ordinal + index,
                        number: document.number(),
                        unit,
                        judged,
                    };
                    let found = self.judge(&me, document.observations(), siblings);
                    let found = self.exempt(judged, found, &mut sheet);
                    sheet.findings.extend(desk.findings(Some(unit), found));
                    if self.defaults {
                        let old = self.before(&me);
                        let defaults = facts::defaults(judged, old, &self.context);
                        sheet.defaults.extend(desk.defaults(unit, defaults));
                    }
                }
                What::NearMiss | What::Unread => {
                    sheet.checked += 1;
                    let found = self.near_miss(unit, document.observations());
                    sheet.findings.extend(desk.findings(Some(unit), found));
                }
                What::Foreign => sheet.skipped += 1,
            }
        }
        sheet
    }

    fn judge(
        &self,
        me: &Me<'_, '_>,
        observations: &[Observation],
        siblings: &[Sibling],
    ) -> Vec<Diagnostic> {
        let observations = of_unit(me.unit, observations);
        let siblings: Vec<&Document> = if let Some(shared) = self.cluster {
            Shared::others(shared, self.file, me.number, &me.unit.path)
        } else {
            let other = |sibling: &&Sibling| sibling.ordinal != me.ordinal;
            let one_of_them = siblings.iter().any(|sibling| sibling.ordinal == me.ordinal);
            let others = siblings.iter().filter(other).filter(|_| one_of_them);
            others.map(|sibling| &sibling.document).collect()
        };
        let subject = Subject {
            document: me.judged,
            old: self.before(me),
            siblings: &siblings,
            observations: &observations,
        };
        let mut found = validate(&subject, &self.context).into_diagnostics();
        if me.unit.headless {
            found.retain(|diagnostic| !me.unit.speaks_of_head(diagnostic));
        }
        found
    }

    /// The old self of a document, where there is one.
    fn before(&self, me: &Me<'_, '_>) -> Option<&Document> {
        self.old
            .as_ref()
            .and_then(|old| old.of(me.judged, me.unit.node))
    }

    /// What can be said of an object that is not read: what it looks like, and what was noticed in its
    /// text.
    fn near_miss(&self, unit: &Unit<'_>, observations: &[Observation]) -> Vec<Diagnostic> {
        let observed = observe(&of_unit(unit, observations), &self.context);
        let mut found = observed.into_diagnostics();
        if matches!(unit.what, What::NearMiss) {
            found.extend(facts::near_miss(unit.node, &self.context));
        }
        if matches!(unit.what, What::Unread) {
            found.extend(input::unread(&self.context));
        }
        found
    }

    /// Leaves out what the policy lets through.
    fn exempt(
        &self,
        judged: &Document,
        mut found: Vec<Diagnostic>,
        sheet: &mut Page,
    ) -> Vec<Diagnostic> {
        let policy = self.context.policy;
        let target = Target {
            kind: judged.kind(),
            name: judged.name(),
            path: Some(self.path),
        };
        found.retain(|fault| {
            let exemption = policy.exempts(fault, target, self.context.today);
            sheet.exempted.extend(exemption.map(|(place, _)| place));
            sheet.suppressed += usize::from(exemption.is_some());
            exemption.is_none()
        });
        found
    }
}

/// The unit under judgement.
struct Me<'u, 'd> {
    ordinal: usize,
    number: usize,
    unit: &'u Unit<'d>,
    judged: &'u Document,
}

impl Page {
    fn add(&mut self, sheet: Self) {
        self.findings.extend(sheet.findings);
        self.documents += sheet.documents;
        self.checked += sheet.checked;
        self.skipped += sheet.skipped;
        self.suppressed += sheet.suppressed;
        self.exempted.extend(sheet.exempted);
        self.defaults.extend(sheet.defaults);
        self.directives.extend(sheet.directives);
    }
}
