//! The holder's documents: listed and opened with no network, brought up to date when there is one.
//!
//! Promises: a document is checked against the issuers of the trust bundle before it is kept; a version never goes down;
//! what the service no longer holds is removed here too; nothing of documents is fetched while the vault is locked.

mod sync;
mod views;

use std::sync::Arc;

use ikd_proof::document::{Document, DocumentKind};
use serde::{Deserialize, Serialize};

pub use sync::SyncError;
pub(crate) use views::{StoredView, stored_view};

use crate::{
    activity::Activity,
    account::Account,
    platform::Platform,
    service::ServiceClient,
    time::ServiceClock,
    trust::TrustStore,
    vault::{Table, Unlocked, VaultError},
};

/// Why a document could not be listed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentsError {
    /// The vault is locked or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// No such document on this phone.
    #[error("no such document on this phone")]
    NotFound,
    /// The kept document cannot be read by this version of the app: update it, or sync.
    #[error("the kept document cannot be read")]
    Unreadable,
}

/// Names a document on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(pub [u8; 16]);

/// One line of the list. The title is what the document is, in the shell's language; `subject` tells two KIAs apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSummary {
    /// For [`Documents::open`].
    pub id: DocumentId,
    /// Which kind.
    pub kind: DocumentKind,
    /// Whose document, as printed on it.
    pub subject: String,
    /// Counts up with each change.
    pub version: u64,
    /// Seconds since 1970.
    pub issued_at: u64,
    /// When the service last confirmed that it holds exactly this version; seconds since 1970.
    pub confirmed_at: u64,
    /// An example from a test system: every screen must say so.
    pub example: bool,
}

/// What the vault keeps beside each container, sealed.
#[derive(Serialize, Deserialize)]
struct Meta {
    kind: u64,
    subject: String,
    version: u64,
    issued_at: u64,
    confirmed_at: u64,
    example: bool,
    sha256: [u8; 32],
}

/// The holder's documents. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    vault: Unlocked,
    client: Arc<ServiceClient>,
    clock: Arc<ServiceClock>,
    trust: Arc<TrustStore>,
    platform: Platform,
    activity: Activity,
    account: Account,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Documents {
    pub(crate) fn new(
        vault: Unlocked,
        client: Arc<ServiceClient>,
        clock: Arc<ServiceClock>,
        trust: Arc<TrustStore>,
        platform: Platform,
        activity: Activity,
        account: Account,
    ) -> Self {
        Self { vault, client, clock, trust, platform, activity, account, turn: Arc::default() }
    }

    /// What is on this phone, KTP first, then by kind and person.
    pub fn list(&self) -> Result<Vec<DocumentSummary>, DocumentsError> {
        let mut list = self.vault.with(|session| -> Result<_, DocumentsError> {
            let mut list = Vec::new();
            for key in session.keys(Table::Documents)? {
                let id = DocumentId(key.as_slice().try_into().map_err(|_| DocumentsError::Unreadable)?);
                let meta = session.meta(Table::Documents, &id.0)?.ok_or(DocumentsError::NotFound)?;
                list.push(summary(id, Meta::read(&meta)?)?);
            }
            Ok(list)
        })?;
        list.sort_by(|a, b| (a.kind.number(), &a.subject, a.id).cmp(&(b.kind.number(), &b.subject, b.id)));
        Ok(list)
    }

    /// One document.
    pub fn open(&self, id: DocumentId) -> Result<Document, DocumentsError> {
        let container =
            self.vault.with(|session| session.get(Table::Documents, &id.0))?.ok_or(DocumentsError::NotFound)?;
        // Its signature was checked when it arrived, and the vault's own seal has kept it since.
        Document::read(&container).map_err(|_| DocumentsError::Unreadable)
    }
}

impl Meta {
    fn read(bytes: &[u8]) -> Result<Self, DocumentsError> {
        serde_json::from_slice(bytes).map_err(|_| DocumentsError::Unreadable)
    }

    fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain fields serialise")
    }
}

fn summary(id: DocumentId, meta: Meta) -> Result<DocumentSummary, DocumentsError> {
    Ok(DocumentSummary {
        id,
        kind: DocumentKind::from_number(meta.kind).ok_or(DocumentsError::Unreadable)?,
        subject: meta.subject,
        version: meta.version,
        issued_at: meta.issued_at,
        confirmed_at: meta.confirmed_at,
        example: meta.example,
    })
}
