//! Which policy holds for which file: `meshwright.yaml` upwards from the file, then what the command
//! line says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use meshwright_policy::policy::Region;
use meshwright_policy::{Level, Policy, rules, words};

use crate::discover::{Place, Source, shown};
use crate::files::{self, POLICY_FILE};
use crate::outcome::Fault;
use crate::settings::{PolicySource, Settings};

mod read;

/// The policies of a run.
#[derive(Debug)]
pub(crate) struct Policies {
    /// The defaults first, then one a file, in the order in which they were met.
    all: Vec<Configured>,
    /// What is asked for beside them.
    wishes: Wishes,
}

/// A policy and where it comes from.
#[derive(Debug)]
pub(crate) struct Configured {
    /// The policy with the wishes of the command line.
    pub(crate) policy: Policy,
    /// The policy as the file has it.
    as_read: Policy,
    /// The file.
    pub(crate) file: Option<PolicyFile>,
}

/// A policy file.
#[derive(Debug)]
pub(crate) struct PolicyFile {
    /// Its name in output.
    pub(crate) name: String,
    /// The folder that its globs count from.
    pub(crate) folder: PathBuf,
    /// Its text.
    pub(crate) bytes: Vec<u8>,
}

/// What a command line says about levels and regions.
#[derive(Debug, Default)]
struct Wishes {
    levels: BTreeMap<&'static str, Level>,
    region: Region,
}

impl Policies {
    /// The policies for some texts, and for each text which of them.
    pub(crate) fn of(
        sources: &[Source<'_>],
        settings: &Settings,
        faults: &mut Vec<Fault>,
    ) -> (Self, Vec<usize>) {
        let wishes = Wishes::of(settings, faults);
        let mut policies = Self {
            all: Vec::new(),
            wishes,
        };
        policies.add(Policy::default(), None);
        let chosen = match &settings.policy {
            PolicySource::Defaults => vec![0; sources.len()],
            PolicySource::File(path) => {
                let only = policies.load(path, faults);
                vec![only; sources.len()]
            }
            PolicySource::Nearest => policies.nearest(sources, faults),
        };
        (policies, chosen)
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Configured] {
        &self.all
    }

    /// The policy for a path.
    pub(crate) fn for_path<'p>(&self, configured: &'p Configured, path: &str) -> Cow<'p, Policy> {
        if configured.as_read.overrides.is_empty() {
            return Cow::Borrowed(&configured.policy);
        }
        let mut policy = configured.as_read.for_path(path).into_owned();
        self.wishes.apply(&mut policy);
        Cow::Owned(policy)
    }

    fn nearest(&mut self, sources: &[Source<'_>], faults: &mut Vec<Fault>) -> Vec<usize> {
        let mut known: BTreeMap<PathBuf, usize> = BTreeMap::new();
        let mut last: Option<(PathBuf, usize)> = None;
        let mut choose = |source: &Source<'_>| {
            let path = match &source.place {
                Place::File(path) => path.as_path(),
                Place::Text(_) | Place::Stdin => Path::new(&source.name),
            };
            let folder = path.parent().unwrap_or(Path::new(""));
            if let Some((_, index)) = last.as_ref().filter(|(before, _)| before == folder) {
                return *index;
            }
            let index = self.upwards(&files::absolute(&folder.join(".")), &mut known, faults);
            last = Some((folder.to_owned(), index));
            index
        };
        sources.iter().map(&mut choose).collect()
    }

    /// Looks in a folder and in those above it; remembers what was found for each.
    fn upwards(
        &mut self,
        folder: &Path,
        known: &mut BTreeMap<PathBuf, usize>,
        faults: &mut Vec<Fault>,
    ) -> usize {
        let mut passed = Vec::new();
        let mut found = 0;
        for folder in folder.ancestors() {
            if let Some(index) = known.get(folder) {
                found = *index;
                break;
            }
            passed.push(folder.to_owned());
            let file = folder.join(POLICY_FILE);
            if files::is_file(&file) {
                found = self.load(&file, faults);
                break;
            }
        }
        known.extend(passed.into_iter().map(|folder| (folder, found)));
        found
    }

    fn load(&mut self, path: &Path, faults: &mut Vec<Fault>) -> usize {
        let name = shown(&relative_to_here(path));
        let file = match files::read(path) {
            Ok(bytes) => PolicyFile {
                folder: files::absolute(path)
                    .parent()
                    .map(Path::to_owned)
                    .unwrap_or_default(),
                name,
                bytes,
            },
            Err(error) => {
                faults.push(Fault::configuration(error.to_string()).in_file(name));
                return 0;
            }
        };
        match read::read(&file) {
            Ok(policy) => self.add(policy, Some(file)),
            Err(wrong) => {
                faults.extend(wrong);
                0
            }
        }
    }

    fn add(&mut self, as_read: Policy, file: Option<PolicyFile>) -> usize {
        let mut policy = as_read.clone();
        self.wishes.apply(&mut policy);
        self.all.push(Configured {
            policy,
            as_read,
            file,
        });
        self.all.len() - 1
    }
}

