//! Lists in one text: entries joined with commas, nothing trimmed.
//!
//! [`List::read`] cuts a text into [`Item`]s that know their bytes, and reads each one:
//! [`ports`] and [`ranges`] are the two grammars. Which lists take a `*` is the rules' business.

pub mod ports;
pub mod ranges;

use std::ops::Range;
use std::str::FromStr;

/// One entry of a list, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// The text between two commas.
    pub text: &'a str,
    /// Its bytes in the whole text.
    pub span: Range<usize>,
}

/// What a text says about a list of `T`; `F` is why an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List<'a, T, F> {
    /// Nothing: the empty text reads as if the field were not there.
    Unset,
    /// Everything: a `*` alone.
    All,
    /// These entries, each read or refused.
    Items(Vec<(Item<'a>, Result<T, F>)>),
}

impl<'a, T: FromStr<Err = F>, F> List<'a, T, F> {
    /// Reads a list.
    ///
    /// ```
    /// use meshwright_policy::lists::ports::{PortFault, PortList};
    ///
    /// let list = PortList::read("80,0");
    /// let read: Vec<u16> = list.good().map(|(_, port)| port.number()).collect();
    /// assert_eq!(read, [80]);
    /// let (item, fault) = list.bad().next().unwrap();
    /// assert_eq!((item.span.clone(), *fault), (3..4, PortFault::OutOfRange));
    /// assert_eq!(PortList::read(""), PortList::Unset);
    /// ```
    pub fn read(text: &'a str) -> Self {
        match text {
            "" => Self::Unset,
            "*" => Self::All,
            _ => Self::Items(
                items(text)
                    .map(|item| (item.clone(), item.text.parse()))
                    .collect(),
            ),
        }
    }

    /// The entries; none for "nothing" and "everything".
    pub fn entries(&self) -> &[(Item<'a>, Result<T, F>)] {
        match self {
            Self::Items(entries) => entries,
            Self::Unset | Self::All => &[],
        }
    }

    /// The entries that were read.
    pub fn good(&self) -> impl Iterator<Item = (&Item<'a>, &T)> {
        self.entries()
            .iter()
            .filter_map(|(item, read)| Some((item, read.as_ref().ok()?)))
    }

    /// The entries that were refused, and why.
    pub fn bad(&self) -> impl Iterator<Item = (&Item<'a>, &F)> {
        self.entries()
            .iter()
            .filter_map(|(item, read)| Some((item, read.as_ref().err()?)))
    }

    /// The whole text again, with other words for the entries that `replace` has some for.
    pub fn rewritten(&self, replace: impl Fn(&Item<'a>, Option<&T>) -> Option<String>) -> String {
        match self {
            Self::Unset => String::new(),
            Self::All => "*".to_owned(),
            Self::Items(entries) => {
                let again = entries.iter().map(|(item, read)| {
                    replace(item, read.as_ref().ok()).unwrap_or_else(|| item.text.to_owned())
                });
                again.collect::<Vec<_>>().join(",")
            }
        }
    }
}

/// The entries of a text; a text without a comma is one entry.
pub fn items(text: &str) -> impl Iterator<Item = Item<'_>> {
    let mut start = 0;
    text.split(',').map(move |text| {
        let span = start..start + text.len();
        start = span.end + 1;
        Item { text, span }
    })
}
