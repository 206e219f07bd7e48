//! Bringing documents up to date: on unlock and on request, never while locked. Locking ends what is under way.
//!
//! One document that cannot be brought up to date is no reason to leave the others as they are, to keep what was removed,
//! or to let views run out: the rest is done, and then the failure is told.

use std::{
    collections::HashSet,
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use ikd_proof::{Document, DocumentError, DocumentType};
use ring::digest;

use super::{DocumentId, Documents, DocumentsError, LastSync, Meta};
use crate::{
    account::AccountError,
    activity::{ActivityError, Event, SyncOutcome, append},
    identity::Nik,
    platform::DeviceKey,
    service::{
        Answer, Call, ProblemCode, ServiceError,
        contract::{AccountStanding, DocumentEntry, DocumentList},
    },
    trust::RefreshError,
    vault::{Table, VaultError},
};

/// Pages of the list that are read at most; a family has a few dozen documents.
const MAX_PAGES: usize = 50;

/// Why documents were not, or not all, brought up to date. What is on the phone stays as it was and stays usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The vault is locked, was locked meanwhile, or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The service could not be reached or said no.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A document was not signed by a trusted issuer, or is not for this holder. It was not kept.
    #[error("a document does not verify")]
    Untrusted,
    /// The service offers an older version than the phone holds. It was not kept.
    #[error("the service offers an older version than the phone holds")]
    Rollback,
    /// A record on the phone cannot be read.
    #[error("a record on the phone cannot be read")]
    Unreadable,
}

impl SyncError {
    /// Whether it is about the document at hand alone: the next one may well be good.
    fn concerns_one_document(&self) -> bool {
        match self {
            Self::Untrusted | Self::Rollback | Self::Unreadable => true,
            // Removed since the list was read, or not to be had for another reason of its own.
            Self::Service(ServiceError::Problem(ProblemCode::NotFound)) => true,
            Self::Vault(VaultError::TooLarge { .. }) => true,
            Self::Service(_) | Self::Vault(_) => false,
        }
    }
}

impl From<DocumentError> for SyncError {
    fn from(_: DocumentError) -> Self {
        Self::Untrusted
    }
}

impl From<DocumentsError> for SyncError {
    fn from(error: DocumentsError) -> Self {
        match error {
            DocumentsError::Vault(error) => Self::Vault(error),
            DocumentsError::NotFound | DocumentsError::Unreadable => Self::Unreadable,
            DocumentsError::Untrusted => Self::Untrusted,
        }
    }
}

impl From<ActivityError> for SyncError {
    fn from(error: ActivityError) -> Self {
        match error {
            ActivityError::Vault(error) => Self::Vault(error),
            ActivityError::Corrupt => Self::Unreadable,
        }
    }
}

impl From<AccountError> for SyncError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Vault(error) => Self::Vault(error),
            AccountError::Keystore(error) => Self::Service(error.into()),
            AccountError::Unreadable => Self::Unreadable,
        }
    }
}

impl Documents {
    /// Brings trust bundle, documents and views up to date.
    ///
    /// Each document is kept as soon as it is checked, so a cut link loses at most one. Dropping the future cancels, and
    /// so does locking. Documents of a type that this version of the app does not know are left with the service.
    pub async fn sync(&self) -> Result<SyncOutcome, SyncError> {
        let _turn = self.turn.lock().await;
        let (key, holder) = self.account.identity()?;
        let standing: AccountStanding = self.ask(Call::get("/v1/account", Some(&key))).await?.json()?;
        if standing.trust_version > self.trust.current().version || self.trust.is_overdue() {
            match self.while_open(self.trust.refresh(&self.client)).await? {
                // A bundle that does not verify is not taken; the one in force goes on.
                Ok(_) | Err(RefreshError::Bundle(_)) => {}
                Err(RefreshError::Service(error)) => return Err(self.account.judge(error).into()),
            }
        }
        let last = self.vault.with(|session| LastSync::read(session))?;
        if last.as_ref().is_some_and(|last| standing.state_epoch < last.state_epoch) {
            return Err(SyncError::Rollback);
        }
        let mut outcome = SyncOutcome::default();
        let mut failure = None;
        let unchanged = last.is_some_and(|last| last.documents_etag == standing.documents_etag);
        if !(unchanged && self.all_sound()?) {
            let entries = self.fetch_list(&key).await?;
            // What needs no network first: a link that breaks during a download must not keep a document that is gone.
            self.remove_all_but(&entries, &mut outcome)?;
            self.remove_views_without_ktp()?;
            for entry in entries.iter().filter(|entry| DocumentType::from_name(&entry.kind).is_some()) {
                match self.bring_up_to_date(entry, &key, holder, &mut outcome).await {
                    Err(error) if error.concerns_one_document() => failure = failure.or(Some(error)),
                    done => done?,
                }
            }
        }
        self.remove_views_without_ktp()?;
        self.renew_views(&key, holder).await?;
        if let Some(error) = failure {
            return Err(error); // not noted as complete: the next sync tries again
        }
        let now = self.clock.now().unix_s;
        let done =
            LastSync { documents_etag: standing.documents_etag, state_epoch: standing.state_epoch, at: now };
        self.vault.with(|session| -> Result<(), SyncError> {
            done.write(session)?;
            append(session, now, Event::Synced(outcome))?;
            Ok(())
        })?;
        Ok(outcome)
    }

