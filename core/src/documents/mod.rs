//! The holder's documents: listing and opening need no network; a sync updates them.
//!
//! Promises: a document is checked against the issuers of the trust bundle before it is stored; it is never replaced by
//! an older version, not even after it was removed for a while; a document that the service no longer has is removed; a
//! document that this version of the app cannot read does not affect the others; no documents are fetched while locked.

mod last_sync;
mod removed;
mod sync;

use std::{fmt, sync::Arc};

pub use ikd_proof::DocumentId;
use ikd_proof::{Document, DocumentError, DocumentType};
use serde::{Deserialize, Serialize};

use crate::{
    account::Account,
    context::Context,
    vault::{Session, Table, VaultError},
    views::Views,
};
use last_sync::LastSync;

pub use sync::SyncError;

/// Why a document could not be listed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentsError {
    /// The vault is locked or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// No such document on this phone.
    #[error("no such document on this phone")]
    NotFound,
    /// This version of the app cannot read the stored document: update the app, or sync.
    #[error("the stored document cannot be read")]
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

/// An entry of the list. The shell titles it by `kind`, in its language; `subject` distinguishes two KIAs.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentSummary {
    /// Id, for [`Documents::open`].
    pub id: DocumentId,
    /// Document type.
    pub kind: DocumentType,
    /// Name of the person it is about, as printed on it.
    pub subject: String,
    /// Increases with each change.
    pub version: u64,
    /// When it was issued; seconds since 1970.
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

/// Stored with each container, sealed.
#[derive(Serialize, Deserialize)]
struct Meta {
    kind: u64,
    subject: String,
    version: u64,
    #[serde(deserialize_with = "crate::service::contract::moment::end")]
    issued_at: u64,
    example: bool,
    sha256: [u8; 32],
}

/// The holder's documents. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    context: Context,
    account: Account,
    views: Views,
    /// Held during a sync, so that there is one at a time.
    syncing: Arc<tokio::sync::Mutex<()>>,
}

impl Documents {
    pub(crate) fn new(context: Context, account: Account, views: Views) -> Self {
        Self { context, account, views, syncing: Arc::default() }
    }

    /// Prevents a sync until the guard is dropped; `None` when one is under way.
    pub(crate) fn prevent_sync(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        self.syncing.try_lock().ok()
    }

    /// The documents on this phone, KTP first, then by type and person. Without types that this version of the app does
    /// not know, stored by a newer one.
    pub fn list(&self) -> Result<Vec<DocumentSummary>, DocumentsError> {
        let stored = self.context.unlocked.with(|session| stored(session))?;
        let mut list: Vec<_> = stored.into_iter().filter_map(|(id, meta)| summary(id, meta?)).collect();
        list.sort_by(|a, b| (a.kind.code(), &a.subject, a.id).cmp(&(b.kind.code(), &b.subject, b.id)));
        Ok(list)
    }

    /// Time of the last complete sync, seconds since 1970; `None` before the first. The service then had these
    /// documents in these versions, besides those that [`Documents::unreadable`] counts.
    pub fn confirmed_at(&self) -> Result<Option<u64>, DocumentsError> {
        Ok(self.context.unlocked.with(|session| LastSync::read(session))?.map(|last| last.at))
    }

    /// How many documents of the last complete sync this version of the app cannot read; a newer app may read them. If
    /// the phone has an older version of such a document, it stays.
    pub fn unreadable(&self) -> Result<usize, DocumentsError> {
        Ok(self
            .context
            .unlocked
            .with(|session| LastSync::read(session))?
            .map_or(0, |last| last.unreadable.len()))
    }

    /// The holder's own KTP, with its photo; `None` if there is none on this phone.
    pub fn card(&self) -> Result<Option<Document>, DocumentsError> {
        for entry in self.list()?.into_iter().filter(|entry| entry.kind == DocumentType::Ktp) {
            let document = self.open(entry.id)?;
            if document.subject == document.holder {
                return Ok(Some(document));
            }
        }
        Ok(None)
    }

    /// Opens a document.
    pub fn open(&self, id: DocumentId) -> Result<Document, DocumentsError> {
        let record = self
            .context
            .unlocked
            .with(|session| session.get(Table::DOCUMENTS, &id.0))?
            .ok_or(DocumentsError::NotFound)?;
        // Checked when it arrived, and again here: the trust bundle may have dropped the issuer, for a stolen key.
        let document = Document::open(&record.body, &self.context.trust.current())?;
        self.context.clock.signed_at(document.issued_at);
        Ok(document)
    }
}

impl Meta {
    fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain fields serialise")
    }
}

/// All documents in the vault; `None` where this version of the app cannot read the meta.
fn stored(session: &Session) -> Result<Vec<(DocumentId, Option<Meta>)>, VaultError> {
    let listed = session.list(Table::DOCUMENTS)?.into_iter();
    Ok(listed
        .filter_map(|entry| Some((DocumentId(entry.key.as_ref().try_into().ok()?), Meta::read(&entry.meta))))
        .collect())
}

/// `None` for a type that this version of the app does not know.
fn summary(id: DocumentId, meta: Meta) -> Option<DocumentSummary> {
    Some(DocumentSummary {
        id,
        kind: DocumentType::from_code(meta.kind)?,
        subject: meta.subject,
        version: meta.version,
        issued_at: meta.issued_at,
        example: meta.example,
    })
}
