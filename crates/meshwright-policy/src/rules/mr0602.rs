use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, tracing};

crate::rule! {
    /// A sampling rate finer than a hundredth of a percent.
    ///
    /// # What it refuses
    ///
    /// A `tracing.randomSamplingPercentage` with more than two decimal places: 0.001, but not 33.33.
    ///
    /// # Why
    ///
    /// Proxies count in steps of a hundredth of a percent, so the rest of the number is probably lost.
    ///
    /// # What to do instead
    ///
    /// Write at most two decimal places.
    MR0602 {
        name: "sampling-too-fine",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - - -"),
        because: &[
            ('P', "CEL computes with binary fractions, which cannot tell 33.33 from a finer number"),
            ('J', "API servers read a fractional multipleOf wrongly"),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(rate) = mesh.tracing().and_then(|tracing| tracing.random_sampling_percentage.get()) else { return };
    let in_range = (0.0..=100.0).contains(&rate.as_f64());
    if in_range && decimals(&rate.to_string()).is_some_and(|places| places > 2) {
        let place = tracing::place().join("randomSamplingPercentage");
        let message = format!("{rate} is finer than a hundredth of a percent and is probably rounded");
        faults.add(Fault::invalid(place, message).help("write at most two decimal places"));
    }
}

/// How many decimal places a JSON number has when it is written out without an exponent: exact, from its
/// digits, since binary fractions cannot tell.
fn decimals(number: &str) -> Option<i64> {
    let (digits, exponent) = match number.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse().ok()?),
        None => (number, 0_i64),
    };
    let (_, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = i64::try_from(fraction.trim_end_matches('0').len()).ok()?;
    Some(places - exponent)
}
