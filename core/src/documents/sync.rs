//! Updating documents: after an unlock and on request, never while locked. Locking cancels a sync.
//!
//! If one document cannot be updated, the others are updated, removed documents are deleted and views are renewed all
//! the same; then the sync returns the error. A document that an issuer signed for this holder and this version of the
//! app cannot read is not an error: it is recorded, and fetched again when it changes or the app was updated.

use std::collections::HashSet;

use ikd_proof::{DocumentError, DocumentType, SignedDocument};
use ring::digest;

use super::{
    DocumentId, Documents, DocumentsError, Meta,
    last_sync::{LastSync, Unreadable},
    removed::{self, Removed},
    stored,
};
use crate::{
    account::AccountError,
    activity::{ActivityEvent, SyncOutcome, append},
    identity::Nik,
    platform::{KeystoreSigner, Severity},
    service::{
        Call, ProblemCode, ServiceError,
        contract::{AccountAnswer, DocumentEntry, DocumentList, Id, LARGEST_NUMBER},
    },
    trust::RefreshError,
    vault::{Table, VaultError},
    views::RenewError,
};

/// How many pages of the list are read; a family has a few dozen documents.
const MAX_PAGES: usize = 50;
/// Size limit of the ETag of the document list, bytes: the phone stores it.
const MAX_ETAG: usize = 128;

/// Why documents were not, or not all, updated. The documents on the phone stay usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The vault is locked, was locked during the sync, or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The service could not be reached or refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A document was not signed by a trusted issuer, or is not for this holder. It was not stored.
    #[error("a document does not verify")]
    Untrusted,
    /// The service has an older version of a document than the phone has, or had when it was removed. Not stored.
    #[error("the service has an older version of a document than the phone has or had")]
    Rollback,
    /// A record on the phone cannot be read.
    #[error("a record on the phone cannot be read")]
    Unreadable,
}

impl SyncError {
    /// Whether the error concerns only one document, so that the sync continues with the next.
    fn concerns_one_document(&self) -> bool {
        match self {
            Self::Untrusted | Self::Rollback | Self::Unreadable => true,
            // Removed since the list was read, or not available for another reason.
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

impl From<AccountError> for SyncError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Vault(error) => Self::Vault(error),
            AccountError::Keystore(error) => Self::Service(error.into()),
            AccountError::Service(error) => Self::Service(error),
            AccountError::Unreadable => Self::Unreadable,
        }
    }
}

impl From<RenewError> for SyncError {
    fn from(error: RenewError) -> Self {
        match error {
            RenewError::Account(error) => error.into(),
            RenewError::Untrusted => Self::Untrusted,
        }
    }
}

/// Result for a document of the list.
enum EntryOutcome {
    /// The phone has this version.
    UpToDate,
    /// This version of the app cannot read it.
    Unreadable,
}

impl Documents {
    /// Updates trust bundle, documents and views.
    ///
    /// Each document is stored as soon as it is checked, so that a lost connection costs at most one. Dropping the
    /// future cancels the sync, and so does locking. Documents that this version of the app cannot read are not stored;
    /// [`Documents::unreadable`] counts them.
    pub async fn sync(&self) -> Result<SyncOutcome, SyncError> {
        let _guard = self.syncing.lock().await;
        let outcome = self.sync_now().await;
        // Also after an error, because documents may have been stored before it. If the vault was locked, locking did it.
        let _ = self.context.unlocked.with(|session| {
            session.advance_counter();
            Ok::<_, VaultError>(())
        });
        outcome
    }

