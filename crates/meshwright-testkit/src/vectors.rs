//! The vectors of `tests/vectors`: a base document, a change, and the codes that must come out.
//!
//! Cases that are whole texts need a reader of texts; the linter's tests run those.

mod file;

use meshwright_policy::{
    Context, Document, Kind, Policy, Recognition, Report, Requester, Subject, Surface, validate,
    validate_deletion,
};
use serde_json::Value;

/// A case, its changes applied.
#[derive(Debug, Clone)]
pub struct Vector {
    /// The code of the rule whose file it stands in.
    pub rule: String,
    /// What it shows.
    pub name: String,
    /// What is judged.
    pub document: Value,
    /// Its old self.
    pub old: Option<Value>,
    /// The other documents.
    pub siblings: Vec<Value>,
    /// Where it is judged.
    pub surface: Surface,
    /// The `spec` of a `Policy` document.
    pub policy: Option<Value>,
    /// Who asks.
    pub requester: Option<Requester>,
    /// Whether the document is to be deleted.
    pub delete: bool,
    /// Whether the siblings are known to go to the same cluster.
    pub same_cluster: bool,
    /// Pods with a sidecar in the cluster.
    pub pods: Option<u64>,
    /// The codes that must come out, sorted.
    pub expect: Vec<String>,
}

/// All vectors that are no texts, in the order of their files.
pub fn vectors() -> Vec<Vector> {
    file::all().iter().flat_map(file::File::vectors).collect()
}

impl Vector {
    /// Judges the case as it says.
    pub fn judge(&self) -> Report {
        let policy = self.policy();
        let new = document(self.document.clone());
        let old = self.old.clone().map(document);
        let siblings: Vec<Document> = self.siblings.iter().cloned().map(document).collect();
        let siblings: Vec<&Document> = siblings.iter().collect();
        let subject = Subject {
            old: old.as_ref(),
            siblings: &siblings,
            ..Subject::new(&new)
        };
        let context = Context {
            requester: self.requester.as_ref(),
            same_cluster: self.same_cluster,
            pods: self.pods,
            ..Context::new(&policy, self.surface)
        };
        if self.delete {
            validate_deletion(&new, &context)
        } else {
            validate(&subject, &context)
        }
    }

    /// The codes that come out, sorted.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = self.judge().codes();
        codes.sort_unstable();
        codes
    }

    fn policy(&self) -> Policy {
        self.policy.as_ref().map_or_else(Policy::default, |spec| {
            Policy::from_spec(spec).expect("the policies of vectors are good")
        })
    }
}

/// Judges a document alone, by the default policy.
pub fn judge_alone(document: &Document, surface: Surface) -> Report {
    let policy = Policy::default();
    validate(&Subject::new(document), &Context::new(&policy, surface))
}

/// Reads a document of whatever kind.
///
/// Rules about the head of a document take the head away; what is left says what it was.
///
/// # Panics
/// When the value is no object.
pub fn document(value: Value) -> Document {
    const READS: &str = "wire types read every object";
    match kind(&value) {
        Kind::ServiceMesh => Document::ServiceMesh(serde_json::from_value(value).expect(READS)),
        Kind::Mesh => Document::Mesh(serde_json::from_value(value).expect(READS)),
        Kind::ErrorBody => Document::ErrorBody(serde_json::from_value(value).expect(READS)),
        Kind::Crd => Document::Crd(serde_json::from_value(value).expect(READS)),
    }
}

fn kind(value: &Value) -> Kind {
    let text = |key| value.get(key).and_then(Value::as_str);
    match Recognition::of(text("apiVersion"), text("kind")) {
        Recognition::Ours(kind) => kind,
        _ if value.pointer("/spec/group").is_some() => Kind::Crd,
        _ if value.get("errorCode").is_some() || value.get("errorMsg").is_some() => Kind::ErrorBody,
        _ => Kind::Mesh,
    }
}
