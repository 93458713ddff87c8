use meshwright_api::Mesh;

use crate::proxy::ProxyList;
use crate::rule::{Category, Check, Group};
use crate::{Context, Faults, Level, Points, words};

/// The ports a sidecar listens on itself.
const OWN: [u16; 6] = [15000, 15001, 15006, 15020, 15021, 15090];

crate::rule! {
    /// A port of the sidecar itself in an include list.
    ///
    /// # What it refuses
    ///
    /// One of the ports 15000, 15001, 15006, 15020, 15021 and 15090 in `proxyConfig.includeInboundPorts` or
    /// `includeOutboundPorts`.
    ///
    /// # Why
    ///
    /// The sidecar listens on them for its own purposes: administration, captured traffic, health and
    /// metrics. Traffic sent there through the sidecar goes in circles or to nobody.
    ///
    /// # What to do instead
    ///
    /// Leave the port out, and let the application use another one.
    MR0511 {
        name: "sidecar-port-included",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let lists = [ProxyList::IncludeInboundPorts, ProxyList::IncludeOutboundPorts];
    for found in lists.into_iter().filter_map(|list| list.ports(mesh)) {
        for (item, _) in found.list.good().filter(|(_, port)| OWN.contains(&port.number())) {
            let message = format!("{} is a port of the sidecar itself", words::quoted(item.text));
            faults.add(found.fault(item, message).help("leave it out, and let the application use another port"));
        }
    }
}
