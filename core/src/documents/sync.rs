//! Bringing documents up to date: on unlock and on request, never while locked. Locking ends what is under way.
//!
//! One document that cannot be brought up to date is no reason to leave the others as they are, to keep what was removed,
//! or to let views run out: the rest is done, and then the failure is told. One that the issuer signed for this holder but
//! this version of the app cannot read is no failure: it is noted, and tried again when it changes or the app does.

use std::collections::HashSet;

use ikd_proof::{DocumentError, DocumentType, SignedDocument};
use ring::digest;

use super::{
    DocumentId, Documents, DocumentsError, Meta, kept,
    last_sync::{LastSync, Unreadable},
    removed::{self, Removed},
};
use crate::{
    account::AccountError,
    activity::{ActivityEvent, SyncOutcome, append},
    identity::Nik,
    platform::{KeystoreSigner, Severity},
    service::{
        Call, ProblemCode, ServiceError,
        contract::{AccountAnswer, DocumentEntry, DocumentList, Id},
    },
    trust::RefreshError,
    vault::{Table, VaultError},
    views::RenewError,
};

/// Pages of the list that are read at most; a family has a few dozen documents.
const MAX_PAGES: usize = 50;
/// The largest number that the service may say of an account: what JSON carries safely (RFC 7493 section 2.2).
const LARGEST_NUMBER: u64 = (1 << 53) - 1;
/// Bytes of the etag of the document list, which the phone keeps.
const MAX_ETAG: usize = 128;

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
    /// The service offers an older version of a document than the phone holds, or held until it was removed. It was not kept.
    #[error("the service offers an older version than the phone holds or held")]
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

/// How a document of the list was dealt with.
enum Brought {
    /// It is on the phone in this version.
    Here,
    /// This version of the app cannot read it.
    Unreadable,
}

