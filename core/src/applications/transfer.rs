//! Sending one entry of the outbox: files first, each at most once, then the submission that names them.
//!
//! Nothing here needs the vault. What is sent is compared with the manifest just before; that it was queued by the
//! person is proven by the signature inside the sealed bytes, which the service checks.

use std::sync::PoisonError;

use ikd_proof::application::{Receipt, ReceiptError};

use super::{
    Applications, id_text,
    outbox::{Answer, Entry, KeepError, Manifest, Progress, Refusal, SealedFile},
};
use crate::{
    account::AccountStatus,
    platform::{KeystoreError, KeystoreSigner},
    service::{
        Body, Call, ProblemCode, ServiceError,
        contract::{AnnounceFile, Bytes, NamedFile, PutAnswer, PutApplication, UploadState},
        new_idempotency_key, send_parts,
    },
    vault::VaultError,
};

/// How often an entry is sent from the start before it is left for later, so that it always ends.
const MAX_PASSES: u32 = 3;

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// The service has it; the receipt is beside it.
    Received,
    /// It will not be accepted as it is; the reason is beside it.
    Refused(Refusal),
    /// It was cancelled or wiped meanwhile.
    Gone,
    /// The account is blocked, or this phone was released.
    Blocked,
}

/// Why an entry was left for later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TransferError {
    /// The service could not be reached, or its answer concerns all entries.
    Service(ServiceError),
    /// An answer that concerns this entry alone.
    Answer(ServiceError),
    /// The receipt does not verify.
    Receipt,
    /// The disk failed.
    Disk(VaultError),
}

impl From<ServiceError> for TransferError {
    fn from(error: ServiceError) -> Self {
        if concerns_all(&error) { Self::Service(error) } else { Self::Answer(error) }
    }
}

impl From<std::io::Error> for TransferError {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error.into())
    }
}

impl From<KeepError> for TransferError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Keystore(error) => ServiceError::from(error).into(),
            KeepError::Disk(error) => error.into(),
        }
    }
}

/// Whether a request for another application or form would get the same answer.
pub(super) fn concerns_all(error: &ServiceError) -> bool {
    match error {
        ServiceError::Problem(code) => matches!(
            code,
            ProblemCode::RateLimited { .. }
                | ProblemCode::Unavailable { .. }
                | ProblemCode::Internal
                | ProblemCode::ClockSkew
                | ProblemCode::SignatureInvalid
                | ProblemCode::UpgradeRequired
                | ProblemCode::AccountBlocked
                | ProblemCode::DeviceReleased
        ),
        ServiceError::BadAnswer => false,
        ServiceError::Offline
        | ServiceError::TimedOut
        | ServiceError::Untrusted
        | ServiceError::CertificateDate
        | ServiceError::Keystore(_)
        | ServiceError::Random(_) => true,
    }
}

/// One entry while it is sent.
struct Transfer<'a> {
    applications: &'a Applications,
    entry: &'a Entry,
    manifest: Manifest,
    progress: Progress,
    key: KeystoreSigner,
}

impl Applications {
    /// Sends what the service does not have of an entry. Called with the exchange lock held.
    pub(super) async fn transfer(&self, entry: &Entry) -> Result<Sent, TransferError> {
        if !entry.is_sound() {
            return Ok(Sent::Refused(Refusal::Changed)); // what would note it cannot be written
        }
        let mut progress = entry.progress();
        let Some(manifest) = entry.manifest() else {
            return if entry.exists() { refuse(entry, progress, Refusal::Changed) } else { Ok(Sent::Gone) };
        };
        match progress.refused.take() {
            // Without a newer key it cannot be sealed again: perhaps the service was mistaken, so it is asked again.
            Some(Refusal::ServiceKeyRetired) if self.newest_service_key() == Some(manifest.service_key) => {
                entry.drop_answer()?;
            }
            Some(refusal) => return Ok(Sent::Refused(refusal)),
            None => {}
        }
        // Somebody else may have put it there: the next unlock removes what is no receipt, and it is sent then.
        if entry.has_answer() {
            return Ok(Sent::Received);
        }
        let keystore = self.0.context.platform.keystore.clone();
        let key = match KeystoreSigner::load(keystore, &manifest.key) {
            // Another name than the phone wrote, unless it lost its keys: then the next unlock says so.
            Err(KeystoreError::NotFound) => return refuse(entry, progress, Refusal::Changed),
            loaded => loaded.map_err(ServiceError::from)?,
        };
        let mut transfer = Transfer { applications: self, entry, manifest, progress, key };
        let mut passes = 0;
        loop {
            passes += 1;
            match transfer.pass().await {
                Err(TransferError::Answer(ServiceError::Problem(
                    ProblemCode::OffsetMismatch { .. } | ProblemCode::DigestMismatch,
                ))) if passes < MAX_PASSES => {}
                Err(TransferError::Answer(ServiceError::Problem(ProblemCode::FilesMissing { missing })))
                    if passes < MAX_PASSES =>
                {
                    transfer.forget(&missing)?;
                }
                outcome => return outcome,
            }
        }
    }

