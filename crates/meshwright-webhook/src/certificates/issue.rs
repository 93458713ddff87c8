//! Makes authorities and leaves, and what the Secret is to hold after a step. P-256 throughout.

use std::collections::BTreeSet;
use std::time::SystemTime;

use meshwright_runtime::fingerprint;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData as _,
};

use super::kept::{Authority, Kept, Leaf, Retired};
use super::protocol::{Life, Step, Timing};

/// What the Secret is to hold after `step`; nothing where the step leaves it alone.
///
/// # Errors
/// When a key is no key, or there is no randomness.
pub fn after(
    step: Step,
    kept: Option<&Kept>,
    hosts: &BTreeSet<String>,
    timing: &Timing,
    now: SystemTime,
) -> Result<Option<Kept>, rcgen::Error> {
    Ok(match (step, kept.cloned()) {
        (Step::Begin, _) => {
            let authority = Authority::new(Life::new(now, timing.authority, timing))?;
            Some(Kept {
                leaf: Some(authority.leaf(hosts, timing, now)?),
                authority,
                next: None,
                retired: None,
            })
        }
        (Step::Renew, Some(mut kept)) => {
            // Replicas of two versions may want different names; none takes away what the other needs.
            let mut hosts = hosts.clone();
            hosts.extend(kept.leaf.iter().flat_map(|leaf| leaf.hosts.clone()));
            kept.leaf = Some(kept.authority.leaf(&hosts, timing, now)?);
            Some(kept)
        }
        (Step::Introduce, Some(mut kept)) => {
            kept.next = Some(Authority::new(Life::new(now, timing.authority, timing))?);
            Some(kept)
        }
        (Step::Switch, Some(kept)) => switched(kept, hosts, timing, now)?,
        (Step::Drop, Some(mut kept)) => {
            kept.retired = None;
            Some(kept)
        }
        _ => None,
    })
}

fn switched(
    kept: Kept,
    hosts: &BTreeSet<String>,
    timing: &Timing,
    now: SystemTime,
) -> Result<Option<Kept>, rcgen::Error> {
    let Some(authority) = kept.next else {
        return Ok(None);
    };
    Ok(Some(Kept {
        leaf: Some(authority.leaf(hosts, timing, now)?),
        authority,
        next: None,
        retired: Some(Retired {
            // No leaf can outlive its authority.
            until: kept
                .leaf
                .map_or(kept.authority.life.until, |leaf| leaf.life.until),
            certificate: kept.authority.certificate,
        }),
    }))
}

impl Authority {
    /// A new authority with a key of its own.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new(life: Life) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        Ok(Self {
            certificate: params(&key, life)?.self_signed(&key)?.pem(),
            key: key.serialize_pem(),
            life,
        })
    }

    /// A new leaf for `hosts`, which ends with its authority at the latest.
    ///
    /// # Errors
    /// When the authority's key is no key, or a host is no DNS name.
    pub fn leaf(
        &self,
        hosts: &BTreeSet<String>,
        timing: &Timing,
        now: SystemTime,
    ) -> Result<Leaf, rcgen::Error> {
        let signer = KeyPair::from_pem(&self.key)?;
        let issuer = Issuer::new(params(&signer, self.life)?, signer);
        let mut life = Life::new(now, timing.leaf, timing);
        life.until = life.until.min(self.life.until);
        let mut params = CertificateParams::new(hosts.iter().cloned().collect::<Vec<_>>())?;
        let name = hosts.first().map_or("webhook", String::as_str);
        // A common name has 64 characters at most.
        let name: String = name.chars().take(64).collect();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) = (life.from.into(), life.until.into());
        let key = KeyPair::generate()?;
        Ok(Leaf {
            certificate: params.signed_by(&key, &issuer)?.pem(),
            key: key.serialize_pem(),
            life,
            hosts: hosts.clone(),
        })
    }
}

/// The same for the same key and life. The name is the key's: clients find the authority of a leaf by it.
fn params(key: &KeyPair, life: Life) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    let name = format!("meshwright webhook {}", fingerprint(key.der_bytes()));
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = (life.from.into(), life.until.into());
    Ok(params)
}
