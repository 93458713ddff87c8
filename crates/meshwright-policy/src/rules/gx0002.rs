use meshwright_api::shape::Shape;
use meshwright_api::{Edit, Oddity, Safety};
use serde_json::{Number, Value};

use crate::rule::{Category, Check, Group};
use crate::{Anchor, Context, Fault, Faults, Level, Noticed, Points, words};

crate::rule! {
    /// YAML that the cluster reads as something else than it says.
    ///
    /// # What it refuses
    ///
    /// - A plain word or number that the cluster does not read as text where text is meant: `no` is false,
    ///   `1.10` is 1.1. As a key, `on` is the key `true`.
    /// - A number whose value is not the one its digits show: `017` is 15, and numbers beyond 64 bits lose
    ///   digits. Digits parted by `_` get a warning: other readers take `9_411` for text.
    /// - A merge key (`<<`) that stands after a key of its own name and so overwrites it; YAML's own rules
    ///   say the opposite. A tag the cluster ignores gets a warning.
    ///
    /// `yes` and `no` where a boolean belongs are what they say and are no fault.
    ///
    /// # Why
    ///
    /// The reader that Kubernetes uses follows an old dialect of YAML. What other tools and most people read
    /// is not what the cluster stores.
    ///
    /// # What to do instead
    ///
    /// Put text in quotes, and write numbers in plain decimal digits.
    GX0002 {
        name: "surprising-yaml",
        group: Group::Input,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::of("- L - - -"),
        fix: Some(Safety::Unsafe),
        check: Check::Text(check),
    }
}

fn check(seen: &Noticed<'_>, _: &Context<'_>, faults: &mut Faults<'_>) {
    let fault = match &seen.observation.what {
        Oddity::Dialect {
            raw,
            reads_as,
            key: true,
        } => key(seen, raw, reads_as),
        Oddity::Dialect {
            raw,
            reads_as,
            key: false,
        } => value(seen, raw, reads_as),
        Oddity::MergeOverwrites { key } => {
            let message = format!(
                "the merge overwrites {}, which stands before it",
                words::quoted(key)
            );
            Some(fault(seen, message).help("write the merge before the keys that are to win"))
        }
        Oddity::Tag { tag } => {
            let message = format!("the tag {} says nothing to the cluster", words::quoted(tag));
            Some(
                fault(seen, message)
                    .only(Level::Warn)
                    .help("leave the tag out"),
            )
        }
        _ => None,
    };
    if let Some(fault) = fault {
        faults.add(fault.at(Anchor::Bytes(seen.observation.span.clone())));
    }
}

fn fault(seen: &Noticed<'_>, message: String) -> Fault {
    Fault::invalid(seen.observation.path.clone(), message)
}

/// Every key is text, so only those whose letters change surprise.
fn key(seen: &Noticed<'_>, raw: &str, reads_as: &Value) -> Option<Fault> {
    let read = reads_as.as_str().filter(|read| *read != raw)?;
    let message = format!(
        "the key {} is read as {}",
        words::quoted(raw),
        words::quoted(read)
    );
    let rename = Edit::Rename {
        path: seen.observation.path.clone(),
        to: raw.to_owned(),
    };
    Some(
        fault(seen, message)
            .help("put the key in quotes")
            .fix(Safety::Unsafe, [rename]),
    )
}

fn value(seen: &Noticed<'_>, raw: &str, reads_as: &Value) -> Option<Fault> {
    match (seen.shape()?, reads_as) {
        (Shape::Text(_), Value::String(_)) => None,
        (Shape::Text(_), _) => {
            let message = format!("{}, not as text", reading(raw, reads_as));
            let quoted = Edit::set(seen.observation.path.clone(), raw);
            Some(
                fault(seen, message)
                    .help("put it in quotes")
                    .fix(Safety::Unsafe, [quoted]),
            )
        }
        (Shape::Integer | Shape::Number | Shape::Any, Value::Number(read)) => {
            number(seen, raw, read)
        }
        (Shape::Integer | Shape::Number, _) => {
            let message = format!("{}, not as a number", reading(raw, reads_as));
            Some(fault(seen, message).help("write the number in decimal digits"))
        }
        _ => None,
    }
}

fn number(seen: &Noticed<'_>, raw: &str, read: &Number) -> Option<Fault> {
    let value = Value::from(read.clone());
    let fault = fault(seen, reading(raw, &value));
    let level = surprise(raw, read)?;
    if read.is_f64() {
        return Some(
            fault
                .only(level)
                .help("write a number that fits 64 bits, or put it in quotes"),
        );
    }
    let same = Edit::set(seen.observation.path.clone(), value);
    let help = format!("write {read} if that is meant");
    Some(fault.only(level).help(help).fix(Safety::Unsafe, [same]))
}

/// How much the value of a number surprises whoever reads its digits as decimal ones.
fn surprise(raw: &str, read: &Number) -> Option<Level> {
    let digits = raw.replace('_', "");
    let bare = digits.strip_prefix(['-', '+']).unwrap_or(&digits);
    let decimal = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    if decimal && digits.parse().ok() != read.as_i128() {
        Some(Level::Deny)
    } else {
        raw.contains('_').then_some(Level::Warn)
    }
}

fn reading(raw: &str, reads_as: &Value) -> String {
    format!("{} is read as {reads_as}", words::quoted(raw))
}
