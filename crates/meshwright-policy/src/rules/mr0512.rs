use meshwright_api::Mesh;

use crate::proxy::ProxyList;
use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points};

crate::rule! {
    /// A list that is empty and so not set.
    ///
    /// # What it refuses
    ///
    /// The empty text in any of the six lists of `proxyConfig`.
    ///
    /// # Why
    ///
    /// It reads as if the field were not there. In Istio's own settings an empty include list means
    /// "capture nothing", so its author may expect just that.
    ///
    /// # What to do instead
    ///
    /// Leave the field out. To capture no outbound traffic, exclude `0.0.0.0/0`.
    MR0512 {
        name: "empty-list",
        group: Group::Proxy,
        category: Category::Style,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for list in ProxyList::RANGES.into_iter().chain(ProxyList::PORTS) {
        if list.text(mesh) == Some("") {
            let message = "an empty list means not set, it does not mean nothing";
            faults.add(Fault::invalid(list.path(), message).help("leave the field out, or list what you mean"));
        }
    }
}
