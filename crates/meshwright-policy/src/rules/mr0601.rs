use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, presence, tracing};

crate::rule! {
    /// A sampling rate that is no percentage.
    ///
    /// # What it refuses
    ///
    /// A `tracing.randomSamplingPercentage` below 0 or above 100, or anything but a number: `"1"` and `true`
    /// are refused.
    ///
    /// # Why
    ///
    /// The field is the share of requests that are traced, in percent.
    ///
    /// # What to do instead
    ///
    /// Write a number from 0 to 100. 1 means one request in a hundred, 0.5 one in two hundred.
    MR0601 {
        name: "sampling-out-of-range",
        group: Group::Tracing,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        types: &["spec.config.telemetryConfig.tracing.randomSamplingPercentage"],
        schema: &[json(
            "spec.config.telemetryConfig.tracing.randomSamplingPercentage",
            r#"{"minimum": 0, "maximum": 100}"#,
        )],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(tracing) = mesh.tracing() else { return };
    let field = &tracing.random_sampling_percentage;
    let place = tracing::place().join("randomSamplingPercentage");
    let help = "write a number from 0 to 100; 1 means one request in a hundred";
    presence::wrong_type(field, place.clone(), help, faults);
    if let Some(rate) = field.get().filter(|rate| !(0.0..=100.0).contains(&rate.as_f64())) {
        faults.add(Fault::invalid(place, format!("{rate} is no percentage")).help(help));
    }
}
