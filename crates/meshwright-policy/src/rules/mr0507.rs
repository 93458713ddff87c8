use meshwright_api::{Field, Mesh};

use crate::proxy::ProxyList;
use crate::rule::{Category, Check, Group};
use crate::{Context, Faults, Level, Points, words};

crate::rule! {
    /// An IPv6 range in a mesh without IPv6.
    ///
    /// # What it refuses
    ///
    /// An IPv6 entry of `proxyConfig.includeIPRanges` or `excludeIPRanges` while `spec.ipv6Enable` is not
    /// `true`.
    ///
    /// # Why
    ///
    /// A mesh without IPv6 handles no such traffic, so the range has no effect. The mesh API reference
    /// does not say this outright; that is why this only warns.
    ///
    /// # What to do instead
    ///
    /// Set `spec.ipv6Enable` to `true`, or leave the range out.
    MR0507 {
        name: "ipv6-range-without-ipv6",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    if !matches!(mesh.spec.get().map(|spec| &spec.ipv6_enable), Some(Field::Absent | Field::Is(false))) {
        return;
    }
    for found in ProxyList::RANGES.into_iter().filter_map(|list| list.ranges(mesh)) {
        for (item, _) in found.list.good().filter(|(_, range)| range.is_ipv6()) {
            let message = format!("{} is an IPv6 range, and the mesh does not support IPv6", words::quoted(item.text));
            faults.add(found.fault(item, message).help("set spec.ipv6Enable to true, or leave the range out"));
        }
    }
}
