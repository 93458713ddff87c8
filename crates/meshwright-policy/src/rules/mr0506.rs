use meshwright_api::Mesh;

use crate::lists::Item;
use crate::lists::ranges::IpRange;
use crate::proxy::ProxyList;
use crate::rule::{Category, Check, Group};
use crate::{Context, Faults, Level, Points, words};

crate::rule! {
    /// A range that another one of its list already covers.
    ///
    /// # What it refuses
    ///
    /// An entry of `proxyConfig.includeIPRanges` or `excludeIPRanges` that lies in another entry of the
    /// same list, or repeats an earlier one.
    ///
    /// # Why
    ///
    /// It changes nothing, and whoever later takes away one of the two will wonder why nothing happens.
    ///
    /// # What to do instead
    ///
    /// Leave out the entry that is covered.
    MR0506 {
        name: "overlapping-ranges",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - - -"),
        because: &[('P', "comparing every range with every other costs too much in CEL")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for found in ProxyList::RANGES.into_iter().filter_map(|list| list.ranges(mesh)) {
        for (item, cover) in covered(found.list.good().map(|(item, range)| (item, *range)).collect()) {
            let message = format!("{} is already covered by {}", words::quoted(item.text), words::quoted(cover.text));
            faults.add(found.fault(item, message).help("leave it out"));
        }
    }
}

/// The entries that another one covers, each with that one.
///
/// Sorted by first address, then by length of the prefix, a range that covers others stands before them,
/// and ranges never overlap in part: one pass is enough.
fn covered<'a, 'b>(mut entries: Vec<(&'b Item<'a>, IpRange)>) -> Vec<(&'b Item<'a>, &'b Item<'a>)> {
    entries.sort_by_key(|(item, range)| (range.masked(), item.span.start));
    let mut outer: Option<(&Item<'a>, IpRange)> = None;
    let mut found = Vec::new();
    for (item, range) in entries {
        match outer {
            Some((cover, wide)) if wide.contains(range) => found.push((item, cover)),
            _ => outer = Some((item, range)),
        }
    }
    found
}
