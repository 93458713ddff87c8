//! What a rule may know beside the document: all of it given, none of it fetched.

use std::fmt;

use crate::policy::Policy;
use crate::rule::Surface;

/// What a rule may know beside the document.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The configuration.
    pub policy: &'a Policy,
    /// Where the document is judged.
    pub surface: Surface,
    /// The day, filled in by the shell; expiry of exemptions is judged against it.
    pub today: Option<Date>,
    /// Whether the documents judged together are known to go to one cluster.
    pub same_cluster: bool,
    /// Who asks, where somebody does.
    pub requester: Option<&'a Requester>,
    /// How many pods with a sidecar the cluster runs, where somebody has counted.
    pub pods: Option<u64>,
}

impl<'a> Context<'a> {
    /// A context with nothing but a policy and a surface.
    pub const fn new(policy: &'a Policy, surface: Surface) -> Self {
        Self {
            policy,
            surface,
            today: None,
            same_cluster: false,
            requester: None,
            pods: None,
        }
    }
}

/// Who asks for a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requester {
    /// The user name, as the API server established it.
    pub username: String,
    /// The groups.
    pub groups: Vec<String>,
}

impl Context<'_> {
    /// Whether somebody asks who is none of the controllers; never while no controller is named.
    pub(crate) fn is_stranger(&self) -> bool {
        let controllers = &self.policy.controllers;
        let known = |who: &Requester| controllers.contains(&who.username);
        !controllers.is_empty() && self.requester.is_some_and(|who| !known(who))
    }

    /// Whether somebody asks who may act in an emergency.
    pub(crate) fn breaks_glass(&self) -> bool {
        let allowed = &self.policy.break_glass_groups;
        self.requester
            .is_some_and(|who| who.groups.iter().any(|group| allowed.contains(group)))
    }
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// Reads `2026-11-25`; `None` where that is no day of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let digits =
            |part: &str, width| part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return None;
        }
        let date = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        (1..=date.days_in_month()?)
            .contains(&date.day)
            .then_some(date)
    }

    const fn days_in_month(self) -> Option<u8> {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        Some(match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
