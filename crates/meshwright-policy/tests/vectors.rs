//! Every vector of `tests/vectors`: a base document, a change, and the codes that must come out.

#![cfg(test)]

use std::path::{Path, PathBuf};

use meshwright_api::{Edit, FieldPath, Segment};
use meshwright_policy::{
    Context, Document, Kind, Policy, Recognition, Requester, Subject, Surface, validate,
    validate_deletion,
};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: String,
    base: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// A whole text instead of a change of the base: the linter's tests run these.
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

#[derive(Deserialize, Default)]
struct Delta {
    #[serde(default)]
    set: Map<String, Value>,
    #[serde(default)]
    drop: Vec<String>,
}

#[derive(Deserialize)]
struct Who {
    username: String,
    #[serde(default)]
    groups: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files() -> Vec<File> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let parse = |path: &PathBuf| {
        serde_json::from_str(&read(path))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(parse).collect()
}

/// `{"$repeat": ["a", 65]}` stands for a long text.
fn expand(value: &Value) -> Value {
    match value
        .get("$repeat")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([Value::String(text), count]) => {
            Value::from(text.repeat(usize::try_from(count.as_u64().unwrap()).unwrap()))
        }
        _ => value.clone(),
    }
}

fn path_of(pointer: &str) -> FieldPath {
    let segment = |step: &str| {
        let step = step.replace("~1", "/").replace("~0", "~");
        step.parse::<usize>()
            .map_or_else(|_| Segment::from(step), Segment::from)
    };
    pointer.split('/').skip(1).map(segment).collect()
}

fn apply(base: &Value, delta: &Delta) -> Value {
    let mut document = base.clone();
    let set = delta
        .set
        .iter()
        .map(|(at, value)| Edit::set(path_of(at), expand(value)));
    let dropped = delta
        .drop
        .iter()
        .map(|at| Edit::Remove { path: path_of(at) });
    for edit in set.chain(dropped) {
        let patch = Value::from(edit.json_patch(&document));
        let patch: json_patch::Patch = serde_json::from_value(patch).unwrap();
        json_patch::patch(&mut document, &patch).unwrap();
    }
    document
}

fn document(value: Value) -> Document {
    let text = |key| value.get(key).and_then(Value::as_str);
    let kind = match Recognition::of(text("apiVersion"), text("kind")) {
        Recognition::Ours(kind) => kind,
        Recognition::NearMiss(_) | Recognition::Foreign => {
            // Rules about the head itself take the head away: the base says what it was.
            if value.pointer("/spec/group").is_some() {
                Kind::Crd
            } else if value.get("errorCode").is_some() || value.get("errorMsg").is_some() {
                Kind::ErrorBody
            } else {
                Kind::Mesh
            }
        }
    };
    match kind {
        Kind::ServiceMesh => Document::ServiceMesh(serde_json::from_value(value).unwrap()),
        Kind::Mesh => Document::Mesh(serde_json::from_value(value).unwrap()),
        Kind::ErrorBody => Document::ErrorBody(serde_json::from_value(value).unwrap()),
        Kind::Crd => Document::Crd(serde_json::from_value(value).unwrap()),
    }
}

fn codes(base: &Value, case: &Case) -> Vec<String> {
    let policy = case.policy.as_ref().map_or_else(Policy::default, |spec| {
        Policy::from_spec(spec).unwrap_or_else(|faults| panic!("{}: {faults:?}", case.name))
    });
    let surface = match case.surface.as_deref() {
        None | Some("lint") => Surface::Lint,
        Some("admission") => Surface::Admission,
        Some("rest") => Surface::Rest,
        Some(other) => panic!("no surface is called {other}"),
    };
    let requester = case.requester.as_ref().map(|who| Requester {
        username: who.username.clone(),
        groups: who.groups.clone(),
    });
    let new = document(apply(base, &case.change));
    let old = case.old.as_ref().map(|delta| document(apply(base, delta)));
    let siblings: Vec<Document> = case
        .siblings
        .iter()
        .map(|delta| document(apply(base, delta)))
        .collect();
    let siblings: Vec<&Document> = siblings.iter().collect();
    let subject = Subject {
        old: old.as_ref(),
        siblings: &siblings,
        ..Subject::new(&new)
    };
    let context = Context {
        requester: requester.as_ref(),
        same_cluster: case.same_cluster,
        pods: case.pods,
        ..Context::new(&policy, surface)
    };
    let report = if case.delete {
        validate_deletion(&new, &context)
    } else {
        validate(&subject, &context)
    };
    let mut codes: Vec<String> = report.codes().into_iter().map(str::to_owned).collect();
    codes.sort();
    codes
}

#[test]
fn every_vector_yields_exactly_the_codes_it_names() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in files() {
        let base = read(&folder().join("base").join(format!("{}.json", file.base)));
        let base: Value = serde_json::from_str(&base).unwrap();
        for case in file.cases.iter().filter(|case| case.text.is_none()) {
            count += 1;
            let mut expected = case.expect.clone();
            expected.sort();
            let found = codes(&base, case);
            if found != expected {
                wrong.push(format!(
                    "{} {:?}: expected {expected:?}, found {found:?}",
                    file.rule, case.name
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