impl Documents {
    /// Brings trust bundle, documents and views up to date.
    ///
    /// Each document is kept as soon as it is checked, so a cut link loses at most one. Dropping the future cancels, and
    /// so does locking. Documents that this version of the app cannot read are left with the service, and counted by
    /// [`Documents::unreadable`].
    pub async fn sync(&self) -> Result<SyncOutcome, SyncError> {
        let _turn = self.syncing.lock().await;
        let (key, holder) = self.account.identity()?;
        let last = self.context.unlocked.with(|session| LastSync::read(session))?;
        let account = self.account_answer(&key, last.as_ref()).await?;
        if account.trust_version > self.context.trust.current().version || self.context.trust.is_overdue() {
            match self.context.unlocked.while_open(self.context.trust.refresh(&self.context.client)).await? {
                // A bundle that does not verify is not taken; the one in force goes on.
                Ok(_) | Err(RefreshError::Bundle(_)) => {}
                Err(RefreshError::Service(error)) => return Err(self.account.lock_if_refused(error).into()),
            }
        }
        let mut outcome = SyncOutcome::default();
        let mut failure = None;
        // What another version of the app could not read, this one may.
        let app_version = self.context.app_version.to_string();
        let last = last.filter(|last| last.app_version.as_ref() == Some(&app_version));
        let unchanged = last.as_ref().is_some_and(|last| {
            last.documents_etag == account.documents_etag && last.state_epoch <= account.state_epoch
        });
        let noted = last.map_or_else(Vec::new, |last| last.unreadable);
        let mut unreadable = Vec::new();
        if unchanged && self.all_sound()? {
            unreadable = noted;
        } else {
            let entries = self.fetch_list(&key).await?;
            // What needs no network first: a link that breaks during a download must not keep a document that is gone.
            self.remove_all_but(&entries, &mut outcome)?;
            if self.ktp_version()?.is_none() {
                self.views.remove_all()?;
            }
            for entry in &entries {
                let known = DocumentType::from_name(&entry.kind).is_some();
                let fetch = known && !noted.iter().any(|noted| noted.is(entry));
                match self.bring_up_to_date(entry, fetch, &key, holder, &mut outcome).await {
                    Ok(Brought::Unreadable) => unreadable.push(Unreadable::of(entry, known)),
                    Err(error) if error.concerns_one_document() => failure = failure.or(Some(error)),
                    Err(error) => return Err(error),
                    Ok(Brought::Here) => {}
                }
            }
        }
        match self.ktp_version()? {
            Some(version) => self.views.renew_all(&key, holder, version).await?,
            None => self.views.remove_all()?,
        }
        if let Some(error) = failure {
            return Err(error); // not noted as complete: the next sync tries again
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

    /// How the account stands. A state epoch below the one of the last sync is asked for again on a new connection: one odd
    /// answer is not believed. Told twice it is taken, or an epoch that was too high once would stop every sync after it;
    /// what must not go back is each document's own version.
    async fn account_answer(
        &self,
        key: &KeystoreSigner,
        last: Option<&LastSync>,
    ) -> Result<AccountAnswer, SyncError> {
        let first = self.ask_account(key).await?;
        let Some(known) = last.map(|last| last.state_epoch).filter(|known| first.state_epoch < *known) else {
            return Ok(first);
        };
        self.context.client.close_idle();
        let second = self.ask_account(key).await?;
        if second.state_epoch < known {
            let by = i64::try_from(known - second.state_epoch).unwrap_or(i64::MAX);
            self.context.platform.log.note(Severity::Warning, "documents.sync", "epoch-went-back", by);
        }
        Ok(second)
    }

    async fn ask_account(&self, key: &KeystoreSigner) -> Result<AccountAnswer, SyncError> {
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

    /// Whether every kept document opens under the trust bundle in force.
    fn all_sound(&self) -> Result<bool, SyncError> {
        for (id, meta) in self.context.unlocked.with(|session| kept(session))? {
            if meta.is_none() || !self.is_sound(id)? {
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

    async fn fetch_list(&self, key: &KeystoreSigner) -> Result<Vec<DocumentEntry>, SyncError> {
        let mut entries = Vec::new();
        let mut target = "/v1/documents".to_owned();
        for _ in 0..MAX_PAGES {
            let page: DocumentList = self.account.call(Call::get(target, Some(key))).await?.json()?;
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

    /// `fetch` is false for what cannot be read anyway: its version is looked at all the same.
    async fn bring_up_to_date(
        &self,
        entry: &DocumentEntry,
        fetch: bool,
        key: &KeystoreSigner,
        holder: Nik,
        outcome: &mut SyncOutcome,
    ) -> Result<Brought, SyncError> {
        let id = entry.id;
        let (here, removed_in) = self.context.unlocked.with(|session| -> Result<_, VaultError> {
            let kept = session.meta(Table::DOCUMENTS, &id.0)?;
            Ok((kept.and_then(|bytes| Meta::read(&bytes)), Removed::read(session)?.version(id)))
        })?;
        let now = self.context.clock.now().unix_s;
        if removed_in.is_some_and(|version| version > entry.version) {
            return Err(SyncError::Rollback);
        }
        match here {
            Some(meta) if meta.version > entry.version => return Err(SyncError::Rollback),
            // The same version may have been signed anew, and a record can be damaged.
            Some(meta)
                if meta.version == entry.version
                    && meta.sha256 == entry.sha256.0[..]
                    && self.is_sound(id)? =>
            {
                return Ok(Brought::Here);
            }
            _ => {}
        }
        if !fetch {
            return Ok(Brought::Unreadable);
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
        let Ok(document) = signed.read() else { return Ok(Brought::Unreadable) };
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
        Ok(Brought::Here)
    }

    /// Removed at the service means removed here. Its version is remembered.
    fn remove_all_but(&self, entries: &[DocumentEntry], outcome: &mut SyncOutcome) -> Result<(), SyncError> {
        let held: HashSet<DocumentId> = entries.iter().map(|entry| entry.id).collect();
        let now = self.context.clock.now().unix_s;
        let kept = self.context.unlocked.with(|session| kept(session))?;
        for (id, meta) in kept.into_iter().filter(|(id, _)| !held.contains(id)) {
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
