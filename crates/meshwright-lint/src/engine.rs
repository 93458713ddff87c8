//! A whole run: find, configure, read and judge in parallel, mend, and put together in order.

use std::borrow::Cow;
use std::io::{self, Read};

use meshwright_manifest::Syntax;
use meshwright_policy::{Context, Level, Surface};
use rayon::prelude::*;

use crate::against::Old;
use crate::discover::{self, Place, Source};
use crate::outcome::{Change, Fault, Outcome};
use crate::page::{Judge, Page};
use crate::policies::Policies;
use crate::settings::Settings;
use crate::text::Text;
use crate::windows::Windows;
use crate::{Watch, files, past};

mod exemptions;
mod gather;
mod known;
mod mending;

/// What a run has found out before it judges the first text.
struct Run<'s> {
    settings: &'s Settings,
    sources: Vec<Source<'s>>,
    policies: Policies,
    /// For each text, which policy holds.
    chosen: Vec<usize>,
    archive: Option<past::Past>,
    /// The texts that go to one cluster, and their documents.
    cluster: gather::Cluster,
}

/// What one text came to.
#[derive(Default)]
struct Sheet {
    page: Page,
    read: bool,
    fixed: usize,
    change: Option<Change>,
    fault: Option<Fault>,
}

/// Runs with as many threads as asked for.
pub(crate) fn run(settings: &Settings, watch: &dyn Watch) -> Outcome {
    let pool = settings
        .threads
        .map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build());
    match pool {
        None => lint(settings, watch),
        Some(Ok(pool)) => pool.install(|| lint(settings, watch)),
        Some(Err(error)) => {
            let fault = Fault::configuration(format!("the threads could not be started: {error}"));
            Outcome {
                faults: vec![fault],
                ..Outcome::default()
            }
        }
    }
}

fn lint(settings: &Settings, watch: &dyn Watch) -> Outcome {
    let mut faults = Vec::new();
    let run = Run::prepare(settings, &mut faults);
    watch.found(run.sources.len());
    let work = |index: usize| {
        let sheet = run.sheet(index);
        watch.done();
        sheet
    };
    let sheets: Vec<Sheet> = (0..run.sources.len()).into_par_iter().map(work).collect();
    let mut outcome = Outcome {
        faults,
        ..Outcome::default()
    };
    let mut exempted = vec![Vec::<usize>::new(); run.policies.all().len()];
    for (index, sheet) in sheets.into_iter().enumerate() {
        if let Some(used) = run
            .chosen
            .get(index)
            .and_then(|policy| exempted.get_mut(*policy))
        {
            used.extend(&sheet.page.exempted);
        }
        add(&mut outcome, sheet);
    }
    run.exemptions(&exempted, &mut outcome);
    run.known(&mut outcome);
    outcome.count();
    outcome
}

fn add(outcome: &mut Outcome, sheet: Sheet) {
    let summary = &mut outcome.summary;
    summary.files += usize::from(sheet.read);
    summary.documents += sheet.page.documents;
    summary.checked += sheet.page.checked;
    summary.skipped += sheet.page.skipped;
    summary.suppressed += sheet.page.suppressed;
    summary.fixed += sheet.fixed;
    if outcome.findings.is_empty() {
        // One long text may have many: they are not copied.
        outcome.findings = sheet.page.findings;
    } else {
        outcome.findings.extend(sheet.page.findings);
    }
    outcome.changes.extend(sheet.change);
    outcome.faults.extend(sheet.fault);
}

impl Sheet {
    /// A text that was read and not changed.
    fn read(page: Page) -> Self {
        Self {
            page,
            read: true,
            ..Self::default()
        }
    }
}

impl<'s> Run<'s> {
    fn prepare(settings: &'s Settings, faults: &mut Vec<Fault>) -> Self {
        let sources = discover::sources(settings, faults);
        let (policies, chosen) = Policies::of(&sources, settings, faults);
        let archive = settings.against.as_ref().and_then(|against| {
            past::load(against, &sources)
                .map_err(|fault| faults.push(fault))
                .ok()
        });
        let cluster = gather::Cluster::of(&sources, &settings.same_cluster, faults);
        Self {
            settings,
            sources,
            policies,
            chosen,
            archive,
            cluster,
        }
    }

