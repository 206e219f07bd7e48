//! The activity log: what happened with this identity.

pub use ikd_core::activity::{ActivityEntry, ActivityEvent, SyncOutcome};
use ikd_core::{Ikd, activity};

use crate::{documents::DocumentKind, error::IkdError, guard::guarded, presenter::ViewKind};

/// An event of the activity log.
#[uniffi::remote(Enum)]
pub enum ActivityEvent {
    /// The account was bound to this phone.
    Activated,
    /// The vault was opened with the PIN.
    Unlocked {
        /// Wrong attempts since the last unlock.
        wrong_before: u8,
    },
    /// The PIN was changed.
    PinChanged,
    /// Documents were synchronised.
    Synced(SyncOutcome),
    /// A document was received for the first time, or in a newer version.
    DocumentUpdated {
        /// Kind of document.
        kind: DocumentKind,
        /// Its new version.
        version: u64,
    },
    /// A document was removed because the service no longer holds it.
    DocumentRemoved {
        /// Kind of document.
        kind: DocumentKind,
    },
    /// A presentation of the rotating QR started.
    ShowingStarted {
        /// Which claims it contained.
        view: ViewKind,
        /// Number of the reader class.
        audience: u64,
    },
    /// A presentation ended.
    ShowingEnded {
        /// `seq` of its `ShowingStarted` entry.
        started: u64,
        /// Number of codes shown.
        codes: u32,
    },
}

/// Number of documents that a sync changed.
#[uniffi::remote(Record)]
pub struct SyncOutcome {
    /// Documents received for the first time.
    pub added: u32,
    /// Documents received in a newer version.
    pub changed: u32,
    /// Documents removed because the service no longer holds them.
    pub removed: u32,
}

/// An entry of the activity log.
#[uniffi::remote(Record)]
pub struct ActivityEntry {
    /// Number of the entry; the first is 1. A gap means that an entry is damaged.
    pub seq: u64,
    /// Time of the event, seconds since 1970.
    pub at: u64,
    /// The event.
    pub event: ActivityEvent,
}

/// The activity log. The vault must be open.
#[derive(uniffi::Object)]
pub struct ActivityLog(activity::ActivityLog);

impl ActivityLog {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self(app.activity().clone())
    }
}

#[uniffi::export]
impl ActivityLog {
    /// The newest `limit` entries, newest first, without damaged ones.
    pub fn recent(&self, limit: u32) -> Result<Vec<ActivityEntry>, IkdError> {
        guarded(|| Ok(self.0.recent(limit as usize)?))
    }

    /// Whether the log is intact: no entry was removed, changed, reordered or damaged.
    pub fn verify(&self) -> Result<bool, IkdError> {
        guarded(|| Ok(self.0.verify()?))
    }

    /// The log as text, for the holder to keep.
    pub fn export(&self) -> Result<String, IkdError> {
        guarded(|| Ok(self.0.export()?))
    }
}
