//! What happened with this identity.

pub use ikd_core::activity::{ActivityEntry, ActivityEvent, SyncOutcome};
use ikd_core::{Ikd, activity};

use crate::{documents::DocumentKind, error::IkdError, guard::guarded, presenter::ViewKind};

/// What happened.
#[uniffi::remote(Enum)]
pub enum ActivityEvent {
    /// The account was bound to this phone.
    Activated,
    /// The vault was opened with the PIN.
    Unlocked {
        /// Wrong tries since the last unlock.
        wrong_before: u8,
    },
    /// The PIN was changed.
    PinChanged,
    /// Documents were brought up to date.
    Synced(SyncOutcome),
    /// A document came in a newer version, or for the first time.
    DocumentUpdated {
        /// Which kind.
        kind: DocumentKind,
        /// Its version now.
        version: u64,
    },
    /// A document was removed because the service no longer holds it.
    DocumentRemoved {
        /// Which kind.
        kind: DocumentKind,
    },
    /// A rotating QR was put on the screen.
    ShowingStarted {
        /// What it showed.
        view: ViewKind,
        /// To which reader class.
        audience: u64,
    },
    /// It was taken off.
    ShowingEnded {
        /// Number of the entry that started it.
        started: u64,
        /// Codes drawn.
        codes: u32,
    },
}

/// How a sync went.
#[uniffi::remote(Record)]
pub struct SyncOutcome {
    /// Documents that were not here before.
    pub added: u32,
    /// Documents that came in a newer version.
    pub changed: u32,
    /// Documents that the service no longer holds.
    pub removed: u32,
}

/// What happened, and when.
#[uniffi::remote(Record)]
pub struct ActivityEntry {
    /// Counts up from 1. A gap is an entry that is damaged.
    pub seq: u64,
    /// Seconds since 1970.
    pub at: u64,
    /// What happened.
    pub event: ActivityEvent,
}

/// The activity log. Needs the vault open.
#[derive(uniffi::Object)]
pub struct ActivityLog(activity::ActivityLog);

impl ActivityLog {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self(app.activity().clone())
    }
}

#[uniffi::export]
impl ActivityLog {
    /// The newest `limit` entries, newest first; without those that are damaged.
    pub fn recent(&self, limit: u32) -> Result<Vec<ActivityEntry>, IkdError> {
        guarded(|| Ok(self.0.recent(limit as usize)?))
    }

    /// Whether no entry was taken out, changed, swapped or damaged.
    pub fn verify(&self) -> Result<bool, IkdError> {
        guarded(|| Ok(self.0.verify()?))
    }

    /// The log as text, for its owner to keep.
    pub fn export(&self) -> Result<String, IkdError> {
        guarded(|| Ok(self.0.export()?))
    }
}