    /// A call on behalf of the account; a blocked or released account is noted.
    pub(super) async fn ask(&self, call: Call<'_>) -> Result<Answer, SyncError> {
        let answer = self.while_open(self.client.call(call)).await?;
        Ok(answer.map_err(|error| self.account.judge(error))?)
    }

    /// Drops the work when the vault is locked meanwhile, and does not begin it when it is locked already.
    async fn while_open<T>(&self, work: impl Future<Output = T>) -> Result<T, VaultError> {
        let mut closed = pin!(self.vault.closed());
        let mut work = pin!(work);
        poll_fn(|context| match closed.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(VaultError::Locked)),
            Poll::Pending => work.as_mut().poll(context).map(Ok),
        })
        .await
    }

    /// Whether every kept document opens under the trust bundle in force.
    fn all_sound(&self) -> Result<bool, SyncError> {
        for document in self.list()? {
            if !self.is_sound(document.id)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the kept document opens: not when its record is damaged, or its issuer lost the bundle's trust.
    fn is_sound(&self, id: DocumentId) -> Result<bool, SyncError> {
        match self.open(id) {
            Ok(_) => Ok(true),
            Err(DocumentsError::Vault(VaultError::Corrupt { .. })) => Ok(false),
            Err(DocumentsError::NotFound | DocumentsError::Unreadable | DocumentsError::Untrusted) => {
                Ok(false)
            }
            Err(DocumentsError::Vault(error)) => Err(error.into()),
        }
    }

    async fn fetch_list(&self, key: &DeviceKey) -> Result<Vec<DocumentEntry>, SyncError> {
        let mut entries = Vec::new();
        let mut target = "/v1/documents".to_owned();
        for _ in 0..MAX_PAGES {
            let page: DocumentList = self.ask(Call::get(target, Some(key))).await?.json()?;
            entries.extend(page.documents);
            match page.next {
                // The cursor is the service's own word, but it goes into a URL: only plain characters may.
                Some(cursor)
                    if cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) =>
                {
                    target = format!("/v1/documents?cursor={cursor}");
                }
                Some(_) => return Err(ServiceError::BadAnswer.into()),
                None => return Ok(entries),
            }
        }
        Err(ServiceError::BadAnswer.into())
    }

    async fn bring_up_to_date(
        &self,
        entry: &DocumentEntry,
        key: &DeviceKey,
        holder: Nik,
        outcome: &mut SyncOutcome,
    ) -> Result<(), SyncError> {
        let kept = self.vault.with(|session| session.meta(Table::DOCUMENTS, &entry.id.0))?;
        let kept = kept.map(|bytes| Meta::read(&bytes)).transpose()?;
        let now = self.clock.now().unix_s;
        match kept {
            Some(meta) if meta.version > entry.version => return Err(SyncError::Rollback),
            // The same version may have been signed anew, and a record can be damaged.
            Some(meta)
                if meta.version == entry.version
                    && meta.sha256 == entry.sha256.0[..]
                    && self.is_sound(DocumentId(entry.id.0))? =>
            {
                return Ok(());
            }
            _ => {}
        }
        let target = format!("/v1/documents/{}", entry.id.to_text());
        let container = self.ask(Call::get(target, Some(key))).await?.bytes();
        let sha256 = digest::digest(&digest::SHA256, &container);
        let document = Document::open(&container, &self.trust.current())?;
        if entry.sha256.0 != sha256.as_ref()
            || document.id != entry.id.0
            || document.version != entry.version
            || document.holder != holder
        {
            return Err(SyncError::Untrusted);
        }
        self.clock.signed_at(document.issued_at);
        let meta = Meta {
            kind: document.document_type().code(),
            subject: document.title_name().as_str().to_owned(),
            version: document.version,
            issued_at: document.issued_at,
            example: document.example,
            sha256: sha256.as_ref().try_into().expect("SHA-256 has 32 bytes"),
        };
        let event = Event::DocumentUpdated { kind: document.document_type(), version: document.version };
        let is_new = self.vault.with(|session| -> Result<bool, SyncError> {
            let is_new = session.meta(Table::DOCUMENTS, &entry.id.0)?.is_none();
            session.put(Table::DOCUMENTS, &entry.id.0, &meta.write(), &container)?;
            append(session, now, event)?;
            Ok(is_new)
        })?;
        if is_new {
            outcome.added += 1;
        } else {
            outcome.changed += 1;
        }
        Ok(())
    }

    /// Removed at the service means removed here.
    fn remove_all_but(&self, entries: &[DocumentEntry], outcome: &mut SyncOutcome) -> Result<(), SyncError> {
        let held: HashSet<[u8; 16]> = entries.iter().map(|entry| entry.id.0).collect();
        let now = self.clock.now().unix_s;
        let gone: Vec<_> =
            self.list()?.into_iter().filter(|document| !held.contains(&document.id.0)).collect();
        for document in gone {
            let DocumentId(id) = document.id;
            self.vault.with(|session| -> Result<(), SyncError> {
                session.delete(Table::DOCUMENTS, &id)?;
                append(session, now, Event::DocumentRemoved { kind: document.kind })?;
                Ok(())
            })?;
            outcome.removed += 1;
        }
        Ok(())
    }
}
