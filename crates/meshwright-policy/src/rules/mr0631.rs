use meshwright_api::Mesh;

use crate::implication::Implication;
use crate::rule::{Category, Check, Group, implies};
use crate::tracing::{self, AgainstApm};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// The preset `apm-otel` in a mesh too old for it.
    ///
    /// # What it refuses
    ///
    /// `apm-otel` in `tracing.defaultProviders` while `spec.version` is of a series before 1.18, is 1.18 or
    /// 1.18.0 itself, with or without a revision such as `-r1`, or cannot be read as a version.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 15) asks for a version "later than 1.18". 1.18 itself is not later,
    /// however that is read. Later patches of the 1.18 line are left to MR0632.
    ///
    /// # What to do instead
    ///
    /// Take a mesh of 1.19 or later, or send the traces to a provider of your own.
    MR0631 {
        name: "apm-not-later-than-1.18",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[implies("spec", NEEDS_LATER)],
        check: Check::Mesh(check),
    }
}

const NEEDS_LATER: Implication = Implication {
    when: "config.telemetryConfig.tracing.defaultProviders[]",
    is: r#"{"const": "apm-otel"}"#,
    then: "version",
    holds: concat!(
        r#"{"pattern": "^v?0*("#,
        "1[.]0*18[.]0*[1-9][0-9]*",                                // 1.18.1 and later patches
        "|1[.]0*(19|[2-9][0-9]|[1-9][0-9]{2,})([.][0-9]+)?",       // 1.19 and later
        "|([2-9]|[1-9][0-9]+)[.][0-9]+([.][0-9]+)?",               // 2.0 and later
        r#")(-r[0-9]+)?$"}"#,
    ),
};

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some((at, version)) = tracing::apm_with_version(mesh) else { return };
    if AgainstApm::of(version) == AgainstApm::TooOld {
        let message = format!("apm-otel needs a version later than 1.18, not {}", words::quoted(version));
        faults.add(
            Fault::invalid(at, message).help("take a mesh of 1.19 or later, or use a provider of your own"),
        );
    }
}