    /// Reads a text and judges it, and mends it where that is asked for.
    fn sheet(&self, index: usize) -> Sheet {
        let Some(source) = self.sources.get(index) else {
            return Sheet::default();
        };
        let Some(configured) = self
            .chosen
            .get(index)
            .and_then(|policy| self.policies.all().get(*policy))
        else {
            return Sheet::default();
        };
        let path = configured.path_of(source);
        let policy = self.policies.for_path(configured, &path);
        let judge = self.judge(index, &policy, &path);
        self.judged(source, &judge).unwrap_or_else(|error| Sheet {
            fault: Some(Fault::unreadable(source.name.clone(), &error)),
            ..Sheet::default()
        })
    }

    /// Judges a text in windows where it is long and nothing asks for the whole of it.
    fn judged(&self, source: &Source<'_>, judge: &Judge<'_>) -> io::Result<Sheet> {
        let mut windows = windows(source, self.settings.window)?;
        let syntax = Syntax::guess_from_start(Some(&source.name), windows.start());
        let syntax = syntax.filter(|syntax| *syntax != Syntax::Json);
        match syntax.filter(|_| !windows.is_whole() && self.settings.fixing.is_none()) {
            Some(syntax) => {
                let page = judge.windows(&source.name, syntax, &mut windows)?;
                Ok(Sheet::read(page))
            }
            None => Ok(self.mended(source, &windows.into_whole()?, judge)),
        }
    }

    /// Judges a whole text, and mends it where that is asked for.
    fn mended(&self, source: &Source<'_>, bytes: &[u8], judge: &Judge<'_>) -> Sheet {
        let page = judge.page(&Text::new(&source.name, bytes));
        match self.settings.fixing {
            Some(fixing) => mending::mended(source, bytes, page, fixing, judge),
            None => Sheet::read(page),
        }
    }

    fn judge<'j>(
        &'j self,
        index: usize,
        policy: &'j meshwright_policy::Policy,
        path: &'j str,
    ) -> Judge<'j> {
        let cluster = self.cluster.of_file(index);
        let old = self.archive.as_ref().map(|past| Old {
            archive: &past.archive,
            path: past.path_of(index),
        });
        Judge {
            context: Context {
                today: self.settings.today,
                same_cluster: cluster.is_some(),
                ..Context::new(policy, Surface::Lint)
            },
            docs_base: &self.settings.docs_base,
            file: index,
            path,
            cluster,
            old,
            defaults: self
                .settings
                .fixing
                .as_ref()
                .is_some_and(|fixing| fixing.defaults),
        }
    }
}

impl Outcome {
    fn count(&mut self) {
        let at = |level: Level| {
            self.findings
                .iter()
                .filter(|finding| finding.level == level)
                .count()
        };
        let (deny, warn, audit) = (at(Level::Deny), at(Level::Warn), at(Level::Audit));
        self.summary.deny = deny;
        self.summary.warn = warn;
        self.summary.audit = audit;
    }
}

/// Opens a text.
fn windows<'a>(source: &'a Source<'_>, size: usize) -> io::Result<Windows<Box<dyn Read + 'a>>> {
    match &source.place {
        Place::File(path) => Windows::new(Box::new(files::open(path)?), size),
        Place::Text(bytes) => Windows::new(Box::new(bytes.as_ref()), size),
        Place::Stdin => Windows::new(Box::new(files::standard_input()), size),
    }
}

/// The bytes of a text that can be read twice.
fn bytes<'a>(source: &'a Source<'_>) -> io::Result<Cow<'a, [u8]>> {
    match &source.place {
        Place::File(path) => files::read(path).map(Cow::Owned),
        Place::Text(bytes) => Ok(Cow::Borrowed(bytes)),
        Place::Stdin => Ok(Cow::default()),
    }
}
