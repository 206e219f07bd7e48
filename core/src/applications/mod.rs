//! Applications for the services of the office: filled in and checked on the phone, sent once, and followed to the end.
//!
//! Promises:
//! - Each state is saved before it is shown. Up to [`ApplicationState::Queued`] nothing needs a network.
//! - A process that is killed leaves a draft or a queued application, never a part of one.
//! - What is queued is signed by the device key and sealed to the service. It waits outside the vault and leaves with
//!   the vault locked. Whoever reads the outbox learns nothing of the answers; whoever writes to it can delay or
//!   delete what waits there, and forges nothing: what was changed is not sent, and the copy in the vault is sealed
//!   again.
//! - A revision of an application is accepted once, however often it is sent. A receipt is believed only if the service
//!   signed it over the digest of the sealed bytes.
//! - The number of a status never goes back; a state goes back only to [`ApplicationState::Correct`].
//!
//! Where the data is: answers, papers and the form of each application are records of the vault (`record`); the sealed
//! bytes are in the outbox (`outbox`), which knows nothing else. After an unlock, and after sending while unlocked,
//! what happened in the outbox is moved into the vault (`merge`).

mod answer;
mod attach;
mod contents;
mod correct;
mod digest;
mod discard;
mod face;
mod facts;
mod forms;
mod limits;
mod merge;
mod notices;
mod open_parts;
mod outbox;
mod pack;
mod queue;
mod record;
mod review;
mod send;
mod services;
mod shown;
mod standing;
mod start;
mod state;
mod state_kind;
mod status;
mod track;
mod transfer;
mod withdraw;

#[cfg(all(test, feature = "selfie"))]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

pub use ikd_proof::application::ApplicationId;

pub use answer::AnswerError;
pub use attach::{AttachError, Paper};
pub use contents::{Contents, MemberChoice};
pub use discard::DiscardError;
pub use face::FaceStep;
pub use limits::{DRAFT_DAYS, MAX_DRAFTS, MAX_PAPER_BYTES};
pub use notices::{Notice, NoticeKind};
pub use queue::QueueError;
pub use review::{HeldPaper, Review};
pub use send::{Left, LeftReason, SendError, SendReport};
pub use services::{Service, ServiceForm};
pub use start::StartError;
pub use state::{
    Application, ApplicationState, Difference, Event, Marked, ReasonCode, ReturnReason, SubmissionReceipt,
};
pub use state_kind::StateKind;
pub use track::{RefreshError, RefreshOutcome};
pub use withdraw::WithdrawError;

pub(crate) use outbox::Outbox;

use crate::{
    account::{Account, AccountError},
    context::Context,
    documents::{Documents, DocumentsError},
    forms::EMBEDDED,
    service::{ServiceError, contract::Id},
    vault::{Vault, VaultError},
};
use forms::FormStore;

/// The part that the errors of all tasks share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationsError {
    /// The vault is locked or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// No such application on this phone.
    #[error("no such application on this phone")]
    NotFound,
    /// The application is not in a state that allows this: read it again.
    #[error("not possible in this state of the application")]
    WrongState,
    /// The form needs a newer version of the app.
    #[error("the form needs a newer version of the app")]
    NeedsUpdate,
    /// A record on the phone cannot be read.
    #[error("a record on the phone cannot be read")]
    Unreadable,
    /// The phone's key store, its random generator or the service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl ApplicationsError {
    /// Whether the other applications can still be read, sent and followed.
    fn concerns_one(&self) -> bool {
        match self {
            Self::NotFound | Self::WrongState | Self::NeedsUpdate | Self::Unreadable => true,
            Self::Vault(error) => {
                matches!(error, VaultError::Corrupt { .. } | VaultError::UnsupportedVersion { .. })
            }
            Self::Service(_) => false,
        }
    }
}

impl From<AccountError> for ApplicationsError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Vault(error) => Self::Vault(error),
            AccountError::Keystore(error) => Self::Service(error.into()),
            AccountError::Service(error) => Self::Service(error),
            AccountError::Unreadable => Self::Unreadable,
        }
    }
}

impl From<DocumentsError> for ApplicationsError {
    fn from(error: DocumentsError) -> Self {
        match error {
            DocumentsError::Vault(error) => Self::Vault(error),
            DocumentsError::NotFound | DocumentsError::Unreadable | DocumentsError::Untrusted => {
                Self::Unreadable
            }
        }
    }
}

/// The applications of this phone. Cheap to clone.
#[derive(Clone)]
pub struct Applications(Arc<Inner>);

struct Inner {
    context: Context,
    account: Account,
    documents: Documents,
    vault: Arc<Vault>,
    outbox: Outbox,
    forms: FormStore,
    /// Held during an exchange with the service, so that there is one at a time.
    exchange: tokio::sync::Mutex<()>,
    /// Held while a queued application is cancelled, and while sending decides that it leaves: only one of them
    /// happens.
    leaving: Mutex<()>,
}

impl Applications {
    pub(crate) fn new(
        context: Context,
        account: Account,
        documents: Documents,
        vault: Arc<Vault>,
        outbox: Outbox,
        forms: PathBuf,
    ) -> Self {
        let forms = FormStore::open(&EMBEDDED, forms, context.trust.clone(), context.app_version);
        let (exchange, leaving) = Default::default();
        Self(Arc::new(Inner { context, account, documents, vault, outbox, forms, exchange, leaving }))
    }
}

/// The text of an id, as paths and command lines have it.
#[must_use]
pub fn id_text(id: ApplicationId) -> String {
    Id(id.0).to_text()
}

/// Reads what [`id_text`] wrote.
#[must_use]
pub fn parse_id(text: &str) -> Option<ApplicationId> {
    Id::from_text(text.trim()).map(|id| ApplicationId(id.0))
}
