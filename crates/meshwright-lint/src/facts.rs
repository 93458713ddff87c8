//! Diagnostics of the rules whose facts only the linter has.

use std::ops::Range;

use meshwright_api::{Edit, FieldPath, path};
use meshwright_manifest::Node;
use meshwright_policy::{
    Anchor, Cause, Context, Diagnostic, Document, Kind, Level, Surface, rules, words,
};

/// A fault of the text itself.
#[derive(Debug, Clone)]
pub(crate) struct Remark {
    /// The rule.
    pub(crate) code: &'static str,
    /// Its place.
    pub(crate) span: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// The way out.
    pub(crate) help: String,
}

impl Remark {
    /// The remark as its rule makes it; `None` where the rule is off.
    pub(crate) fn diagnostic(self, context: &Context<'_>) -> Option<Diagnostic> {
        let rule = rules::find(self.code)?;
        let (level, _) = context.policy.level(rule, Surface::Lint);
        (level != Level::Off).then(|| Diagnostic {
            rule,
            level,
            path: FieldPath::root(),
            anchor: Anchor::Bytes(self.span),
            cause: Cause::Invalid,
            message: self.message,
            help: Some(self.help),
            fix: None,
        })
    }
}

/// What is said of an object whose head is like one of ours.
pub(crate) fn near_miss(object: Node<'_>, kind: Kind, context: &Context<'_>) -> Option<Diagnostic> {
    let written = object
        .get("kind")
        .and_then(|kind| kind.as_str())
        .unwrap_or_default();
    let wrong_kind = written != kind.as_str();
    let (field, message) = if wrong_kind {
        let message = format!(
            "{} is no kind, {} is",
            words::quoted(written),
            kind.as_str()
        );
        ("kind", message)
    } else {
        let message = format!("there is no {} of this apiVersion", kind.as_str());
        ("apiVersion", message)
    };
    let remark = Remark {
        code: "GX0013",
        span: 0..0,
        message,
        help: "no server takes the object as it is: write kind and apiVersion as documented"
            .to_owned(),
    };
    let found = remark.diagnostic(context)?;
    Some(Diagnostic {
        path: path![field],
        anchor: Anchor::Value,
        ..found
    })
}

/// The defaults that a server would fill in.
pub(crate) fn defaults(_judged: &Document, _context: &Context<'_>) -> Vec<Edit> {
    Vec::new()
}
