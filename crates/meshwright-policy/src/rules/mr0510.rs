use meshwright_api::Mesh;

use crate::lists::List;
use crate::proxy::ProxyList;
use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// Excluded inbound ports that have no effect.
    ///
    /// # What it refuses
    ///
    /// `proxyConfig.excludeInboundPorts` beside an `includeInboundPorts` that lists ports.
    ///
    /// # Why
    ///
    /// Excluded inbound ports are exceptions from "all ports". With a list of included ports nothing else
    /// is captured in the first place, and no rule is made from the exclusions.
    ///
    /// # What to do instead
    ///
    /// Leave out one of the two: exclude ports from all, or include the ports that count.
    MR0510 {
        name: "exclude-without-effect",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let included = ProxyList::IncludeInboundPorts.ports(mesh);
    let excluded = ProxyList::ExcludeInboundPorts.ports(mesh);
    let (Some(included), Some(excluded)) = (included, excluded) else { return };
    let listed = included.list.good().next().is_some();
    if listed && excluded.list != List::Unset {
        let message = "excluded inbound ports have no effect while included ones are listed";
        faults.add(
            Fault::invalid(excluded.path, message)
                .help("leave it out, or leave includeInboundPorts out to capture all other ports"),
        );
    }
}
