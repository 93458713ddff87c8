use meshwright_api::{Edit, Mesh, Safety};

use crate::proxy::{FoundRanges, ProxyList};
use crate::rule::{Category, Check, Group};
use crate::{Context, Faults, Level, Points, words};

crate::rule! {
    /// A range with bits set behind its prefix.
    ///
    /// # What it refuses
    ///
    /// An entry of `proxyConfig.includeIPRanges` or `excludeIPRanges` whose address is not the first one
    /// of its range, such as `10.1.2.3/8`.
    ///
    /// # Why
    ///
    /// It is read as `10.0.0.0/8`, which may be far more than its author had in mind.
    ///
    /// # What to do instead
    ///
    /// Write the first address of the range, or a longer prefix.
    MR0505 {
        name: "cidr-host-bits",
        group: Group::Proxy,
        category: Category::Style,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        fix: Some(Safety::Safe),
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for found in ProxyList::RANGES.into_iter().filter_map(|list| list.ranges(mesh)) {
        for (item, range) in found.list.good().filter(|(_, range)| range.masked() != **range) {
            let masked = range.masked();
            let message = format!("{} has bits set behind its prefix and is read as {masked}", words::quoted(item.text));
            let fault = found.fault(item, message).help(format!("write {masked}, or a longer prefix"));
            faults.add(fault.fix(Safety::Safe, [Edit::set(found.path.clone(), masked_list(&found))]));
        }
    }
}

fn masked_list(found: &FoundRanges<'_>) -> String {
    found.list.rewritten(|_, range| {
        let range = range?;
        (range.masked() != *range).then(|| range.masked().to_string())
    })
}
