//! A certificate chain with its key, checked before anybody is shown it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::crypto::ring::sign::any_supported_type;
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::{self, PemObject as _};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// A certificate chain with its key.
#[derive(Clone)]
pub struct Identity {
    key: Arc<CertifiedKey>,
    from: SystemTime,
    until: SystemTime,
}

/// Whether a certificate holds at some moment of the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Not yet.
    Early,
    /// For so long.
    Holds(Duration),
    /// No more.
    Expired,
}

/// Why a pair of PEM texts is no identity.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// The certificates do not parse.
    #[error("the certificate file does not parse as PEM")]
    Certificates(#[source] pem::Error),
    /// There is no certificate.
    #[error("the certificate file holds no certificate")]
    Empty,
    /// The key does not parse.
    #[error("the key file holds no private key in PEM (PKCS#8, SEC1 or PKCS#1)")]
    Key(#[source] pem::Error),
    /// The key is of a kind that is not supported.
    #[error("the private key is of a kind that is not supported")]
    KeyKind(#[source] rustls::Error),
    /// Key and certificate do not belong together.
    #[error("the private key does not belong to the certificate")]
    Mismatch(#[source] rustls::Error),
    /// The certificate does not parse.
    #[error("the first certificate does not parse: {0}")]
    Leaf(String),
}

impl Identity {
    /// Reads a chain, its leaf first, and the key of the leaf.
    ///
    /// # Errors
    /// When they do not parse or do not belong together. An expired certificate is no error here: whoever
    /// shows it reports on it.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(IdentityError::Certificates)?;
        let (from, until) = validity(chain.first().ok_or(IdentityError::Empty)?)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(IdentityError::Key)?;
        let key = any_supported_type(&key).map_err(IdentityError::KeyKind)?;
        let key = CertifiedKey::new(chain, key);
        key.keys_match().map_err(IdentityError::Mismatch)?;
        Ok(Self {
            key: Arc::new(key),
            from,
            until,
        })
    }

    /// What rustls shows.
    pub(super) fn certified_key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.key)
    }

    /// The chain, its leaf first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.key.cert
    }

    /// The end of the leaf's time.
    pub const fn until(&self) -> SystemTime {
        self.until
    }

    /// Whether the leaf holds at `now`.
    pub fn validity(&self, now: SystemTime) -> Validity {
        if now < self.from {
            return Validity::Early;
        }
        match self.until.duration_since(now) {
            Ok(left) => Validity::Holds(left),
            Err(_) => Validity::Expired,
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the key.
        f.debug_struct("Identity")
            .field("from", &self.from)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

fn validity(leaf: &CertificateDer<'_>) -> Result<(SystemTime, SystemTime), IdentityError> {
    let (_, leaf) =
        X509Certificate::from_der(leaf).map_err(|error| IdentityError::Leaf(error.to_string()))?;
    let moment =
        |seconds: i64| UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let span = leaf.validity();
    Ok((
        moment(span.not_before.timestamp()),
        moment(span.not_after.timestamp()),
    ))
}
