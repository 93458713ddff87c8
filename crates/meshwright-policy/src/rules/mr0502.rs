use meshwright_api::Mesh;

use crate::proxy::{ProxyList, RANGES};
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Faults, Level, Points};

crate::rule! {
    /// An excluded range that is no address range.
    ///
    /// # What it refuses
    ///
    /// Any entry of `proxyConfig.excludeIPRanges` that is not an address, a slash and a prefix length, as
    /// for included ranges. A `*` is refused here even alone.
    ///
    /// # Why
    ///
    /// The proxy reads the list entry by entry and trims nothing, and it knows no star among excluded
    /// ranges. One entry that it cannot read keeps every new Pod of the mesh from starting.
    ///
    /// # What to do instead
    ///
    /// Write ranges with a comma and nothing else between them, such as `10.0.0.0/8,fd00::/8`. To capture
    /// no outbound traffic at all, exclude `0.0.0.0/0`.
    MR0502 {
        name: "malformed-exclude-ip-range",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C31 P j"),
        because: &[('J', "a pattern cannot tell every IPv6 address from a text that resembles one")],
        schema: &[json("spec.config.proxyConfig.excludeIPRanges", RANGES)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(found) = ProxyList::ExcludeIpRanges.ranges(mesh) else { return };
    let help = "write ranges like 10.0.0.0/8 with commas between them";
    found.refuse_star("\"*\" is no range to exclude", help, faults);
    found.refuse_bad("range to exclude", help, faults);
}
