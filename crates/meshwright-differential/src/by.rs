//! Who writes: the rules ask who may.

use std::collections::BTreeMap;

use meshwright_policy::Requester;
use meshwright_testkit::Client;
use serde::{Deserialize, Serialize};

/// Everybody has every right on the server; what the rules let them do is another question.
const EVERY_RIGHT: &str = "system:masters";

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// An identity that the policy names.
    #[default]
    Controller,
    /// One of a group that may act in an emergency.
    Rescuer,
    /// Somebody else.
    Stranger,
}

impl By {
    const ALL: [Self; 3] = [Self::Controller, Self::Rescuer, Self::Stranger];

    /// The writer of the case of that number: mostly one who may write everything, so that the answer
    /// speaks of what is written.
    pub const fn nth(number: usize) -> Self {
        match number % 7 {
            3 | 5 => Self::Stranger,
            6 => Self::Rescuer,
            _ => Self::Controller,
        }
    }

    /// The writer as the rules know them.
    pub fn requester(self) -> Requester {
        Requester {
            username: self.name().to_owned(),
            groups: self
                .groups()
                .iter()
                .map(|&group| group.to_owned())
                .collect(),
        }
    }

    /// A client for each of them.
    pub fn clients(admin: &Client) -> BTreeMap<Self, Client> {
        let client = |by: Self| (by, admin.acting_as(by.name(), by.groups()));
        Self::ALL.into_iter().map(client).collect()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Controller => "controller",
            Self::Rescuer => "rescuer",
            Self::Stranger => "stranger",
        }
    }

    const fn groups(self) -> &'static [&'static str] {
        match self {
            Self::Rescuer => &[EVERY_RIGHT, "rescuers"],
            Self::Controller | Self::Stranger => &[EVERY_RIGHT],
        }
    }
}
