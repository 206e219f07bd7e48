//! Moving into the vault what happened in the outbox while the vault was locked, and completing what a killed process
//! left.
//!
//! The vault decides: it says which revision of which application waits, and the digest of its contents. What it does
//! not know is erased; what does not match is sealed again from the vault's copy, as the next revision.

use ikd_proof::{
    ReaderPrivateKey, Signer as _,
    application::{ApplicationId, Receipt},
};

use super::{
    Applications, ApplicationsError, StateKind,
    digest::Digest,
    outbox::{Answer, Entry, Manifest, Refusal, Stage},
    pack::{Order, PackError},
    record::{self, InOutbox, Local, Record, Returned, SavedReceipt},
};
use crate::{
    account,
    platform::KeystoreSigner,
    service::{
        ApplicationFault, ServiceError,
        contract::{Bytes, ServiceLine},
    },
    vault::{Session, VaultError},
};

/// What a look at the entry of a queued application found.
enum Found {
    /// It waits, or is being sent.
    Waiting,
    /// The service has it.
    Received(Box<Receipt>, Vec<u8>, Digest),
    /// The service says that this phone did not sign it.
    NotOurs,
    /// Another seal is needed; the key that was retired, if that is why.
    SealAgain(Option<[u8; 4]>),
    /// It is for the person.
    Returned(Returned),
}

impl Found {
    fn of(refusal: Refusal, faults: Vec<ApplicationFault>, manifest: &Manifest) -> Self {
        Self::Returned(match refusal {
            Refusal::ServiceKeyRetired => return Self::SealAgain(Some(manifest.service_key)),
            Refusal::Changed => return Self::SealAgain(None),
            Refusal::NotOurs => return Self::NotOurs,
            Refusal::PresenceMissing => Returned::PresenceMissing,
            Refusal::Invalid => Returned::Invalid(faults),
            Refusal::Duplicate => Returned::Duplicate,
            Refusal::OutdatedForm(version) => Returned::OutdatedForm(version),
            Refusal::Conflict => Returned::Conflict,
        })
    }
}

impl Applications {
    /// [`Applications::merge`] if the vault is unlocked.
    pub(super) fn merge_if_open(&self) -> Result<(), ApplicationsError> {
        match self.0.context.unlocked.with(|session| self.merge(session)) {
            Err(ApplicationsError::Vault(VaultError::Locked)) => Ok(()),
            outcome => outcome,
        }
    }

    /// Brings vault and outbox together. Called after each unlock, before the session is shared, and around sending.
    pub(crate) fn merge(&self, session: &mut Session) -> Result<(), ApplicationsError> {
        let mut all = record::all(session)?;
        for (id, record) in &mut all {
            match self.merge_one(session, *id, record) {
                // Left for a later merge: the others are sent all the same.
                Err(error) if error.concerns_one() => {}
                outcome => outcome?,
            }
        }
        self.erase_unknown(session, &all)?;
        self.erase_old_drafts(session, &all)
    }

    fn merge_one(
        &self,
        session: &mut Session,
        id: ApplicationId,
        record: &mut Record,
    ) -> Result<(), ApplicationsError> {
        let Local::Queued(queued) = record.local.clone() else { return Ok(()) };
        if record.remote.as_ref().is_some_and(|remote| remote.state.is_final()) {
            // It ended at the service while this revision waited.
            record.sent(record.revision());
            return Ok(record::save(session, id, record)?);
        }
        if self.0.outbox.entry(id, queued.revision, Stage::Gone).is_some() {
            record.local = Local::Editing;
            return Ok(record::save(session, id, record)?);
        }
        let now = self.0.context.clock.now().unix_s;
        match self.look(session, id, &queued)? {
            Found::Waiting => {
                self.repeat_in_outbox(id, queued.revision, record.face_shown);
                Ok(())
            }
            Found::Received(receipt, signed, sealed) => {
                record.sent(queued.revision);
                record.note(StateKind::Received, receipt.received_at);
                record.receipts.push(SavedReceipt {
                    revision: receipt.revision,
                    sealed,
                    receipt: Bytes(signed),
                    number: ServiceLine::new(receipt.number.as_str()),
                    office: ServiceLine::new(receipt.office.as_str()),
                    received_at: receipt.received_at,
                    promise_until: receipt.promise_until,
                    example: receipt.example,
                });
                Ok(record::save(session, id, record)?)
            }
            // Once, it may have been changed on this phone. Sealing it for ever would not help.
            Found::NotOurs if record.returned != Some(Returned::OutboxChanged) => {
                self.seal_again(session, id, record, &queued, None)
            }
            Found::NotOurs => Self::give_back(session, id, record, Returned::Conflict, now),
            Found::SealAgain(retired) => self.seal_again(session, id, record, &queued, retired),
            Found::Returned(returned) => Self::give_back(session, id, record, returned, now),
        }
    }

    /// It is for the person again.
    fn give_back(
        session: &mut Session,
        id: ApplicationId,
        record: &mut Record,
        returned: Returned,
        now: u64,
    ) -> Result<(), ApplicationsError> {
        record.local = Local::Editing;
        if returned == Returned::PresenceMissing {
            // Whatever the phone remembers: the service has the last word.
            (record.face_asked, record.face_shown) = (true, false);
        }
        record.returned = Some(returned);
        record.changed_at = now;
        let state = record.state(None).0.kind();
        record.note(state, now);
        Ok(record::save(session, id, record)?)
    }