impl Configured {
    /// The path that the globs of the policy are held against: from the policy's folder on, where the
    /// text is below it.
    pub(crate) fn path_of(&self, source: &Source<'_>) -> String {
        let (Some(file), Place::File(path)) = (&self.file, &source.place) else {
            return source.name.clone();
        };
        let path = files::absolute(path);
        path.strip_prefix(&file.folder)
            .map_or_else(|_| source.name.clone(), shown)
    }
}

impl Wishes {
    fn of(settings: &Settings, faults: &mut Vec<Fault>) -> Self {
        let mut wishes = Self {
            levels: BTreeMap::new(),
            region: settings.region.clone(),
        };
        for (word, level) in &settings.levels {
            wishes.set(word, *level, faults);
        }
        if !settings.select.is_empty() {
            wishes.select(&settings.select, faults);
        }
        for word in &settings.ignore {
            wishes.set(word, Level::Off, faults);
        }
        wishes
    }

    fn set(&mut self, word: &str, level: Level, faults: &mut Vec<Fault>) {
        self.levels
            .extend(named(word, faults).into_iter().map(|code| (code, level)));
    }

    /// Switches all other rules off; that a text cannot be read is told all the same.
    fn select(&mut self, words: &[String], faults: &mut Vec<Fault>) {
        let chosen: Vec<&str> = words.iter().flat_map(|word| named(word, faults)).collect();
        let others = rules::all()
            .iter()
            .map(|rule| rule.code)
            .filter(|code| !chosen.contains(code) && *code != "GX0010");
        self.levels.extend(others.map(|code| (code, Level::Off)));
    }

    fn apply(&self, policy: &mut Policy) {
        policy
            .levels
            .extend(self.levels.iter().map(|(code, level)| (*code, *level)));
        let Region { alibaba, huawei } = self.region.clone();
        policy.region.alibaba = alibaba.or(policy.region.alibaba.take());
        policy.region.huawei = huawei.or(policy.region.huawei.take());
    }
}

fn named(word: &str, faults: &mut Vec<Fault>) -> Vec<&'static str> {
    let chosen = rules::named(word);
    if chosen.is_empty() {
        let fault = Fault::configuration(format!(
            "{} is neither a rule nor a group",
            words::quoted(word)
        ));
        let words = rules::all().iter().map(|rule| rule.code);
        faults.push(match words::nearest(word, words) {
            Some(near) => fault.help(format!("{near} is nearest")),
            None => fault,
        });
    }
    chosen.iter().map(|rule| rule.code).collect()
}

/// A path below the working directory without it.
fn relative_to_here(path: &Path) -> PathBuf {
    let here = files::absolute(Path::new("."));
    path.strip_prefix(&here).unwrap_or(path).to_owned()
}
