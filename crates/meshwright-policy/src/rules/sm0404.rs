use meshwright_api::service_mesh::RETRY_AT;
use meshwright_api::{ServiceMesh, path};

use crate::rfc3339::{Moment, moment};
use crate::rule::{Category, Check, Group, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A retry asked for at no moment.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns of a value of the annotation `operator.istio.alibabacloud.com/retry-at` that is
    /// neither empty nor a moment in RFC 3339.
    ///
    /// # Why
    ///
    /// Any change of the annotation asks for a retry, and the operator reference sets it to the empty text. A
    /// word such as `now` works once: written a second time it is no change and nothing happens.
    ///
    /// # What to do instead
    ///
    /// Set it to the empty text, or to the present moment such as `2026-01-09T02:25:12Z`.
    SM0404 {
        name: "odd-retry-at",
        group: Group::Annotations,
        category: Category::Schema,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        because: &[('C', "a CRD cannot look into annotations, nor warn")],
        clauses: &[
            clause(
                concat!(
                "!('operator.istio.alibabacloud.com/retry-at' in variables.annotations) || \
                    variables.annotations['operator.istio.alibabacloud.com/retry-at'] == '' || \
                    variables.annotations['operator.istio.alibabacloud.com/retry-at'].matches(",
                moment!(),
                ")",
            ),
                "the annotation retry-at must be empty or a moment in RFC 3339",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.annotation(RETRY_AT) else { return };
    if written.is_empty() || Moment::parse(written).is_some() {
        return;
    }
    let message = format!("{} is neither empty nor a moment in RFC 3339", words::quoted(written));
    faults.add(
        Fault::invalid(path!["metadata", "annotations", RETRY_AT], message)
            .help("write \"\" or a moment such as 2026-01-09T02:25:12Z"),
    );
}
