use meshwright_api::Mesh;

use crate::implication::Implication;
use crate::rule::{Category, Check, Group, implies};
use crate::tracing::{self, AgainstApm};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// The preset `apm-otel` with a later patch of 1.18.
    ///
    /// # What it refuses
    ///
    /// `apm-otel` in `tracing.defaultProviders` while `spec.version` is 1.18.1 or a later patch of the 1.18
    /// line, with or without a revision, such as `1.18.7-r5`.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 15) asks for a version "later than 1.18", which can be read in two
    /// ways. As a series it means 1.19 or later. As a number it means whatever comes after 1.18.0, and
    /// 1.18.7 does. Nothing that is published settles it.
    ///
    /// # What to do instead
    ///
    /// Take a mesh of 1.19 or later to be sure. If you know how your service reads the sentence, set the
    /// policy's `readings.apm118` to `deny` or `allow`.
    MR0632 {
        name: "apm-on-1.18-patch",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L C P J"),
        because: &[
            ('C', "generated only where the level is deny; with the default level it admits"),
            ('J', "in the enforcing schema only where the level is deny; else in the advisory one"),
        ],
        schema: &[implies("spec", NOT_A_PATCH_OF_1_18)],
        check: Check::Mesh(check),
    }
}

const NOT_A_PATCH_OF_1_18: Implication = Implication {
    when: "config.telemetryConfig.tracing.defaultProviders[]",
    is: r#"{"const": "apm-otel"}"#,
    then: "version",
    holds: r#"{"not": {
        "type": "string",
        "pattern": "^v?0*1[.]0*18[.]0*[1-9][0-9]*(-r[0-9]+)?$"
    }}"#,
};

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some((at, version)) = tracing::apm_with_version(mesh) else { return };
    if AgainstApm::of(version) == AgainstApm::Disputed {
        let message = format!(
            "apm-otel needs a version \"later than 1.18\": as a number {} is later, as a series only 1.19 is",
            words::quoted(version),
        );
        let help = "take a mesh of 1.19 or later, or set the policy's readings.apm118 to what your service does";
        faults.add(Fault::invalid(at, message).help(help));
    }
}
