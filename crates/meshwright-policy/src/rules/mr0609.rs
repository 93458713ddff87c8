use meshwright_api::{Mesh, Unchecked};

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, tracing, words};

crate::rule! {
    /// A Zipkin service that is no host name.
    ///
    /// # What it refuses
    ///
    /// A `zipkin.service` that is not a host name of lower-case letters, digits, hyphens and dots, at most
    /// 253 characters, with an optional `namespace/` in front. A scheme, a port and a path are refused. It
    /// warns of a dot at the end.
    ///
    /// # Why
    ///
    /// The name is looked up among the services of the mesh. A URL is never found there.
    ///
    /// # What to do instead
    ///
    /// Write the host name of the service, such as `zipkin.monitoring.svc.cluster.local`, and its port in
    /// `zipkin.port`.
    MR0609 {
        name: "malformed-zipkin-service",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L c P J"),
        because: &[('C', "the length of the host name alone is not looked at")],
        schema: &[
            json("spec.config.telemetryConfig.tracing.extensionProviders[].zipkin.service", LETTERS),
            json("spec.config.telemetryConfig.tracing.extensionProviders[].zipkin.service", LENGTH),
        ],
        check: Check::Mesh(check),
    }
}

const LETTERS: &str = concat!(
    r#"{"pattern": "^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/)?"#,
    r#"[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*[.]?$"}"#,
);

/// Of the host name alone.
const LENGTH: &str = r#"{"pattern": "^([^/]*/)?[^/]{1,253}[.]?$"}"#;

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, provider) in tracing::extensions(mesh) {
        let Some(service) = provider.zipkin.and(|zipkin| &zipkin.service).map(Unchecked::as_str) else { continue };
        let place = at.join("zipkin").join("service");
        let (namespace, host) = service.split_once('/').map_or((None, service), |(n, host)| (Some(n), host));
        let bare = host.strip_suffix('.').unwrap_or(host);
        let written = words::quoted(service);
        if !(namespace.is_none_or(is_namespace) && is_host(bare)) {
            let message = format!("{written} is no host name: {}", reason(service));
            faults.add(Fault::invalid(place, message).help("write a host name such as zipkin.monitoring.svc.cluster.local"));
        } else if bare.len() < host.len() {
            let fault = Fault::invalid(place, format!("{written} ends with a dot")).only(Level::Warn);
            faults.add(fault.help("leave the dot out"));
        }
    }
}

fn is_namespace(text: &str) -> bool {
    text.len() <= 63 && is_label(text)
}

fn is_host(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().all(|byte| plain(byte) || byte == b'-')
        && text.bytes().next().is_some_and(plain)
        && text.bytes().next_back().is_some_and(plain)
}

fn reason(service: &str) -> &'static str {
    if service.is_empty() {
        "it is empty"
    } else if service.contains("://") {
        "a scheme is not part of it"
    } else if service.contains(':') {
        "a port stands in its own field"
    } else if service.matches('/').count() > 1 {
        "a path is not part of it"
    } else if service.len() > 253 {
        "it is too long"
    } else {
        "it has lower-case letters and digits, hyphens between them, and single dots"
    }
}
