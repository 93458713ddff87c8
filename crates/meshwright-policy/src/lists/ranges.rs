//! Address ranges, as the proxy configuration lists them: an address, a slash, the length of its prefix.
//!
//! IPv4 and IPv6 in their usual spellings; bits behind the prefix may be set (another rule warns).
//! Spellings that readers understand differently are refused: zeros in front, zones, IPv4 inside IPv6 as
//! a mapped address.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::List;

/// A list of address ranges.
pub type RangeList<'a> = List<'a, IpRange, RangeFault>;

/// An address range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpRange {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is no address range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RangeFault {
    /// There is nothing.
    Empty,
    /// A `*` that does not stand alone.
    Star,
    /// A range with blanks around it.
    Blank,
    /// An address without a prefix.
    NoPrefix,
    /// An address with a zone.
    Zone,
    /// Not the spelling of an address.
    Address,
    /// A prefix that is no number, has zeros in front, or is longer than the address.
    Prefix,
    /// An IPv4 address that is written as a mapped IPv6 address.
    Mapped,
}

impl IpRange {
    /// Whether the addresses are IPv6 addresses.
    pub const fn is_ipv6(self) -> bool {
        self.address.is_ipv6()
    }

    /// The same range, with no bit set behind the prefix.
    #[must_use]
    pub fn masked(self) -> Self {
        let address = match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix));
                Ipv4Addr::from_bits(address.to_bits() & mask.unwrap_or(0)).into()
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix));
                Ipv6Addr::from_bits(address.to_bits() & mask.unwrap_or(0)).into()
            }
        };
        Self { address, ..self }
    }

    /// Whether every address of `other` is in this range.
    ///
    /// ```
    /// use meshwright_policy::lists::ranges::IpRange;
    ///
    /// let range = |text: &str| text.parse::<IpRange>().unwrap();
    /// assert!(range("10.0.0.0/8").contains(range("10.1.2.3/16")));
    /// assert!(!range("10.1.0.0/16").contains(range("10.0.0.0/8")));
    /// assert!(!range("::/0").contains(range("10.0.0.0/8")));
    /// ```
    pub fn contains(self, other: Self) -> bool {
        let cut = Self {
            prefix: self.prefix,
            ..other
        };
        self.is_ipv6() == other.is_ipv6()
            && self.prefix <= other.prefix
            && self.masked() == cut.masked()
    }
}

impl FromStr for IpRange {
    type Err = RangeFault;

    fn from_str(text: &str) -> Result<Self, RangeFault> {
        match text {
            "" => return Err(RangeFault::Empty),
            "*" => return Err(RangeFault::Star),
            _ if text.trim().len() < text.len() => return Err(RangeFault::Blank),
            _ => {}
        }
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (read_address(address)?, prefix),
            None => {
                return Err(read_address(text).map_or_else(|fault| fault, |_| RangeFault::NoPrefix));
            }
        };
        let longest = if address.is_ipv6() { 128 } else { 32 };
        let prefix = read_prefix(prefix, longest).ok_or(RangeFault::Prefix)?;
        Ok(Self { address, prefix })
    }
}

fn read_address(text: &str) -> Result<IpAddr, RangeFault> {
    if text.contains('%') {
        return Err(RangeFault::Zone);
    }
    match text.parse() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => Err(RangeFault::Mapped),
        Ok(address) => Ok(address),
        Err(_) => Err(RangeFault::Address),
    }
}

/// Digits without a zero in front, up to `longest`.
fn read_prefix(text: &str, longest: u8) -> Option<u8> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    let number = (plain && !padded).then(|| text.parse().ok())??;
    (number <= longest).then_some(number)
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl fmt::Display for RangeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an entry is empty",
            Self::Star => "a star must stand alone",
            Self::Blank => "blanks are part of the entry",
            Self::NoPrefix => "a range needs a prefix length",
            Self::Zone => "a zone is not allowed",
            Self::Address => "this is not the spelling of an address",
            Self::Prefix => {
                "the prefix length must be plain digits, to 32 for IPv4 and 128 for IPv6"
            }
            Self::Mapped => "an IPv4 address is mapped into IPv6",
        })
    }
}

impl std::error::Error for RangeFault {}
