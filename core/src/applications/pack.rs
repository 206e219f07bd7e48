//! Signing and sealing a revision, into a staged entry of the outbox.

use ikd_proof::{
    IssueError, ReaderPrivateKey, SealingRandomness,
    application::{ApplicationId, BasedOn, Receipt, SentAttachment, Submission, seal_attachment},
    form::{Answers, Definition},
};

use zeroize::Zeroizing;

use super::{
    Applications, ApplicationsError, FaceStep,
    digest::Digest,
    outbox::{Entry, Manifest, Progress},
    record::{self, InOutbox, Record},
    review::sent_pages,
};
use crate::{
    platform::KeystoreSigner,
    service::{ServiceError, contract::Id, new_idempotency_key},
    vault::{Session, Table, VaultError},
};

/// Why a revision was not sealed. Nothing was queued.
#[derive(Debug)]
pub(super) enum PackError {
    /// The trust bundle has no service key.
    NoServiceKey,
    /// Answers and papers do not fit into a submission.
    TooLarge,
    Other(ApplicationsError),
}

impl<E: Into<ApplicationsError>> From<E> for PackError {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// What is sealed, beside the papers.
pub(super) struct Order<'a> {
    pub(super) id: ApplicationId,
    pub(super) record: &'a Record,
    pub(super) definition: &'a Definition,
    pub(super) answers: &'a Answers,
    pub(super) based_on: Vec<BasedOn>,
    pub(super) queued_at: u64,
    pub(super) clock_confidence: u64,
    pub(super) key: &'a KeystoreSigner,
}

impl Applications {
    /// Seals `record.next_revision` and stages it. Returns the entry, and what the vault must record before the entry is
    /// published. The papers are read and sealed one at a time.
    pub(super) fn pack(&self, session: &Session, order: &Order<'_>) -> Result<(Entry, InOutbox), PackError> {
        let Order { id, record, definition, answers, key, .. } = *order;
        let revision = record.next_revision;
        let trust = self.0.context.trust.current();
        let service_key =
            trust.service_key(self.0.context.clock.now().unix_s).ok_or(PackError::NoServiceKey)?;
        let entry = self.0.outbox.begin(id, revision).map_err(VaultError::from)?;
        let (mut files, mut attachments) = (Vec::new(), Vec::new());
        for page in sent_pages(definition, answers, record::pages(session, Some(id))?) {
            let stored = session
                .get(Table::ATTACHMENTS, &record::page_key(id, &page.kind, page.page))?
                .ok_or(ApplicationsError::Unreadable)?;
            let sealed = seal_attachment(&stored.body, &service_key.key, self.sealing()?)
                .map_err(|_| PackError::NoServiceKey)?;
            let file = entry.write_file(&sealed).map_err(VaultError::from)?;
            let (sha256, length) = (file.sha256.0, file.length);
            attachments.push(SentAttachment { kind: page.kind, page: page.page.into(), sha256, length });
            files.push(file);
        }
        let submission = Submission {
            id,
            revision,
            service: record.service.clone(),
            definition: record.form_hash.0,
            answers: definition.visible_answers(answers).encode().into(),
            attachments,
            queued_at: order.queued_at,
            clock_confidence: order.clock_confidence,
            based_on: order.based_on.clone(),
        };
        let signed = submission.sign(key).map_err(|error| match error {
            IssueError::Format(_) => PackError::TooLarge,
            IssueError::Signer(error) => ServiceError::from(error).into(),
        })?;
        let sealed = Submission::seal(&signed, &service_key.key, self.sealing()?)
            .map_err(|_| PackError::NoServiceKey)?;
        let random = self.0.context.platform.random.as_ref();
        let mut answer_key = Zeroizing::new([0; 32]);
        random.fill(&mut *answer_key).map_err(ServiceError::from)?;
        let manifest = Manifest {
            id: Id(id.0),
            revision,
            sealed: Digest(Receipt::hash_of(&sealed)),
            files,
            key: key.alias().to_owned(),
            idempotency_key: new_idempotency_key(random).map_err(ServiceError::from)?,
            answer_key: *ReaderPrivateKey::from_bytes(&answer_key).public_key().as_bytes(),
            service_key: service_key.key.kid().0,
            queued_at: order.queued_at,
            face_needed: record.face_step(definition.presence) != FaceStep::NotNeeded,
        };
        let progress = Progress { face_shown: record.face_shown, ..Progress::default() };
        entry.save_progress(&progress).map_err(VaultError::from)?;
        entry.write_manifest(&manifest, &sealed).map_err(VaultError::from)?;
        let queued = InOutbox {
            revision,
            manifest: manifest.digest(),
            answer_key: *answer_key,
            queued_at: order.queued_at,
            clock_confidence: order.clock_confidence,
        };
        Ok((entry, queued))
    }

    pub(super) fn sealing(&self) -> Result<SealingRandomness, ServiceError> {
        let mut bytes = [0; 32];
        self.0.context.platform.random.fill(&mut bytes)?;
        Ok(SealingRandomness::new(bytes))
    }
}
