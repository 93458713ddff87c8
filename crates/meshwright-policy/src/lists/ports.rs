//! Ports, as the proxy configuration lists them: decimal, 1 to 65535, zeros in front allowed.

use std::fmt;
use std::str::FromStr;

use super::List;

/// A list of ports.
pub type PortList<'a> = List<'a, Port, PortFault>;

/// A port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(u16);

/// Why a text is no port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PortFault {
    /// There is nothing.
    Empty,
    /// A `*` that does not stand alone.
    Star,
    /// A port with blanks around it.
    Blank,
    /// Several ports where one is expected.
    Span,
    /// Something else than the digits 0 to 9.
    NotDecimal,
    /// 0, or more than 65535.
    OutOfRange,
}

impl Port {
    /// The number, from 1.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl FromStr for Port {
    type Err = PortFault;

    fn from_str(text: &str) -> Result<Self, PortFault> {
        if text.is_empty() {
            return Err(PortFault::Empty);
        }
        // `u16::from_str` would take a sign.
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(not_decimal(text));
        }
        match text.parse() {
            Ok(number @ 1..) => Ok(Self(number)),
            Ok(0) | Err(_) => Err(PortFault::OutOfRange),
        }
    }
}

fn not_decimal(text: &str) -> PortFault {
    let number = |text: &str| text.parse::<Port>().is_ok();
    if text == "*" {
        PortFault::Star
    } else if text.trim().len() < text.len() && number(text.trim()) {
        PortFault::Blank
    } else if text
        .split_once('-')
        .is_some_and(|(low, high)| number(low) && number(high))
    {
        PortFault::Span
    } else {
        PortFault::NotDecimal
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for PortFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an entry is empty",
            Self::Star => "a star must stand alone",
            Self::Blank => "blanks are part of the entry",
            Self::Span => "a range of ports is not allowed",
            Self::NotDecimal => "only the digits 0 to 9 are allowed",
            Self::OutOfRange => "a port is a number from 1 to 65535",
        })
    }
}

impl std::error::Error for PortFault {}