    async fn sync_now(&self) -> Result<SyncOutcome, SyncError> {
        let (key, holder) = self.account.identity()?;
        let last = self.context.unlocked.with(|session| LastSync::read(session))?;
        let account = self.account_answer(&key, last.as_ref()).await?;
        if account.trust_version > self.context.trust.current().version || self.context.trust.is_overdue() {
            match self.context.unlocked.while_open(self.context.trust.refresh(&self.context.client)).await? {
                // A bundle that does not verify is ignored; the current one stays in force.
                Ok(_) | Err(RefreshError::Bundle(_)) => {}
                Err(RefreshError::Service(error)) => return Err(self.account.lock_if_refused(error).into()),
            }
        }
        let mut outcome = SyncOutcome::default();
        let mut failure = None;
        // Documents that another version of the app could not read are fetched again.
        let app_version = self.context.app_version.to_string();
        let last = last.filter(|last| last.app_version.as_ref() == Some(&app_version));
        let unchanged = last.as_ref().is_some_and(|last| {
            last.documents_etag == account.documents_etag && last.state_epoch <= account.state_epoch
        });
        let unreadable_before = last.map_or_else(Vec::new, |last| last.unreadable);
        let mut unreadable = Vec::new();
        if unchanged && self.all_valid()? {
            unreadable = unreadable_before;
        } else {
            let entries = self.fetch_list(&key).await?;
            // Removal first, because it needs no network: a lost connection must not keep a removed document.
            self.remove_all_but(&entries, &mut outcome)?;
            if self.ktp_version()?.is_none() {
                self.views.remove_all()?;
            }
            for entry in &entries {
                let known = DocumentType::from_name(&entry.kind).is_some();
                let fetch = known && !unreadable_before.iter().any(|before| before.matches(entry));
                match self.update_document(entry, fetch, &key, holder, &mut outcome).await {
                    Ok(EntryOutcome::Unreadable) => unreadable.push(Unreadable::of(entry, known)),
                    Err(error) if error.concerns_one_document() => failure = failure.or(Some(error)),
                    Err(error) => return Err(error),
                    Ok(EntryOutcome::UpToDate) => {}
                }
            }
        }
        match self.ktp_version()? {
            Some(version) => self.views.renew_all(&key, holder, version).await?,
            None => self.views.remove_all()?,
        }
        if let Some(error) = failure {
            return Err(error); // not recorded as complete, so that the next sync tries again
        }
        let now = self.context.clock.now().unix_s;
        let mut done = LastSync {
            documents_etag: account.documents_etag,
            state_epoch: account.state_epoch,
            at: now,
            app_version: Some(app_version),
            unreadable,
        };
        self.context.unlocked.with(|session| -> Result<(), SyncError> {
            done.write(session)?;
            append(session, now, ActivityEvent::Synced(outcome))?;
            Ok(())
        })?;
        Ok(outcome)
    }

    /// Gets the account's status. If its state epoch is lower than at the last sync, asks again on a new connection: a
    /// single wrong answer is not believed. The second answer is accepted, because one epoch that was too high would
    /// otherwise stop every later sync. The versions of documents, which must not decrease, are checked separately.
    async fn account_answer(
        &self,
        key: &KeystoreSigner,
        last: Option<&LastSync>,
    ) -> Result<AccountAnswer, SyncError> {
        let first = self.fetch_account(key).await?;
        let Some(known) = last.map(|last| last.state_epoch).filter(|known| first.state_epoch < *known) else {
            return Ok(first);
        };
        self.context.client.close_idle();
        let second = self.fetch_account(key).await?;
        if second.state_epoch < known {
            let by = i64::try_from(known - second.state_epoch).unwrap_or(i64::MAX);
            self.context.platform.log.note(Severity::Warning, "documents.sync", "epoch-went-back", by);
        }
        Ok(second)
    }

    async fn fetch_account(&self, key: &KeystoreSigner) -> Result<AccountAnswer, SyncError> {
        let account: AccountAnswer = self.account.call(Call::get("/v1/account", Some(key))).await?.json()?;
        let numbers = [account.state_epoch, account.trust_version];
        if numbers.iter().any(|number| !(1..=LARGEST_NUMBER).contains(number))
            || account.documents_etag.len() > MAX_ETAG
        {
            return Err(ServiceError::BadAnswer.into());
        }
        Ok(account)
    }

    /// The version of the KTP on this phone.
    fn ktp_version(&self) -> Result<Option<u64>, SyncError> {
        Ok(self.list()?.iter().find(|document| document.kind == DocumentType::Ktp).map(|ktp| ktp.version))
    }