    /// Key id of the key that is sealed to now.
    pub(super) fn newest_service_key(&self) -> Option<[u8; 4]> {
        let trust = self.0.context.trust.current();
        trust.service_key(self.0.context.clock.now().unix_s).map(|key| key.key.kid().0)
    }

    /// Keeps what the service said about the account of this phone.
    pub(super) fn keep_account_status(&self, error: &ServiceError) {
        let status = match error.problem() {
            Some(ProblemCode::AccountBlocked) => AccountStatus::Blocked,
            Some(ProblemCode::DeviceReleased) => AccountStatus::Released,
            _ => return,
        };
        if self.0.context.unlocked.is_open() {
            self.0.account.lock_if_refused(error.clone());
            return;
        }
        // If it cannot be written, it holds in this process, and the next unlock asks again.
        let _ = self.0.vault.set_account_status(status);
        (self.0.context.changed)();
    }
}

/// Notes beside the entry that it will not be accepted as it is.
fn refuse(entry: &Entry, mut progress: Progress, refusal: Refusal) -> Result<Sent, TransferError> {
    progress.refused = Some(refusal.clone());
    entry.save_progress(&progress)?;
    Ok(Sent::Refused(refusal))
}

impl Transfer<'_> {
    async fn pass(&mut self) -> Result<Sent, TransferError> {
        let Some(sealed) = self.entry.sealed(&self.manifest)? else { return self.changed() };
        let mut reached = self.progress.put;
        for at in 0..self.manifest.files.len() {
            let file = self.manifest.files[at];
            if self.arrived(at) == file.length {
                continue;
            }
            if self.is_blocked() {
                return Ok(Sent::Blocked);
            }
            let Some(bytes) = self.entry.file(&file)? else { return self.changed() };
            self.send_file(at, &file, &bytes).await?;
            reached = true;
        }
        if !reached {
            // Without a connection it has not left, and can still be cancelled.
            let account = Call::get("/v1/account", Some(&self.key));
            self.applications.0.context.client.call(account).await?;
        }
        match self.begin_to_put()? {
            Some(stop) => Ok(stop),
            None => self.put(&sealed).await,
        }
    }

    fn changed(&self) -> Result<Sent, TransferError> {
        if !self.entry.exists() {
            return Ok(Sent::Gone);
        }
        refuse(self.entry, self.progress.clone(), Refusal::Changed)
    }

    fn is_blocked(&self) -> bool {
        self.applications.0.vault.account_status() != AccountStatus::Good
    }

    fn arrived(&self, at: usize) -> u64 {
        self.progress.arrived.get(at).copied().unwrap_or(0)
    }

    /// Saves how much of a file has arrived.
    fn note(entry: &Entry, progress: &mut Progress, files: usize, at: usize, arrived: usize) {
        // The choice to send at once may have been made meanwhile.
        progress.send_now |= entry.progress().send_now;
        progress.arrived.resize(files, 0);
        progress.arrived[at] = arrived as u64;
        // The service knows it too: after a failed write, it is asked.
        let _ = entry.save_progress(progress);
    }

    /// The files that the service says it does not have must be sent again.
    fn forget(&mut self, missing: &[[u8; 32]]) -> Result<(), TransferError> {
        for (file, arrived) in self.manifest.files.iter().zip(&mut self.progress.arrived) {
            if missing.contains(&file.sha256.0) {
                *arrived = 0;
            }
        }
        Ok(self.entry.save_progress(&self.progress)?)
    }

    async fn send_file(&mut self, at: usize, file: &SealedFile, bytes: &[u8]) -> Result<(), TransferError> {
        let path = format!("/v1/applications/{}/files/{}", id_text(self.entry.id), file.sha256.to_text());
        let offset = self.offset(&path, file, self.arrived(at) > 0).await?;
        let files = self.manifest.files.len();
        let (entry, progress) = (self.entry, &mut self.progress);
        Self::note(entry, progress, files, at, offset);
        let client = &self.applications.0.context.client;
        let mut arrived = |held: usize| Self::note(entry, progress, files, at, held);
        Ok(send_parts(client, &self.key, &path, bytes, offset, &mut arrived).await?)
    }

    /// How much of a file the service has: asks, or announces the file if it does not know it.
    async fn offset(&self, path: &str, file: &SealedFile, begun: bool) -> Result<usize, TransferError> {
        let context = &self.applications.0.context;
        let known = match begun {
            true => match context.client.call(Call::head(path, &self.key)).await {
                Ok(answer) => answer.number("upload-offset"),
                // The answer to HEAD has no body that would say more.
                Err(ServiceError::Problem(ProblemCode::NotFound | ProblemCode::Unknown { status: 404 })) => {
                    None
                }
                Err(error) => return Err(error.into()),
            },
            false => None,
        };
        let offset = match known {
            Some(offset) => offset,
            None => {
                let random = context.platform.random.as_ref();
                let idempotency_key = new_idempotency_key(random).map_err(ServiceError::from)?;
                let body = Body::json(&AnnounceFile { length: file.length });
                let answer = context.client.call(Call::post(path, body, &idempotency_key, &self.key)).await;
                answer?.json::<UploadState>()?.offset
            }
        };
        let offset = usize::try_from(offset).ok().filter(|_| offset <= file.length);
        offset.ok_or(TransferError::Answer(ServiceError::BadAnswer))
    }

    /// Decides that the submission leaves, unless it was cancelled. From here on it can only be withdrawn.
    fn begin_to_put(&mut self) -> Result<Option<Sent>, TransferError> {
        let leaving = &self.applications.0.leaving;
        let _leaving = leaving.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_blocked() {
            return Ok(Some(Sent::Blocked));
        }
        if !self.entry.exists() {
            return Ok(Some(Sent::Gone));
        }
        if !self.progress.put {
            self.progress.put = true;
            self.entry.save_progress(&self.progress)?;
        }
        Ok(None)
    }

    async fn put(&mut self, sealed: &[u8]) -> Result<Sent, TransferError> {
        let context = &self.applications.0.context;
        let files = self.manifest.files.iter();
        let body = Body::json(&PutApplication {
            revision: self.entry.revision,
            sealed: Bytes(sealed.to_vec()),
            files: files
                .map(|file| NamedFile { sha256: file.sha256.to_bytes(), length: file.length })
                .collect(),
        });
        let target = format!("/v1/applications/{}", id_text(self.entry.id));
        let call = Call::put(target, body, &self.manifest.idempotency_key, &self.key);
        let mut faults = Vec::new();
        let refusal = match context.client.call(call).await {
            Ok(answer) => {
                let answer: PutAnswer = answer.json()?;
                let sent = self.believe(&answer.receipt.0).await?;
                self.applications.take_answer(answer.status);
                return Ok(sent);
            }
            Err(ServiceError::Problem(ProblemCode::ServiceKeyRetired)) => {
                // The newer key, for the next unlock. Without it, the next sync fetches it.
                let _ = context.trust.refresh(&context.client).await;
                Refusal::ServiceKeyRetired
            }
            Err(ServiceError::Problem(ProblemCode::ApplicationInvalid(found))) => {
                faults = found;
                Refusal::Invalid
            }
            Err(ServiceError::Problem(ProblemCode::DuplicateApplication { .. })) => Refusal::Duplicate,
            Err(ServiceError::Problem(ProblemCode::DefinitionOutdated { version })) => {
                Refusal::OutdatedForm(version)
            }
            Err(ServiceError::Problem(ProblemCode::SubmissionInvalid)) => Refusal::NotOurs,
            Err(ServiceError::Problem(ProblemCode::PresenceMissing)) => Refusal::PresenceMissing,
            Err(ServiceError::Problem(ProblemCode::RevisionConflict | ProblemCode::StateConflict)) => {
                Refusal::Conflict
            }
            Err(error) => return Err(error.into()),
        };
        // Killed in between, the next unlock finds no answer, and it is sent again.
        let sent = refuse(self.entry, self.progress.clone(), refusal.clone())?;
        self.save_answer(&Answer::Refused { refusal, faults })?;
        Ok(sent)
    }

    /// Keeps the receipt if the service signed it for these bytes.
    async fn believe(&self, receipt: &[u8]) -> Result<Sent, TransferError> {
        let context = &self.applications.0.context;
        let open = || {
            let (id, revision) = (self.entry.id, self.entry.revision);
            Receipt::open(receipt, &context.trust.current(), id, revision, &self.manifest.sealed.0)
        };
        let mut opened = open();
        if let Err(ReceiptError::Issuer(_)) = opened {
            // Signed by a key that is newer than the bundle.
            let _ = context.trust.refresh(&context.client).await;
            opened = open();
        }
        opened.map_err(|_| TransferError::Receipt)?;
        self.save_answer(&Answer::Receipt(Bytes(receipt.to_vec())))?;
        Ok(Sent::Received)
    }

    fn save_answer(&self, answer: &Answer) -> Result<(), TransferError> {
        let randomness = self.applications.sealing()?;
        Ok(self.entry.save_answer(answer, &self.manifest, &self.key, randomness)?)
    }
}
