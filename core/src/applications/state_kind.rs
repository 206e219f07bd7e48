//! The states without their data, for histories, notices and tables.

use serde::{Deserialize, Serialize};

/// Which state an application is in, in the usual order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// Being filled in.
    Draft,
    /// Waiting for a network.
    Queued,
    /// Leaving.
    Sending,
    /// The service has it.
    Received,
    /// An officer reads it.
    InReview,
    /// The person must come to the office.
    VisitNeeded,
    /// The person must correct something.
    Correct,
    /// Approved.
    Approved,
    /// The head of the office signs.
    Signing,
    /// Done.
    Issued,
    /// Refused.
    Refused,
    /// Withdrawn by the person.
    Withdrawn,
    /// A time limit passed.
    Expired,
}

impl StateKind {
    /// Every state, with its name in JSON, in command lines and on the wire.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Draft, "draft"),
        (Self::Queued, "queued"),
        (Self::Sending, "sending"),
        (Self::Received, "received"),
        (Self::InReview, "in_review"),
        (Self::VisitNeeded, "visit_needed"),
        (Self::Correct, "correct"),
        (Self::Approved, "approved"),
        (Self::Signing, "signing"),
        (Self::Issued, "issued"),
        (Self::Refused, "refused"),
        (Self::Withdrawn, "withdrawn"),
        (Self::Expired, "expired"),
    ];

    /// Its name in JSON, in command lines and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_the_name_of_its_place_and_of_its_json() {
        for (state, name) in StateKind::ALL {
            assert_eq!(state.name(), name);
            assert_eq!(serde_json::to_string(&state).ok(), Some(format!("\"{name}\"")));
        }
    }
}
