//! What the Secret holds: authorities, the leaf in force, and how they are written down.
//!
//! `tls.crt`, `tls.key` and `ca.crt` are what a Secret of type `kubernetes.io/tls` has too; the other
//! entries are ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use k8s_openapi::ByteString;
use x509_parser::extensions::GeneralName;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::X509Certificate;

use super::protocol::Life;

/// The entries of a Secret.
pub type Data = BTreeMap<String, ByteString>;

/// An authority with its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Authority {
    /// Its certificate in PEM.
    pub certificate: String,
    /// Its key in PEM.
    pub key: String,
    /// When it holds.
    pub life: Life,
}

/// A leaf with its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its certificate in PEM.
    pub certificate: String,
    /// Its key in PEM.
    pub key: String,
    /// When it holds.
    pub life: Life,
    /// Its DNS names.
    pub hosts: BTreeSet<String>,
}

/// An authority that signs no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// Its certificate in PEM.
    pub certificate: String,
    /// When the last of its leaves ends.
    pub until: SystemTime,
}

/// What replicas share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The authority in force.
    pub authority: Authority,
    /// The leaf in force, of the authority in force.
    pub leaf: Option<Leaf>,
    /// The authority that is being introduced.
    pub next: Option<Authority>,
    /// The authority whose leaves may still be presented.
    pub retired: Option<Retired>,
}

impl Kept {
    /// What every configuration is to trust, in PEM.
    pub fn bundle(&self) -> String {
        let retired = self.retired.iter().map(|it| it.certificate.as_str());
        let next = self.next.iter().map(|it| it.certificate.as_str());
        let all = retired.chain([self.authority.certificate.as_str()]);
        all.chain(next).collect()
    }

    /// Reads the entries of a Secret. Nothing where there is no authority; a part that is damaged counts
    /// as absent, so that it is made anew.
    pub fn read(data: &Data) -> Option<Self> {
        let authority = Authority::read(data, "ca")?;
        let leaf =
            Leaf::read(data).filter(|leaf| issued(&leaf.certificate, &authority.certificate));
        Some(Self {
            authority,
            leaf,
            next: Authority::read(data, "next-ca"),
            retired: Retired::read(data),
        })
    }

    /// The entries of a Secret.
    pub fn write(&self) -> Data {
        let mut data = Data::new();
        let mut put = |name: &str, text: &str| {
            data.insert(name.to_owned(), ByteString(text.as_bytes().to_vec()));
        };
        put("ca.crt", &self.authority.certificate);
        put("ca.key", &self.authority.key);
        if let Some(leaf) = &self.leaf {
            put("tls.crt", &leaf.certificate);
            put("tls.key", &leaf.key);
        }
        if let Some(next) = &self.next {
            put("next-ca.crt", &next.certificate);
            put("next-ca.key", &next.key);
        }
        if let Some(retired) = &self.retired {
            let until = retired.until.duration_since(UNIX_EPOCH);
            put("retired-ca.crt", &retired.certificate);
            put(
                "retired-ca.until",
                &until.unwrap_or_default().as_secs().to_string(),
            );
        }
        data
    }
}

impl Authority {
    fn read(data: &Data, name: &str) -> Option<Self> {
        let certificate = text(data, &format!("{name}.crt"))?;
        let key = text(data, &format!("{name}.key"))?;
        let life = with(&certificate, |it| Some(life(it)))?;
        Some(Self {
            certificate,
            key,
            life,
        })
    }
}

impl Leaf {
    fn read(data: &Data) -> Option<Self> {
        let certificate = text(data, "tls.crt")?;
        let key = text(data, "tls.key")?;
        let (life, hosts) = with(&certificate, |it| Some((life(it), hosts(it))))?;
        Some(Self {
            certificate,
            key,
            life,
            hosts,
        })
    }
}

impl Retired {
    fn read(data: &Data) -> Option<Self> {
        let certificate = text(data, "retired-ca.crt")?;
        let seconds = text(data, "retired-ca.until")?.parse().ok()?;
        Some(Self {
            certificate,
            until: UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?,
        })
    }
}

fn text(data: &Data, name: &str) -> Option<String> {
    String::from_utf8(data.get(name)?.0.clone()).ok()
}

fn with<T>(pem: &str, look: impl FnOnce(&X509Certificate<'_>) -> Option<T>) -> Option<T> {
    let (_, block) = parse_x509_pem(pem.as_bytes()).ok()?;
    look(&block.parse_x509().ok()?)
}

fn issued(leaf: &str, authority: &str) -> bool {
    // Every authority of ours has a name of its own.
    let issuer = with(leaf, |it| Some(it.issuer().as_raw().to_vec()));
    issuer.is_some() && issuer == with(authority, |it| Some(it.subject().as_raw().to_vec()))
}

fn life(certificate: &X509Certificate<'_>) -> Life {
    let moment = |seconds: i64| UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs());
    let span = certificate.validity();
    Life {
        from: moment(span.not_before.timestamp()),
        until: moment(span.not_after.timestamp()),
    }
}

fn hosts(certificate: &X509Certificate<'_>) -> BTreeSet<String> {
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.iter().flat_map(|names| &names.value.general_names);
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            _ => None,
        })
        .collect()
}

// Without the keys.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Authority");
        shown.field("life", &self.life).finish_non_exhaustive()
    }
}

impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Leaf");
        shown.field("life", &self.life).field("hosts", &self.hosts);
        shown.finish_non_exhaustive()
    }
}