    /// Looks at the entry of a queued application, and publishes it if a killed process did not.
    fn look(
        &self,
        session: &Session,
        id: ApplicationId,
        queued: &InOutbox,
    ) -> Result<Found, ApplicationsError> {
        let matches =
            |entry: &Entry| entry.manifest().filter(|manifest| manifest.digest() == queued.manifest);
        if let Some(entry) = self.0.outbox.entry(id, queued.revision, Stage::Published) {
            return match matches(&entry).filter(|_| entry.is_sound()) {
                Some(manifest) => self.look_into(session, &entry, &manifest, queued),
                None => Ok(Found::SealAgain(None)),
            };
        }
        let staged = self.0.outbox.entry(id, queued.revision, Stage::Staged);
        match staged.filter(|entry| matches(entry).is_some()) {
            Some(entry) => {
                self.0.outbox.rename(&entry, Stage::Published).map_err(VaultError::from)?;
                Ok(Found::Waiting)
            }
            None => Ok(Found::SealAgain(None)),
        }
    }

    fn look_into(
        &self,
        session: &Session,
        entry: &Entry,
        manifest: &Manifest,
        queued: &InOutbox,
    ) -> Result<Found, ApplicationsError> {
        let answer = if entry.has_answer() {
            let alias = account::device_key_alias(session)?;
            let keystore = self.0.context.platform.keystore.clone();
            let Ok(device_key) = KeystoreSigner::load(keystore, &alias) else {
                return Ok(Found::Waiting); // the answer cannot be checked now
            };
            let key = ReaderPrivateKey::from_bytes(&queued.answer_key);
            entry.answer(manifest, &key, &device_key.public_key())
        } else {
            None
        };
        match answer {
            Some(Answer::Receipt(Bytes(signed))) => {
                let trust = self.0.context.trust.current();
                let (id, revision) = (entry.id, entry.revision);
                if let Ok(receipt) = Receipt::open(&signed, &trust, id, revision, &manifest.sealed.0) {
                    return Ok(Found::Received(Box::new(receipt), signed, manifest.sealed));
                }
            }
            Some(Answer::Refused { refusal, faults }) => return Ok(Found::of(refusal, faults, manifest)),
            None => {}
        }
        let mut progress = entry.progress();
        if progress.refused == Some(Refusal::Changed) {
            return Ok(Found::SealAgain(None));
        }
        // What this phone did not sign, somebody else put there: it must not keep the entry from being sent.
        let _ = entry.drop_answer();
        if progress.refused.take().is_some() {
            let _ = entry.save_progress(&progress);
        }
        Ok(Found::Waiting)
    }

    /// Seals the vault's copy as the next revision. If that is not possible now, the next merge tries again.
    fn seal_again(
        &self,
        session: &mut Session,
        id: ApplicationId,
        record: &mut Record,
        queued: &InOutbox,
        retired: Option<[u8; 4]>,
    ) -> Result<(), ApplicationsError> {
        let newest = self.newest_service_key();
        if newest.is_none() || newest == retired {
            return Ok(()); // a sync fetches the newer key
        }
        let alias = account::device_key_alias(session)?;
        let keystore = self.0.context.platform.keystore.clone();
        let key = KeystoreSigner::load(keystore, &alias).map_err(ServiceError::from)?;
        let definition = record::form(session, id, record, self.0.context.app_version)?;
        let answers = record::answers(session, id, &definition)?;
        let order = Order {
            id,
            record,
            definition: &definition,
            answers: &answers,
            based_on: record.based_on.iter().copied().map(Into::into).collect(),
            // The person queued it then.
            queued_at: queued.queued_at,
            clock_confidence: queued.clock_confidence,
            key: &key,
        };
        let (entry, again) = match self.pack(session, &order) {
            Ok(packed) => packed,
            Err(PackError::NoServiceKey | PackError::TooLarge) => return Ok(()),
            Err(PackError::Other(error)) => return Err(error),
        };
        record.next_revision = again.revision.saturating_add(1);
        record.local = Local::Queued(again);
        if retired.is_none() {
            record.returned = Some(Returned::OutboxChanged);
        }
        record::save(session, id, record)?;
        Ok(self.0.outbox.rename(&entry, Stage::Published).map_err(VaultError::from)?)
    }

    /// Erases the entries that do not wait: received, cancelled, replaced, or put there by somebody else. Those of an
    /// application whose record cannot be read stay: nothing says that they do not wait.
    fn erase_unknown(
        &self,
        session: &Session,
        all: &[(ApplicationId, Record)],
    ) -> Result<(), ApplicationsError> {
        let waits = |entry: &Entry| {
            all.iter().any(|(id, record)| {
                *id == entry.id
                    && matches!(&record.local, Local::Queued(queued) if queued.revision == entry.revision)
            })
        };
        for stage in [Stage::Staged, Stage::Published, Stage::Gone] {
            for entry in self.0.outbox.entries(stage).map_err(VaultError::from)? {
                let unreadable = !all.iter().any(|(id, _)| *id == entry.id)
                    && !matches!(record::load(session, entry.id), Err(ApplicationsError::NotFound));
                if !unreadable && (stage != Stage::Published || !waits(&entry)) {
                    entry.erase().map_err(VaultError::from)?;
                }
            }
        }
        Ok(())
    }
}
