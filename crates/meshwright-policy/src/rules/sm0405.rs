use meshwright_api::service_mesh::{ANNOTATION_PREFIX, DELETION_POLICY, RETRY_AT};
use meshwright_api::{ServiceMesh, path};

use crate::diagnostic::Anchor;
use crate::rule::{Category, Check, Group, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

/// The annotations the operator reads.
const KNOWN: [&str; 2] = [DELETION_POLICY, RETRY_AT];

crate::rule! {
    /// An annotation that the operator does not read.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns of an annotation that starts with `operator.istio.alibabacloud.com/` and is neither
    /// `deletion-policy` nor `retry-at`, letter by letter.
    ///
    /// # Why
    ///
    /// The operator reference knows these two. Another one is probably a slip of the pen, and what it asks
    /// for does not happen.
    ///
    /// # What to do instead
    ///
    /// Mend the key, or take the annotation out.
    SM0405 {
        name: "unknown-operator-annotation",
        group: Group::Annotations,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        because: &[('C', "a CRD cannot look into annotations, nor warn")],
        clauses: &[
            clause(
                "variables.annotations.all(key, !key.startsWith('operator.istio.alibabacloud.com/') \
                || key in ['operator.istio.alibabacloud.com/deletion-policy', \
                'operator.istio.alibabacloud.com/retry-at'])",
                "the operator does not read this annotation of its prefix",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(annotations) = mesh.metadata.and(|metadata| &metadata.annotations) else { return };
    let unknown =
        annotations.0.keys().filter(|key| key.starts_with(ANNOTATION_PREFIX) && !KNOWN.contains(&key.as_str()));
    for key in unknown {
        let message = format!("the operator does not read an annotation {}", words::quoted(key));
        // The prefix is right already: only the rest tells how near a key is.
        let rest = |key: &'static str| key.strip_prefix(ANNOTATION_PREFIX).unwrap_or(key);
        let written = key.strip_prefix(ANNOTATION_PREFIX).unwrap_or(key);
        let help = match words::nearest(written, KNOWN.map(rest)) {
            Some(near) => format!("did you mean {ANNOTATION_PREFIX}{near}?"),
            None => format!("it reads {}", words::alternatives(&KNOWN)),
        };
        let place = path!["metadata", "annotations", key.clone()];
        faults.add(Fault::invalid(place, message).at(Anchor::Key).help(help));
    }
}
