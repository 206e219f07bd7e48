//! What came of sending and of asking the service.

use ikd_core::applications;
pub use ikd_core::applications::LeftReason;

use crate::error::{ErrorCode, IkdError};

/// What was sent, and what still waits.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct SendReport {
    /// Ids of the applications that the service has, with a signed receipt.
    pub sent: Vec<String>,
    /// These still wait, or came back.
    pub left: Vec<Left>,
    /// Why sending stopped before all were tried; its text is that of the error.
    pub stopped: Option<ErrorCode>,
    /// When to call again, ms; absent if nothing waits that a later call could send.
    pub again_after_ms: Option<u64>,
}

/// An application that was not sent.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Left {
    /// Its id.
    pub id: String,
    /// Why.
    pub why: LeftReason,
}

/// Why an application was not sent.
#[uniffi::remote(Enum)]
pub enum LeftReason {
    /// It waits for an unmetered network.
    Metered,
    /// Sending stopped before it.
    NotTried,
    /// It failed; a later call tries again.
    Failed,
    /// The service did not accept it as it is: unlock, and see the application.
    Returned,
    /// Its waiting bytes were changed on this phone, and were not sent: unlock, and it is sealed again.
    Changed,
    /// The account is blocked or this phone was released.
    Blocked,
    /// The face must be shown first: unlock, and `FaceChecks.request` for `Application` with its id. Then the next call
    /// sends it.
    FaceCheckNeeded,
}

/// What asking the service brought.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct RefreshOutcome {
    /// Ids of the applications whose state changed.
    pub changed: Vec<String>,
    /// An application was issued: `Documents.sync`.
    pub sync_documents: bool,
    /// A newer form came into force.
    pub new_forms: bool,
}

impl From<applications::SendReport> for SendReport {
    fn from(report: applications::SendReport) -> Self {
        let applications::SendReport { sent, left, stopped, again_after_ms } = report;
        let left = left.into_iter();
        Self {
            sent: sent.into_iter().map(applications::id_text).collect(),
            left: left.map(|left| Left { id: applications::id_text(left.id), why: left.why }).collect(),
            stopped: stopped.map(|error| IkdError::from(error).code()),
            again_after_ms,
        }
    }
}

impl From<applications::RefreshOutcome> for RefreshOutcome {
    fn from(outcome: applications::RefreshOutcome) -> Self {
        let applications::RefreshOutcome { changed, sync_documents, new_forms } = outcome;
        let changed = changed.into_iter().map(applications::id_text).collect();
        Self { changed, sync_documents, new_forms }
    }
}
