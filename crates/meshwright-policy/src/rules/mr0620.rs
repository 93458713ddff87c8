use meshwright_api::{Mesh, MeshVersion};

use crate::implication::Implication;
use crate::rule::{Category, Check, Group, implies};
use crate::{Context, Fault, Faults, Level, Points, tracing, words};

/// The first series that takes a Zipkin provider.
const SINCE: (u64, u64) = (1, 15);

crate::rule! {
    /// A Zipkin provider in a mesh too old for it.
    ///
    /// # What it refuses
    ///
    /// Any `extensionProviders[].zipkin` while `spec.version` is of a series before 1.15, or cannot be read
    /// as a version. It does not matter whether the provider is used. Numbers compare as numbers, at the
    /// precision of the bound: 1.9 is before 1.15, 1.15.0-r1 is not.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 15) asks for version 1.15 or later with a Zipkin provider.
    ///
    /// # What to do instead
    ///
    /// Take a mesh of 1.15 or later, or leave the provider out.
    MR0620 {
        name: "zipkin-before-1.15",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[implies("spec", NEEDS_1_15)],
        check: Check::Mesh(check),
    }
}

const NEEDS_1_15: Implication = Implication {
    when: "config.telemetryConfig.tracing.extensionProviders[].zipkin",
    is: r#"{"type": "object"}"#,
    then: "version",
    holds: concat!(
        r#"{"pattern": "^v?0*("#,
        "1[.]0*(1[5-9]|[2-9][0-9]|[1-9][0-9]{2,})", // 1.15 and later
        "|([2-9]|[1-9][0-9]+)[.][0-9]+",            // 2.0 and later
        r#")([.][0-9]+)?(-r[0-9]+)?$"}"#,
    ),
};

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(written) = mesh.version() else { return };
    if written.parse::<MeshVersion>().is_ok_and(|version| version.series() >= SINCE) {
        return;
    }
    for (at, _) in tracing::extensions(mesh).filter(|(_, provider)| provider.zipkin.get().is_some()) {
        let message = format!("a Zipkin provider needs version 1.15 or later, not {}", words::quoted(written));
        faults.add(
            Fault::invalid(at.join("zipkin"), message)
                .help("take a mesh of 1.15 or later, or leave the provider out"),
        );
    }
}
