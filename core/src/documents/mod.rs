//! The holder's documents: listed and opened with no network, brought up to date when there is one.
//!
//! Promises: a document is checked against the issuers of the trust bundle before it is kept; a version never goes down;
//! what the service no longer holds is removed here too; nothing of documents is fetched while the vault is locked.

mod sync;
mod views;

use std::{fmt, sync::Arc};

use ikd_proof::{Document, DocumentError, DocumentType};
use serde::{Deserialize, Serialize};

pub use sync::SyncError;
pub(crate) use views::{StoredView, stored_view};

use crate::{
    account::Account,
    platform::Platform,
    service::ServiceClient,
    time::ServiceClock,
    trust::TrustStore,
    vault::{Artifact, Session, Table, Unlocked, VaultError},
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
    /// Its issuer is no longer trusted: sync.
    #[error("the document's issuer is not trusted")]
    Untrusted,
}

impl From<DocumentError> for DocumentsError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Format(_) => Self::Unreadable,
            DocumentError::Issuer(_) | DocumentError::Signature(_) => Self::Untrusted,
        }
    }
}

/// Names a document on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(pub [u8; 16]);

/// One line of the list. The title is what the document is, in the shell's language; `subject` tells two KIAs apart.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentSummary {
    /// For [`Documents::open`].
    pub id: DocumentId,
    /// Which kind.
    pub kind: DocumentType,
    /// Whose document, as printed on it.
    pub subject: String,
    /// Counts up with each change.
    pub version: u64,
    /// Seconds since 1970.
    pub issued_at: u64,
    /// An example from a test system: every screen must say so.
    pub example: bool,
}

/// Without the name.
impl fmt::Debug for DocumentSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentSummary")
            .field("kind", &self.kind)
            .field("version", &self.version)
            .field("issued_at", &self.issued_at)
            .field("example", &self.example)
            .finish_non_exhaustive()
    }
}

/// What the vault keeps beside each container, sealed.
#[derive(Serialize, Deserialize)]
struct Meta {
    kind: u64,
    subject: String,
    version: u64,
    issued_at: u64,
    example: bool,
    sha256: [u8; 32],
}

/// Key of the record that says how the last complete sync left things.
const LAST_SYNC: &[u8] = b"last-sync";

/// How the last complete sync left things.
#[derive(Serialize, Deserialize)]
struct LastSync {
    documents_etag: String,
    /// The account's state at the service then; a lower one later means that somebody put the past back.
    state_epoch: u64,
    /// Seconds since 1970.
    at: u64,
}

impl LastSync {
    fn read(session: &Session) -> Result<Option<Self>, VaultError> {
        let Some(record) = session.get(Table::ACCOUNT, LAST_SYNC)? else { return Ok(None) };
        serde_json::from_slice(&record.body)
            .map(Some)
            .map_err(|_| VaultError::Corrupt { what: Artifact::Record })
    }

    fn write(&self, session: &mut Session) -> Result<(), VaultError> {
        let bytes = serde_json::to_vec(self).expect("plain fields serialise");
        session.put(Table::ACCOUNT, LAST_SYNC, &[], &bytes)
    }
}

/// The holder's documents. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    vault: Unlocked,
    client: Arc<ServiceClient>,
    clock: Arc<ServiceClock>,
    trust: Arc<TrustStore>,
    platform: Platform,
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
        account: Account,
    ) -> Self {
        Self { vault, client, clock, trust, platform, account, turn: Arc::default() }
    }

    /// What is on this phone, KTP first, then by kind and person.
    pub fn list(&self) -> Result<Vec<DocumentSummary>, DocumentsError> {
        let mut list = self.vault.with(|session| -> Result<_, DocumentsError> {
            let listed = session.list(Table::DOCUMENTS)?;
            listed
                .into_iter()
                .map(|entry| {
                    let id = entry.key.as_ref().try_into().map_err(|_| DocumentsError::Unreadable)?;
                    summary(DocumentId(id), Meta::read(&entry.meta)?)
                })
                .collect::<Result<Vec<_>, _>>()
        })?;
        list.sort_by(|a, b| (a.kind.code(), &a.subject, a.id).cmp(&(b.kind.code(), &b.subject, b.id)));
        Ok(list)
    }

    /// When the service last confirmed that these are the documents and versions it holds; seconds since 1970. `None`
    /// before the first complete sync.
    pub fn confirmed_at(&self) -> Result<Option<u64>, DocumentsError> {
        Ok(self.vault.with(|session| LastSync::read(session))?.map(|last| last.at))
    }

    /// One document.
    pub fn open(&self, id: DocumentId) -> Result<Document, DocumentsError> {
        let record = self
            .vault
            .with(|session| session.get(Table::DOCUMENTS, &id.0))?
            .ok_or(DocumentsError::NotFound)?;
        // Checked on arrival, and again here: an issuer's key that was stolen leaves the trust bundle.
        let document = Document::open(&record.body, &self.trust.current())?;
        self.clock.signed_at(document.issued_at);
        Ok(document)
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
        kind: DocumentType::from_code(meta.kind).ok_or(DocumentsError::Unreadable)?,
        subject: meta.subject,
        version: meta.version,
        issued_at: meta.issued_at,
        example: meta.example,
    })
}
