use meshwright_api::{Edit, Mesh, Safety};

use crate::lists::ports::Port;
use crate::proxy::{FoundPorts, ProxyList};
use crate::rule::{Category, Check, Group};
use crate::{Context, Faults, Level, Points, words};

crate::rule! {
    /// A port with zeros in front.
    ///
    /// # What it refuses
    ///
    /// An entry of one of the four port lists of `proxyConfig` that is a port written with leading zeros,
    /// such as `080`.
    ///
    /// # Why
    ///
    /// It is read as 80, but many tools take a leading zero for base 8, and no search for the port finds it.
    ///
    /// # What to do instead
    ///
    /// Leave the zeros out.
    MR0509 {
        name: "leading-zero-port",
        group: Group::Proxy,
        category: Category::Style,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        fix: Some(Safety::Safe),
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for found in ProxyList::PORTS.into_iter().filter_map(|list| list.ports(mesh)) {
        for (item, port) in found.list.good().filter(|(item, _)| item.text.starts_with('0')) {
            let message = format!("{} has zeros in front and is read as {port}", words::quoted(item.text));
            let fault = found.fault(item, message).help(format!("write {port}"));
            faults.add(fault.fix(Safety::Safe, [plain(&found)]));
        }
    }
}

fn plain(found: &FoundPorts<'_>) -> Edit {
    Edit::set(found.path.clone(), found.list.rewritten(|_, port| port.map(Port::to_string)))
}
