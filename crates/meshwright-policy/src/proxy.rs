//! What the rules about the proxy configuration share: its six lists, and how their faults are told.

use std::fmt::Display;
use std::str::FromStr;

use meshwright_api::{Field, FieldPath, Mesh, TextType, Unchecked, path};

use crate::diagnostic::Anchor;
use crate::faults::{Fault, Faults};
use crate::lists::ports::{Port, PortFault};
use crate::lists::ranges::{IpRange, RangeFault};
use crate::lists::{Item, List};
use crate::words;

/// A list of the proxy configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyList {
    IncludeIpRanges,
    ExcludeIpRanges,
    IncludeInboundPorts,
    ExcludeInboundPorts,
    IncludeOutboundPorts,
    ExcludeOutboundPorts,
}

/// A list that is there: where, and what it says.
#[derive(Debug)]
pub(crate) struct Found<'a, T, F> {
    pub(crate) path: FieldPath,
    pub(crate) list: List<'a, T, F>,
}

/// A list of ports that is there.
pub(crate) type FoundPorts<'a> = Found<'a, Port, PortFault>;
/// A list of ranges that is there.
pub(crate) type FoundRanges<'a> = Found<'a, IpRange, RangeFault>;

impl ProxyList {
    /// The lists of ranges.
    pub(crate) const RANGES: [Self; 2] = [Self::IncludeIpRanges, Self::ExcludeIpRanges];
    /// The lists of ports.
    pub(crate) const PORTS: [Self; 4] = [
        Self::IncludeInboundPorts,
        Self::ExcludeInboundPorts,
        Self::IncludeOutboundPorts,
        Self::ExcludeOutboundPorts,
    ];

    /// The text of the list, if there is one; none where another rule refuses it as too long.
    pub(crate) fn text(self, mesh: &Mesh) -> Option<&str> {
        let config = mesh.proxy_config()?;
        match self {
            Self::IncludeIpRanges => readable(&config.include_ip_ranges),
            Self::ExcludeIpRanges => readable(&config.exclude_ip_ranges),
            Self::IncludeInboundPorts => readable(&config.include_inbound_ports),
            Self::ExcludeInboundPorts => readable(&config.exclude_inbound_ports),
            Self::IncludeOutboundPorts => readable(&config.include_outbound_ports),
            Self::ExcludeOutboundPorts => readable(&config.exclude_outbound_ports),
        }
    }

    /// Where the list stands.
    pub(crate) fn path(self) -> FieldPath {
        path!["spec", "config", "proxyConfig", self.key()]
    }

    /// The ports, where the list is there; an empty one where this is no list of ports.
    pub(crate) fn ports(self, mesh: &Mesh) -> Option<FoundPorts<'_>> {
        self.read(mesh)
    }

    /// The ranges, where the list is there; an empty one where this is no list of ranges.
    pub(crate) fn ranges(self, mesh: &Mesh) -> Option<FoundRanges<'_>> {
        self.read(mesh)
    }

    fn read<T: FromStr<Err = F>, F>(self, mesh: &Mesh) -> Option<Found<'_, T, F>> {
        Some(Found {
            path: self.path(),
            list: List::read(self.text(mesh)?),
        })
    }

    const fn key(self) -> &'static str {
        match self {
            Self::IncludeIpRanges => "includeIPRanges",
            Self::ExcludeIpRanges => "excludeIPRanges",
            Self::IncludeInboundPorts => "includeInboundPorts",
            Self::ExcludeInboundPorts => "excludeInboundPorts",
            Self::IncludeOutboundPorts => "includeOutboundPorts",
            Self::ExcludeOutboundPorts => "excludeOutboundPorts",
        }
    }
}

/// A text within its bound: nobody wants a hundred thousand faults of one list.
fn readable<T: TextType>(field: &Field<Unchecked<T>>) -> Option<&str> {
    let text = field.get()?.as_str();
    (text.chars().count() <= T::TEXT.bound).then_some(text)
}

impl<T: FromStr<Err = F> + PartialEq, F: Display + PartialEq> Found<'_, T, F> {
    /// Adds a fault for every entry that is not `what` should be.
    pub(crate) fn refuse_bad(&self, what: &str, help: &str, faults: &mut Faults<'_>) {
        for (item, reason) in self.list.bad() {
            let message = format!("{} is no {what}: {reason}", words::quoted(item.text));
            faults.add(self.fault(item, message).help(help));
        }
    }

    /// Adds a fault if the list is a `*`.
    pub(crate) fn refuse_star(&self, message: &str, help: &str, faults: &mut Faults<'_>) {
        if self.list == List::All {
            faults.add(Fault::invalid(self.path.clone(), message).help(help));
        }
    }

    /// A fault of one entry.
    pub(crate) fn fault(&self, item: &Item<'_>, message: String) -> Fault {
        Fault::invalid(self.path.clone(), message).at(Anchor::Item(item.span.clone()))
    }
}

/// The keywords of the lists, as JSON text; [`crate::lists`] says the same.
macro_rules! list {
    ($entry:expr) => {
        concat!(r#"{"pattern": "^("#, $entry, "(,", $entry, r#")*)?$"}"#)
    };
    ($entry:expr, or star) => {
        concat!(r#"{"pattern": "^(\\*|"#, $entry, "(,", $entry, r#")*)?$"}"#)
    };
}

macro_rules! port {
    () => {
        "0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
    };
}

macro_rules! octet {
    () => {
        "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    };
}

/// Exact for IPv4; for IPv6 the letters and the length of the prefix only.
macro_rules! range {
    () => {
        concat!(
            "(",
            concat!("(", octet!(), "[.]){3}", octet!(), "/(3[0-2]|[12]?[0-9])"),
            "|[0-9a-fA-F:]*:[0-9a-fA-F:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))"
        )
    };
}

pub(crate) const PORTS: &str = list!(port!());
pub(crate) const PORTS_OR_STAR: &str = list!(port!(), or star);
pub(crate) const RANGES: &str = list!(range!());
pub(crate) const RANGES_OR_STAR: &str = list!(range!(), or star);
