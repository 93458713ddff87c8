use meshwright_api::{Edit, Mesh, Safety};

use crate::lists::ports::{Port, PortFault};
use crate::proxy::{FoundPorts, PORTS, ProxyList};
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Faults, Level, Points, words};

/// The lists that take no star.
const LISTS: [ProxyList; 3] = [
    ProxyList::ExcludeInboundPorts,
    ProxyList::ExcludeOutboundPorts,
    ProxyList::IncludeOutboundPorts,
];

const HELP: &str = "write ports like 80,443";

crate::rule! {
    /// A port that is no port, in a list without a star.
    ///
    /// # What it refuses
    ///
    /// Any entry of `proxyConfig.excludeInboundPorts`, `excludeOutboundPorts` or `includeOutboundPorts`
    /// that is not a decimal number from 1 to 65535. A `*` is refused even alone, 0 and blanks are refused
    /// too. The empty text means that the field is not set.
    ///
    /// # Why
    ///
    /// The lists become rules of the packet filter in every Pod of the mesh. A star in one of these three
    /// would become a rule that the filter refuses, and no Pod would start. Some readers trim blanks and
    /// take 0; the mesh API reference (Table 13) knows only commas.
    ///
    /// # What to do instead
    ///
    /// Write every port by itself, with a comma and nothing else between them.
    MR0504 {
        name: "malformed-port",
        group: Group::Proxy,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        fix: Some(Safety::Safe),
        schema: &[
            json("spec.config.proxyConfig.excludeInboundPorts", PORTS),
            json("spec.config.proxyConfig.excludeOutboundPorts", PORTS),
            json("spec.config.proxyConfig.includeOutboundPorts", PORTS),
        ],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for found in LISTS.into_iter().filter_map(|list| list.ports(mesh)) {
        found.refuse_star("\"*\" means every port only among included inbound ports", HELP, faults);
        for (item, reason) in found.list.bad() {
            let message = format!("{} is no port: {reason}", words::quoted(item.text));
            let fault = found.fault(item, message).help(HELP);
            let blank = *reason == PortFault::Blank;
            faults.add(if blank { fault.fix(Safety::Safe, [trimmed(&found)]) } else { fault });
        }
    }
}

/// The list without the blanks that alone make an entry unreadable.
fn trimmed(found: &FoundPorts<'_>) -> Edit {
    let again = found.list.rewritten(|item, _| {
        let bare = item.text.trim();
        bare.parse::<Port>().is_ok().then(|| bare.to_owned())
    });
    Edit::set(found.path.clone(), again)
}
