//! The files of `tests/vectors`, as they are written.

use std::path::{Path, PathBuf};

use meshwright_api::{Edit, FieldPath, Segment};
use meshwright_policy::{Requester, Surface};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Vector;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    rule: String,
    base: String,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// A whole text instead of a change of the base.
    text: Option<String>,
    #[serde(flatten)]
    change: Delta,
    /// The old document, as a change of the base.
    old: Option<Delta>,
    /// The other documents, as changes of the base.
    #[serde(default)]
    siblings: Vec<Delta>,
    /// `lint` (the default), `admission` or `rest`.
    surface: Option<String>,
    /// The `spec` of a `Policy` document.
    policy: Option<Value>,
    requester: Option<Who>,
    /// Whether the document is to be deleted.
    #[serde(default)]
    delete: bool,
    /// Whether the siblings are known to go to the same cluster.
    #[serde(default)]
    same_cluster: bool,
    /// Pods with a sidecar in the cluster.
    pods: Option<u64>,
    expect: Vec<String>,
}

#[derive(Debug, Deserialize, Default)]
struct Delta {
    #[serde(default)]
    set: Map<String, Value>,
    #[serde(default)]
    drop: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Who {
    username: String,
    #[serde(default)]
    groups: Vec<String>,
}

/// All files, in the order of their names.
pub(super) fn all() -> Vec<File> {
    let entries = std::fs::read_dir(folder()).expect("the vectors are in the repository");
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).expect("a file of vectors can be read");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl File {
    /// The cases, their changes applied to the base.
    pub(super) fn vectors(&self) -> Vec<Vector> {
        let base: Value = read(&folder().join("base").join(format!("{}.json", self.base)));
        let cases = self.cases.iter().filter(|case| case.text.is_none());
        cases.map(|case| case.vector(&self.rule, &base)).collect()
    }
}

impl Case {
    fn vector(&self, rule: &str, base: &Value) -> Vector {
        let mut expect = self.expect.clone();
        expect.sort();
        Vector {
            rule: rule.to_owned(),
            name: self.name.clone(),
            document: self.change.apply(base),
            old: self.old.as_ref().map(|delta| delta.apply(base)),
            siblings: self
                .siblings
                .iter()
                .map(|delta| delta.apply(base))
                .collect(),
            surface: surface(self.surface.as_deref()),
            policy: self.policy.clone(),
            requester: self.requester.as_ref().map(|who| Requester {
                username: who.username.clone(),
                groups: who.groups.clone(),
            }),
            delete: self.delete,
            same_cluster: self.same_cluster,
            pods: self.pods,
            expect,
        }
    }
}

fn surface(word: Option<&str>) -> Surface {
    match word {
        None | Some("lint") => Surface::Lint,
        Some("admission") => Surface::Admission,
        Some("rest") => Surface::Rest,
        Some("controller") => Surface::Controller,
        Some(other) => panic!("no surface is called {other}"),
    }
}

impl Delta {
    /// The base, changed. Edits become patches and another crate applies those, so that every vector
    /// tries them too.
    fn apply(&self, base: &Value) -> Value {
        let mut document = base.clone();
        let set = self
            .set
            .iter()
            .map(|(at, value)| Edit::set(path(at), expand(value)));
        let dropped = self.drop.iter().map(|at| Edit::Remove { path: path(at) });
        for edit in set.chain(dropped) {
            let patch = Value::from(edit.json_patch(&document));
            let patch: json_patch::Patch = serde_json::from_value(patch).expect("it is a patch");
            json_patch::patch(&mut document, &patch).expect("the patch fits its document");
        }
        document
    }
}

fn path(pointer: &str) -> FieldPath {
    let segment = |step: &str| {
        let step = step.replace("~1", "/").replace("~0", "~");
        step.parse::<usize>()
            .map_or_else(|_| Segment::from(step), Segment::from)
    };
    pointer.split('/').skip(1).map(segment).collect()
}

/// `{"$repeat": ["a", 65]}` stands for a long text.
fn expand(value: &Value) -> Value {
    let parts = value.get("$repeat").and_then(Value::as_array);
    match parts.map(Vec::as_slice) {
        Some([Value::String(text), count]) => {
            let count = count.as_u64().and_then(|count| usize::try_from(count).ok());
            Value::from(text.repeat(count.unwrap_or_default()))
        }
        _ => value.clone(),
    }
}
