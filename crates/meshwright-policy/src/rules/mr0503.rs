use meshwright_api::Mesh;

use crate::proxy::{PORTS_OR_STAR, ProxyList};
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Faults, Level, Points};

crate::rule! {
    /// An included inbound port that is no port.
    ///
    /// # What it refuses
    ///
    /// Any entry of `proxyConfig.includeInboundPorts` that is not a decimal number from 1 to 65535:
    /// ranges, signs, blanks, empty entries and digits of other scripts. A `*` must stand alone. The empty
    /// text means that the field is not set.
    ///
    /// # Why
    ///
    /// The list becomes rules of the packet filter in every Pod of the mesh. One entry that it cannot
    /// read keeps those Pods from starting.
    ///
    /// # What to do instead
    ///
    /// Write every port by itself, with a comma and nothing else between them, or `*` for all of them.
    MR0503 {
        name: "malformed-include-inbound-port",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[json("spec.config.proxyConfig.includeInboundPorts", PORTS_OR_STAR)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(found) = ProxyList::IncludeInboundPorts.ports(mesh) else { return };
    found.refuse_bad("inbound port to include", "write ports like 80,443, or * alone", faults);
}
