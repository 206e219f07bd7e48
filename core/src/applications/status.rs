//! Taking a status of the service: its number only rises, and a state goes back only to the correction.

use super::{
    StateKind,
    record::{Local, Record},
};
use crate::service::contract::{ApplicationStatus, LARGEST_NUMBER, RemoteApplicationState as Remote};

/// Largest step of the number that a single answer is believed for. What is stored is a lower bound for all later ones.
const MAX_STEP: u64 = 1000;

/// What became of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// The record changed.
    Changed,
    /// Nothing new.
    Known,
    /// It contradicts what the service said before, or has a number outside the contract, and was ignored.
    Refused,
    /// Too odd for one answer, and ignored: it is taken when a second answer says the same.
    Odd,
}

impl Record {
    /// Takes a status into the record, if it is newer. `confirmed` if two answers said the same.
    /// `now` is since when, if the status does not say it.
    pub(super) fn take(&mut self, mut status: ApplicationStatus, confirmed: bool, now: u64) -> Taken {
        if [status.seq, status.revision].iter().any(|number| *number > LARGEST_NUMBER) {
            return Taken::Refused;
        }
        if let Some(known) = &self.remote {
            if status.seq <= known.seq {
                return Taken::Known;
            }
            if !follows(&known.state, &status.state) || status.revision < known.revision {
                return Taken::Refused;
            }
        }
        let step = status.seq.saturating_sub(self.remote.as_ref().map_or(0, |known| known.seq));
        if !confirmed && (step > MAX_STEP || status.revision >= self.next_revision) {
            return Taken::Odd;
        }
        // A revision that this phone did not give: of a copy of the vault that is no longer there.
        self.next_revision = self.next_revision.max(status.revision.saturating_add(1));
        match &self.local {
            // The service has the revision that waits here: its receipt was lost, and is fetched by sending again.
            Local::Queued(_) => {}
            // A correction that ended, or an application that came back: there is nothing to edit any more.
            Local::Editing if !matches!(status.state, Remote::Correct { .. }) => {
                self.sent(status.revision);
            }
            // A new request for correction replaces the one that is being worked on; what was typed stays.
            Local::Editing | Local::Sent { .. } => {}
        }
        let at = *status.at.get_or_insert(now);
        self.note(status.state.kind(), at);
        self.remote = Some(status);
        Taken::Changed
    }
}

/// Whether the state `to` may follow `from`. States may be skipped; one that has ended stays.
fn follows(from: &Remote, to: &Remote) -> bool {
    match (from, to) {
        (from, _) if from.is_final() => false,
        (_, Remote::Correct { .. }) => true,
        // After a correction everything begins again.
        (Remote::Correct { .. }, _) => true,
        (from, to) => to.rank() >= from.rank(),
    }
}

impl Remote {
    /// Which state.
    pub(super) fn kind(&self) -> StateKind {
        match self {
            Self::Received => StateKind::Received,
            Self::InReview => StateKind::InReview,
            Self::VisitNeeded { .. } => StateKind::VisitNeeded,
            Self::Correct { .. } => StateKind::Correct,
            Self::Approved => StateKind::Approved,
            Self::Signing => StateKind::Signing,
            Self::Issued { .. } => StateKind::Issued,
            Self::Refused { .. } => StateKind::Refused,
            Self::Withdrawn => StateKind::Withdrawn,
            Self::Expired => StateKind::Expired,
        }
    }
}
