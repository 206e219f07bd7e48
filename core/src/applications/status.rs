//! Taking a status of the service: its number only rises, and a state goes back only to the correction.

use super::{
    StateKind,
    record::{Local, Record},
};
use crate::service::contract::{ApplicationStatus, RemoteApplicationState as Remote};

/// What became of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// The record changed.
    Changed,
    /// Nothing new.
    Known,
    /// It contradicts what the service said before, and was ignored.
    Refused,
}

impl Record {
    /// Takes a status into the record, if it is newer.
    pub(super) fn take(&mut self, status: ApplicationStatus) -> Taken {
        if let Some(known) = &self.remote {
            if status.seq <= known.seq {
                return Taken::Known;
            }
            if !follows(&known.state, &status.state) || status.revision < known.revision {
                return Taken::Refused;
            }
        }
        // A revision that this phone did not give: of a copy of the vault that is no longer there.
        self.next_revision = self.next_revision.max(status.revision.saturating_add(1));
        match &self.local {
            // The service has the revision that waits here: its receipt was lost, and is fetched by sending again.
            Local::Queued(_) => {}
            // A correction that ended, or an application that came back: there is nothing to edit any more.
            Local::Editing if !matches!(status.state, Remote::Correct { .. }) => {
                self.local = Local::Sent { revision: status.revision };
            }
            // A new request for correction replaces the one that is being worked on; what was typed stays.
            Local::Editing | Local::Sent { .. } => {}
        }
        self.note(status.state.kind(), status.at);
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
