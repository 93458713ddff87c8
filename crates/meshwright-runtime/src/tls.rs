//! TLS: the certificate that is shown, and how it is replaced while connections go on.
//!
//! One provider of cryptography (ring), TLS 1.2 and 1.3, `h2` and `http/1.1` by ALPN. Tickets are not
//! handed out: an API server never resumes. Where the certificate comes from is for others to say: from
//! [`files`], or from whoever calls [`Presented::show`].

pub mod files;
mod identity;
pub mod report;

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use rustls::crypto::ring::default_provider;
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, SupportedProtocolVersion};

pub use identity::{Identity, IdentityError, Validity};

/// What is offered, the better one first.
const VERSIONS: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13, &rustls::version::TLS12];

/// The identity that handshakes show, replaced between two of them.
#[derive(Debug)]
pub struct Presented(ArcSwapOption<Identity>);

impl Presented {
    /// Shows `identity` from the start.
    pub fn new(identity: Identity) -> Arc<Self> {
        Arc::new(Self(ArcSwapOption::from_pointee(identity)))
    }

    /// Shows nothing yet: handshakes fail.
    pub fn empty() -> Arc<Self> {
        Arc::new(Self(ArcSwapOption::empty()))
    }

    /// Shows `identity` from the next handshake on; connections that stand are left alone.
    pub fn show(&self, identity: Identity) {
        self.0.store(Some(Arc::new(identity)));
    }

    /// What is shown, if anything.
    pub fn current(&self) -> Option<Arc<Identity>> {
        self.0.load_full()
    }
}

impl ResolvesServerCert for Presented {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.load().as_ref().map(|shown| shown.certified_key())
    }
}

/// The configuration of a server that shows `presented`.
///
/// # Panics
/// Never: ring has suites for both versions.
pub fn server_config(presented: Arc<Presented>) -> Arc<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(VERSIONS)
        .expect("ring has suites for both versions")
        .with_no_client_auth()
        .with_cert_resolver(presented);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Arc::new(config)
}
