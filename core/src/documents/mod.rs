//! The holder's documents: listed and opened with no network, brought up to date when there is one.
//!
//! Promises: a document is checked against the issuers of the trust bundle before it is kept; a version never goes down, not
//! even after the document was gone for a while; what the service no longer holds is removed here too; a document that this
//! version of the app cannot read keeps no other from arriving; nothing of documents is fetched while the vault is locked.

mod last_sync;
mod removed;
mod sync;

use std::{fmt, sync::Arc};

pub use ikd_proof::DocumentId;
use ikd_proof::{Document, DocumentError, DocumentType};
use serde::{Deserialize, Serialize};

pub use sync::SyncError;

use last_sync::LastSync;

use crate::{
    account::Account,
    context::Context,
    vault::{Session, Table, VaultError},
    views::Views,
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

/// The holder's documents. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    context: Context,
    account: Account,
    views: Views,
    /// Held during a sync: there is one at a time.
    syncing: Arc<tokio::sync::Mutex<()>>,
}

impl Documents {
    pub(crate) fn new(context: Context, account: Account, views: Views) -> Self {
        Self { context, account, views, syncing: Arc::default() }
    }

    /// Prevents a sync while the guard lives; `None` when one is under way.
    pub(crate) fn prevent_sync(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        self.syncing.try_lock().ok()
    }

    /// What is on this phone, KTP first, then by kind and person. Without what a newer version of the app kept and this one
    /// does not know.
    pub fn list(&self) -> Result<Vec<DocumentSummary>, DocumentsError> {
        let kept = self.context.unlocked.with(|session| kept(session))?;
        let mut list: Vec<_> = kept.into_iter().filter_map(|(id, meta)| summary(id, meta?)).collect();
        list.sort_by(|a, b| (a.kind.code(), &a.subject, a.id).cmp(&(b.kind.code(), &b.subject, b.id)));
        Ok(list)
    }

    /// When the service last confirmed that these are the documents and versions it holds, but for those that
    /// [`Documents::unreadable`] counts; seconds since 1970. `None` before the first complete sync.
    pub fn confirmed_at(&self) -> Result<Option<u64>, DocumentsError> {
        Ok(self.context.unlocked.with(|session| LastSync::read(session))?.map(|last| last.at))
    }

    /// How many documents the service held at the last complete sync that this version of the app cannot read: an update of
    /// the app may. An older version of such a document stays on the phone if there was one.
    pub fn unreadable(&self) -> Result<usize, DocumentsError> {
        Ok(self
            .context
            .unlocked
            .with(|session| LastSync::read(session))?
            .map_or(0, |last| last.unreadable.len()))
    }

    /// One document.
    pub fn open(&self, id: DocumentId) -> Result<Document, DocumentsError> {
        let record = self
            .context
            .unlocked
            .with(|session| session.get(Table::DOCUMENTS, &id.0))?
            .ok_or(DocumentsError::NotFound)?;
        // Checked on arrival, and again here: an issuer's key that was stolen leaves the trust bundle.
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

/// Every document in the vault; `None` for a meta that this version of the app cannot read.
fn kept(session: &Session) -> Result<Vec<(DocumentId, Option<Meta>)>, VaultError> {
    let listed = session.list(Table::DOCUMENTS)?.into_iter();
    Ok(listed
        .filter_map(|entry| Some((DocumentId(entry.key.as_ref().try_into().ok()?), Meta::read(&entry.meta))))
        .collect())
}

/// `None` for a kind that this version of the app does not know.
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