    /// Whether all stored documents are valid under the current trust bundle.
    fn all_valid(&self) -> Result<bool, SyncError> {
        for (id, meta) in self.context.unlocked.with(|session| stored(session))? {
            if meta.is_none() || !self.is_valid(id)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the stored document is valid: not if its record is damaged or its issuer is no longer trusted.
    fn is_valid(&self, id: DocumentId) -> Result<bool, SyncError> {
        match self.open(id) {
            Ok(_) => Ok(true),
            Err(DocumentsError::Vault(VaultError::Corrupt { .. })) => Ok(false),
            Err(DocumentsError::NotFound | DocumentsError::Unreadable | DocumentsError::Untrusted) => {
                Ok(false)
            }
            Err(DocumentsError::Vault(error)) => Err(error.into()),
        }
    }

    async fn fetch_list(&self, key: &KeystoreSigner) -> Result<Vec<DocumentEntry>, SyncError> {
        let mut entries = Vec::new();
        let mut target = "/v1/documents".to_owned();
        for _ in 0..MAX_PAGES {
            let page: DocumentList = self.account.call(Call::get(target, Some(key))).await?.json()?;
            entries.extend(page.documents);
            match page.next {
                // The cursor comes from the service and becomes part of a URL: only plain characters are allowed.
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

    /// Checks the version of a document, and fetches it if it is new. With `fetch` false, because this app cannot read
    /// it, only the check is done.
    async fn update_document(
        &self,
        entry: &DocumentEntry,
        fetch: bool,
        key: &KeystoreSigner,
        holder: Nik,
        outcome: &mut SyncOutcome,
    ) -> Result<EntryOutcome, SyncError> {
        let id = entry.id;
        let (stored, removed_in) = self.context.unlocked.with(|session| -> Result<_, VaultError> {
            let meta = session.meta(Table::DOCUMENTS, &id.0)?;
            Ok((meta.and_then(|bytes| Meta::read(&bytes)), Removed::read(session)?.version(id)))
        })?;
        let now = self.context.clock.now().unix_s;
        if removed_in.is_some_and(|version| version > entry.version) {
            return Err(SyncError::Rollback);
        }
        match stored {
            Some(meta) if meta.version > entry.version => return Err(SyncError::Rollback),
            // The same version may have been signed again, and a record can be damaged.
            Some(meta)
                if meta.version == entry.version
                    && meta.sha256 == entry.sha256.0[..]
                    && self.is_valid(id)? =>
            {
                return Ok(EntryOutcome::UpToDate);
            }
            _ => {}
        }
        if !fetch {
            return Ok(EntryOutcome::Unreadable);
        }
        let target = format!("/v1/documents/{}", Id(id.0).to_text());
        let container = self.account.call(Call::get(target, Some(key))).await?.bytes();
        let sha256 = digest::digest(&digest::SHA256, &container);
        let signed = SignedDocument::open(&container, &self.context.trust.current())?;
        if entry.sha256.0 != sha256.as_ref()
            || signed.id != id
            || signed.version != entry.version
            || signed.holder != holder
        {
            return Err(SyncError::Untrusted);
        }
        let Ok(document) = signed.read() else { return Ok(EntryOutcome::Unreadable) };
        self.context.clock.signed_at(document.issued_at);
        let meta = Meta {
            kind: document.document_type().code(),
            subject: document.title_name().as_str().to_owned(),
            version: document.version,
            issued_at: document.issued_at,
            example: document.example,
            sha256: sha256.as_ref().try_into().expect("SHA-256 has 32 bytes"),
        };
        let event =
            ActivityEvent::DocumentUpdated { kind: document.document_type(), version: document.version };
        let is_new = self.context.unlocked.with(|session| -> Result<bool, SyncError> {
            let is_new = session.meta(Table::DOCUMENTS, &id.0)?.is_none();
            removed::put(session, id, &meta.write(), &container)?;
            append(session, now, event)?;
            Ok(is_new)
        })?;
        if is_new {
            outcome.added += 1;
        } else {
            outcome.changed += 1;
        }
        Ok(EntryOutcome::UpToDate)
    }

    /// Deletes the documents that the service no longer has, and records their versions.
    fn remove_all_but(&self, entries: &[DocumentEntry], outcome: &mut SyncOutcome) -> Result<(), SyncError> {
        let listed: HashSet<DocumentId> = entries.iter().map(|entry| entry.id).collect();
        let now = self.context.clock.now().unix_s;
        let stored = self.context.unlocked.with(|session| stored(session))?;
        for (id, meta) in stored.into_iter().filter(|(id, _)| !listed.contains(id)) {
            self.context.unlocked.with(|session| -> Result<(), SyncError> {
                let Some(meta) = meta else { return Ok(session.delete(Table::DOCUMENTS, &id.0)?) };
                removed::delete(session, id, meta.version)?;
                if let Some(kind) = DocumentType::from_code(meta.kind) {
                    append(session, now, ActivityEvent::DocumentRemoved { kind })?;
                }
                Ok(())
            })?;
            outcome.removed += 1;
        }
        Ok(())
    }
}
