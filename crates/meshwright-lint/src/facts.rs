//! Diagnostics of the rules whose facts only the linter has, in the linter's own terms.

use std::ops::Range;

use meshwright_api::Edit;
use meshwright_manifest::Node;
use meshwright_policy::{Anchor, Context, Diagnostic, Document, Operation, input};

/// A suppression that silences nothing: where it stands and, where that is not the whole story, why.
#[derive(Debug, Clone)]
pub(crate) struct Unused {
    /// What it suppresses.
    pub(crate) codes: String,
    /// Its bytes.
    pub(crate) span: Range<usize>,
    /// Why it silences nothing, and the way out, where there is more to say.
    pub(crate) because: Option<(String, String)>,
}

impl Unused {
    /// GX0015, unless it is off.
    pub(crate) fn diagnostic(self, context: &Context<'_>) -> Option<Diagnostic> {
        let mut found = input::unused_suppression(&self.codes, Anchor::Bytes(self.span), context)?;
        if let Some((message, help)) = self.because {
            found.message = message;
            found.help = Some(help);
        }
        Some(found)
    }
}

/// What is said of an object whose head is like one of ours.
pub(crate) fn near_miss(object: Node<'_>, context: &Context<'_>) -> Option<Diagnostic> {
    let text = |key| object.get(key).and_then(|value| value.as_str());
    input::near_miss(text("apiVersion"), text("kind"), context)
}

/// The defaults that a server would fill in, as if the document went from `old` to what it is now.
pub(crate) fn defaults(
    judged: &Document,
    old: Option<&Document>,
    context: &Context<'_>,
) -> Vec<Edit> {
    let Document::ServiceMesh(new) = judged else {
        return Vec::new();
    };
    let (operation, old) = match old {
        Some(Document::ServiceMesh(old)) => (Operation::Update, Some(&**old)),
        _ => (Operation::Create, None),
    };
    meshwright_policy::defaults(new, old, operation, context.policy)
        .into_iter()
        .filter_map(|default| default.edit)
        .collect()
}
