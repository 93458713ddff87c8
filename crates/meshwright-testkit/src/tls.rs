//! Certificates for tests: an authority that lives as long as the test, and what it signs.
//!
//! P-256 throughout; nothing here is ever trusted by anything outside the test.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

const GENERATES: &str = "a P-256 key can be generated";
const SIGNS: &str = "the parameters of a test certificate are good";

/// A certificate authority.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate with its key, both in PEM.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The certificate.
    pub certificate: String,
    /// Its key, as PKCS #8.
    pub key: String,
}

impl Authority {
    /// A new authority with a key of its own.
    ///
    /// # Panics
    /// When the machine has no randomness.
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect(GENERATES);
        let mut params = params(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let pem = params.self_signed(&key).expect(SIGNS).pem();
        let issuer = Issuer::new(params, key);
        Self { issuer, pem }
    }

    /// Its own certificate, in PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A serving certificate for host names and IP addresses.
    ///
    /// # Panics
    /// When one of the names is neither.
    pub fn serving(&self, names: &[&str]) -> Identity {
        let key = KeyPair::generate().expect(GENERATES);
        let mut params = params(names.first().unwrap_or(&"localhost"), names);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key, &self.issuer).expect(SIGNS);
        Identity {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A key without a certificate, both halves in PEM.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The secret half, as PKCS #8.
    pub secret: String,
    /// The public half.
    pub public: String,
}

impl Keys {
    /// A new P-256 key.
    ///
    /// # Panics
    /// When the machine has no randomness.
    pub fn generate() -> Self {
        let pair = KeyPair::generate().expect(GENERATES);
        Self {
            secret: pair.serialize_pem(),
            public: pair.public_key_pem(),
        }
    }
}

fn params(name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect(SIGNS);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}
