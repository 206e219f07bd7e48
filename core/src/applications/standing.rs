//! Which state is true: what the service said last, what the vault has, and what the outbox has sent.

use super::{
    ApplicationState, DRAFT_DAYS,
    limits::DAY_S,
    outbox::{Entry, Progress},
    record::{Local, Record},
};
use crate::service::contract::ApplicationStatus;

/// What the outbox says about an entry.
pub(super) struct Waiting {
    progress: Progress,
    bytes: u64,
}

impl Waiting {
    /// `None` if the entry cannot be read: it then counts as waiting with nothing sent.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        let manifest = entry.manifest()?;
        // Nothing here is checked: only numbers that are shown.
        let bytes = manifest.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.length));
        Some(Self { progress: entry.progress(), bytes })
    }
}

impl Record {
    /// The state that is true on disk, and since when.
    pub(super) fn state(&self, waiting: Option<&Waiting>) -> (ApplicationState, u64) {
        let of_remote = |remote: &ApplicationStatus, editing| {
            (remote.to_state(editing), remote.at.unwrap_or(self.changed_at))
        };
        match (&self.local, &self.remote) {
            (_, Some(remote)) if remote.state.is_final() => of_remote(remote, false),
            (Local::Editing, Some(remote)) => of_remote(remote, true),
            (Local::Editing, None) => {
                let kept_until = self.changed_at.saturating_add(DRAFT_DAYS * DAY_S);
                (ApplicationState::Draft { kept_until }, self.created_at)
            }
            (Local::Queued(queued), _) => {
                let bytes = waiting.map_or(0, |waiting| waiting.bytes);
                let state = match waiting.map(|waiting| &waiting.progress) {
                    Some(progress) if progress.put || progress.arrived.iter().any(|arrived| *arrived > 0) => {
                        let sent = progress.arrived.iter().fold(0_u64, |sum, file| sum.saturating_add(*file));
                        let sent = sent.min(bytes);
                        ApplicationState::Sending { sent, bytes, submitted: progress.put }
                    }
                    progress => ApplicationState::Queued {
                        since: queued.queued_at,
                        bytes,
                        send_now: progress.is_some_and(|progress| progress.send_now),
                    },
                };
                (state, queued.queued_at)
            }
            (Local::Sent { revision }, Some(remote)) if remote.revision >= *revision => {
                of_remote(remote, false)
            }
            (Local::Sent { revision }, _) => {
                let receipt = self.receipts.iter().find(|receipt| receipt.revision == *revision);
                (ApplicationState::Received, receipt.map_or(self.changed_at, |receipt| receipt.received_at))
            }
        }
    }

    /// The revision that is being filled in, waits, or was sent.
    pub(super) fn revision(&self) -> u64 {
        match &self.local {
            Local::Editing => self.next_revision,
            Local::Queued(queued) => queued.revision,
            Local::Sent { revision } => *revision,
        }
    }
}
