use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use meshwright_api::Mesh;

use crate::proxy::{Found, ProxyList};
use crate::rule::{Category, Check, Group};
use crate::{Context, Faults, Level, Points, words};

crate::rule! {
    /// A range or port that is included and excluded.
    ///
    /// # What it refuses
    ///
    /// An entry of an include list that also stands in the exclude list of the same kind: ranges, inbound
    /// ports, outbound ports. Spelling does not matter, `080` is 80. A range that merely lies in the other
    /// one is an exception someone made, and is not refused.
    ///
    /// # Why
    ///
    /// Excluded ports and ranges are tested before included ones, so the exclusion wins and the other
    /// entry has no effect.
    ///
    /// # What to do instead
    ///
    /// Keep the entry in the list that says what you mean.
    MR0508 {
        name: "included-and-excluded",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - - -"),
        because: &[('P', "comparing every entry with every other costs too much in CEL")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let [included, excluded] = ProxyList::RANGES.map(|list| list.ranges(mesh));
    both(included, excluded, |range| range.masked(), faults);
    let [in_included, in_excluded, out_included, out_excluded] = ProxyList::PORTS.map(|list| list.ports(mesh));
    both(in_included, in_excluded, |port| *port, faults);
    both(out_included, out_excluded, |port| *port, faults);
}

/// Adds a fault for every included entry that is excluded too; `same` is what makes two entries equal.
fn both<T, F, K: Ord>(
    included: Option<Found<'_, T, F>>,
    excluded: Option<Found<'_, T, F>>,
    same: impl Fn(&T) -> K,
    faults: &mut Faults<'_>,
) where
    T: FromStr<Err = F> + PartialEq,
    F: Display + PartialEq,
{
    let (Some(included), Some(excluded)) = (included, excluded) else { return };
    let out: BTreeSet<K> = excluded.list.good().map(|(_, entry)| same(entry)).collect();
    for (item, _) in included.list.good().filter(|(_, entry)| out.contains(&same(entry))) {
        let message = format!("{} is excluded too, and the exclusion wins", words::quoted(item.text));
        faults.add(included.fault(item, message).help("keep it in one of the two lists"));
    }
}
