use meshwright_api::Mesh;

use crate::proxy::{ProxyList, RANGES_OR_STAR};
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Faults, Level, Points};

crate::rule! {
    /// An included range that is no address range.
    ///
    /// # What it refuses
    ///
    /// Any entry of `proxyConfig.includeIPRanges` that is not an address, a slash and a prefix length:
    /// `10.0.0.1` has no prefix, `10.0.0.0/33` has one too long. Blanks, empty entries, zones, zeros in
    /// front and IPv4 addresses mapped into IPv6 are refused. A `*` must stand alone. The empty text
    /// means that the field is not set.
    ///
    /// # Why
    ///
    /// The proxy reads the list entry by entry and trims nothing. One entry that it cannot read keeps
    /// every new Pod of the mesh from starting.
    ///
    /// # What to do instead
    ///
    /// Write ranges with a comma and nothing else between them, such as `10.0.0.0/8,fd00::/8`.
    MR0501 {
        name: "malformed-include-ip-range",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C31 P j"),
        because: &[('J', "a pattern cannot tell every IPv6 address from a text that resembles one")],
        schema: &[json("spec.config.proxyConfig.includeIPRanges", RANGES_OR_STAR)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(found) = ProxyList::IncludeIpRanges.ranges(mesh) else { return };
    found.refuse_bad("range to include", "write ranges like 10.0.0.0/8 with commas between them, or * alone", faults);
}
