//! Faults whose facts only a reader of files has: what a file holds beside its documents, heads that
//! miss ours by a slip, suppressions.
//!
//! Whoever has the facts calls these functions; each gives nothing where its rule is off.

use meshwright_api::{mesh, path, service_mesh};

use crate::context::Context;
use crate::diagnostic::{Anchor, Diagnostic};
use crate::faults::{Fault, Faults};
use crate::level::Level;
use crate::rules;
use crate::subject::{Kind, Recognition};
use crate::words;

/// GX0013: a document whose head misses one of ours by a slip. Nobody would take it for ours, so no other
/// rule looks at it. Both words as text, absent where they are not.
///
/// ```
/// use meshwright_policy::{Context, Policy, Surface, input};
///
/// let policy = Policy::default();
/// let context = Context::new(&policy, Surface::Lint);
/// let head = (Some("istio.alibabacloud.com/v1beta1"), Some("Servicemesh"));
/// let fault = input::near_miss(head.0, head.1, &context).unwrap();
/// assert_eq!(fault.path.to_string(), "kind");
/// assert_eq!(fault.message, r#""Servicemesh" is not a kind of istio.alibabacloud.com"#);
/// assert!(input::near_miss(Some("maistra.io/v1"), Some("ServiceMesh"), &context).is_none());
/// ```
pub fn near_miss(
    api_version: Option<&str>,
    kind: Option<&str>,
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let Recognition::NearMiss(meant) = Recognition::of(api_version, kind) else {
        return None;
    };
    let (written, right) = (api_version.unwrap_or_default(), head(meant));
    let Some(kind) = kind else {
        let message = format!("a document of {written} needs a kind");
        let fault = Fault::required(path!["kind"], message);
        return diagnose(
            "GX0013",
            fault.help(format!("write {}", words::quoted(right.kind))),
            context,
        );
    };
    let (place, message, help) = if kind == right.kind {
        let message = format!(
            "{} is not the apiVersion of a {}",
            words::quoted(written),
            right.kind
        );
        (path!["apiVersion"], message, right.api_version)
    } else {
        let message = format!("{} is not a kind of {}", words::quoted(kind), right.owner);
        (path!["kind"], message, right.kind)
    };
    let fault = Fault::not_supported(place, message).help(format!("write {}", words::quoted(help)));
    diagnose("GX0013", fault, context)
}

/// GX0005: a document of ours that nests so deeply that its fields were not read. No rule looked at it, so
/// it must not pass.
pub fn unread(context: &Context<'_>) -> Option<Diagnostic> {
    let fault = Fault::invalid(
        path![],
        "nested too deeply to be judged, no other rule has looked",
    );
    diagnose("GX0005", fault.help("nest less deeply"), context)
}

/// GX0007: a document of ours that is not the first of its file. Called once a file, for the second one.
pub fn later_document(context: &Context<'_>) -> Option<Diagnostic> {
    let fault = Fault::forbidden(
        path![],
        "an API server that gets this file as one body reads its first document only",
    );
    let help = "send each document on its own, or use kubectl, which sends all of them";
    diagnose("GX0007", fault.help(help), context)
}

/// GX0015: a suppression of those codes that silences nothing. The place is a comment (bytes of its file),
/// or an exemption or a baseline entry in the file that holds it.
pub fn unused_suppression(codes: &str, place: Anchor, context: &Context<'_>) -> Option<Diagnostic> {
    let message = format!("nothing is left for {codes} to suppress here");
    let fault = Fault::invalid(path![], message).at(place);
    diagnose("GX0015", fault.help("take it out"), context)
}

/// GX0016: a suppression of those codes that does not say why.
pub fn suppression_without_reason(
    codes: &str,
    place: Anchor,
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let message = format!("the suppression of {codes} gives no reason");
    let fault = Fault::required(path![], message).at(place);
    diagnose("GX0016", fault.help("say why after the codes"), context)
}

/// The right head of a kind, and who defines it.
struct Head {
    api_version: &'static str,
    kind: &'static str,
    owner: &'static str,
}

const fn head(kind: Kind) -> Head {
    match kind {
        Kind::ServiceMesh | Kind::Crd => Head {
            api_version: service_mesh::API_VERSION,
            kind: service_mesh::KIND,
            owner: service_mesh::GROUP,
        },
        Kind::Mesh | Kind::ErrorBody => Head {
            api_version: mesh::API_VERSION,
            kind: mesh::KIND,
            owner: "the mesh API",
        },
    }
}

/// The diagnostic of a fault under a rule, at the rule's level; `None` where that is off.
fn diagnose(code: &str, fault: Fault, context: &Context<'_>) -> Option<Diagnostic> {
    let rule = rules::find(code)?;
    let (level, fixed) = context.policy.level(rule, context.surface);
    let mut found = Vec::new();
    Faults::new(rule, level, fixed, &mut found).add(fault);
    found
        .pop()
        .filter(|diagnostic| diagnostic.level != Level::Off)
}
