//! What the vault keeps of an application: four tables, all keyed by the application's id (docs/formats/vault.md).
//!
//! The record says where the application stands. Answers and form have records of their own, because they are large and
//! do not change together; each page of a paper has one, because it is only read to be shown or sealed.

use ikd_proof::{
    DocumentId,
    application::{ApplicationId, BasedOn},
    date::LAST_SECOND,
    form::{Answers, Definition, Opened},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{ApplicationsError, StateKind, digest::Digest, shown::Shown};
use crate::{
    AppVersion,
    service::{
        ApplicationFault,
        contract::{
            ApplicationStatus, Bytes, RemoteApplicationState, RemoteCorrection, ServiceLine, document_id,
            moment,
        },
    },
    vault::{Change, Session, Table, VaultError},
};

/// Version of the record's format.
const VERSION: u8 = 1;

/// Where an application stands.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    version: u8,
    /// Id of the service.
    pub(super) service: String,
    /// Version of the form that it is filled in with.
    pub(super) form_version: u64,
    /// SHA-256 of that form.
    pub(super) form_hash: Digest,
    /// Seconds since 1970, as are all times here.
    pub(super) created_at: u64,
    pub(super) changed_at: u64,
    /// The revision of the next queueing. Never used twice.
    pub(super) next_revision: u64,
    /// Whom it is about, once it was queued: a NIK, or the text of the subject's field.
    pub(super) subject: Option<String>,
    /// The documents that it was filled from.
    pub(super) based_on: Vec<Basis>,
    pub(super) local: Local,
    /// The status that the service reported last.
    pub(super) remote: Option<ApplicationStatus>,
    /// The receipts of all revisions, oldest first.
    pub(super) receipts: Vec<SavedReceipt>,
    /// Why it came back from the outbox.
    pub(super) returned: Option<Returned>,
    /// The service asked for the face, whatever the form says. Absent in older records, as the next.
    #[serde(default)]
    pub(super) face_asked: bool,
    /// The face was shown for it, as far as the service said.
    #[serde(default)]
    pub(super) face_shown: bool,
    /// The number of the status that the person has seen.
    pub(super) seen_seq: u64,
    pub(super) history: Vec<SavedEvent>,
    /// What the revision that is corrected showed; `None` until a correction begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shown: Option<Shown>,
}

/// Where the phone's own copy stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Local {
    /// Being filled in or corrected.
    Editing,
    /// In the outbox.
    Queued(InOutbox),
    /// The service has this revision.
    Sent { revision: u64 },
}

/// A revision in the outbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InOutbox {
    pub(super) revision: u64,
    /// Digest over the manifest in the outbox, which has the digests of all that will be sent. An earlier app kept a
    /// digest over less, which no manifest has: its entry is sealed again.
    #[serde(alias = "contents")]
    pub(super) manifest: Digest,
    /// Private key of the manifest's `answer_key`.
    #[serde(default)]
    pub(super) answer_key: [u8; 32],
    /// When the person queued it.
    pub(super) queued_at: u64,
    /// As in the submission.
    pub(super) clock_confidence: u64,
}

/// A document in a version.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Basis {
    #[serde(with = "document_id")]
    document: DocumentId,
    version: u64,
}

impl From<BasedOn> for Basis {
    fn from(BasedOn { document, version }: BasedOn) -> Self {
        Self { document, version }
    }
}

impl From<Basis> for BasedOn {
    fn from(Basis { document, version }: Basis) -> Self {
        Self { document, version }
    }
}

/// A receipt, with the values that screens need.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SavedReceipt {
    pub(super) revision: u64,
    /// SHA-256 of the sealed submission.
    pub(super) sealed: Digest,
    /// As the service signed it.
    pub(super) receipt: Bytes,
    pub(super) number: ServiceLine<120>,
    pub(super) office: ServiceLine<120>,
    #[serde(deserialize_with = "moment::end")]
    pub(super) received_at: u64,
    #[serde(default, deserialize_with = "moment::stated")]
    pub(super) promise_until: Option<u64>,
    pub(super) example: bool,
}

/// Why an application came back from the outbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Returned {
    /// The service refused answers or papers.
    Invalid(Vec<ApplicationFault>),
    /// Another application for the same service and person is open.
    Duplicate,
    /// The form is too old; the lowest version that the service accepts.
    OutdatedForm(u64),
    /// The service has the application in another state.
    Conflict,
    /// The face must be shown first.
    PresenceMissing,
    /// The outbox was changed or deleted; the application was sealed again.
    OutboxChanged,
}

/// A state and when it began.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedEvent {
    pub(super) state: StateKind,
    pub(super) at: u64,
}

/// What lists show of a page of a paper.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PageMeta {
    pub(super) bytes: u64,
    /// SHA-256 of the JPEG.
    pub(super) sha256: Digest,
}

/// The page of a paper, in the order of the table.
pub(super) struct Page {
    pub(super) kind: String,
    pub(super) page: u8,
    pub(super) meta: PageMeta,
}

impl Record {
    pub(super) fn new(definition: &Definition, form_hash: [u8; 32], now: u64) -> Self {
        Self {
            version: VERSION,
            service: definition.service.clone(),
            form_version: definition.version,
            form_hash: Digest(form_hash),
            created_at: now,
            changed_at: now,
            next_revision: 1,
            subject: None,
            based_on: Vec::new(),
            local: Local::Editing,
            remote: None,
            receipts: Vec::new(),
            returned: None,
            face_asked: false,
            face_shown: false,
            seen_seq: 0,
            history: vec![SavedEvent { state: StateKind::Draft, at: now }],
            shown: None,
        }
    }

    /// Whether it was never received, and the person may change everything.
    pub(super) fn is_draft(&self) -> bool {
        self.local == Local::Editing && self.remote.is_none() && self.receipts.is_empty()
    }

    /// What the officer marked, while it is corrected.
    pub(super) fn open_correction(&self) -> Option<&RemoteCorrection> {
        match (&self.local, self.remote.as_ref().map(|remote| &remote.state)) {
            (Local::Editing, Some(RemoteApplicationState::Correct { correction })) => Some(correction),
            _ => None,
        }
    }

    /// Whether answers and papers may be changed now.
    pub(super) fn is_editable(&self) -> bool {
        self.is_draft() || self.open_correction().is_some()
    }

    /// Whether the service or the outbox has it and no end is reached.
    pub(super) fn is_open(&self) -> bool {
        let ended = self.remote.as_ref().is_some_and(|remote| remote.state.is_final());
        !self.is_draft() && !ended
    }

    /// Writes down a state in the history, if it is another than the last.
    pub(super) fn note(&mut self, state: StateKind, at: u64) {
        if self.history.last().is_none_or(|last| last.state != state) {
            self.history.push(SavedEvent { state, at });
        }
    }

    /// The service has this revision: whatever came back before is settled.
    pub(super) fn sent(&mut self, revision: u64) {
        self.local = Local::Sent { revision };
        self.returned = None;
    }

    fn read(body: &[u8]) -> Result<Self, ApplicationsError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u8,
        }
        let unreadable = |_| ApplicationsError::Unreadable;
        // The version first: this app may not be able to read the rest of what a newer one wrote.
        let Versioned { version } = serde_json::from_slice(body).map_err(unreadable)?;
        if version > VERSION {
            return Err(VaultError::UnsupportedVersion { found: version, max: VERSION }.into());
        }
        let mut record: Self = serde_json::from_slice(body).map_err(unreadable)?;
        // An earlier version of the app took any time from the service.
        let changed_at = record.changed_at;
        for event in record.history.iter_mut().filter(|event| event.at > LAST_SECOND) {
            event.at = changed_at;
        }
        Ok(record)
    }

    fn write(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).expect("the record has string keys and serialises"))
    }
}

/// All applications that can be read.
pub(super) fn all(session: &Session) -> Result<Vec<(ApplicationId, Record)>, ApplicationsError> {
    let mut all = Vec::new();
    for line in session.list(Table::APPLICATIONS)? {
        let Ok(id) = <[u8; 16]>::try_from(line.key.as_ref()) else { continue };
        match load(session, ApplicationId(id)) {
            Ok(record) => all.push((ApplicationId(id), record)),
            // One damaged record does not hide the others.
            Err(error) if error.concerns_one() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// The record of an application.
pub(super) fn load(session: &Session, id: ApplicationId) -> Result<Record, ApplicationsError> {
    let record = session.get(Table::APPLICATIONS, &id.0)?.ok_or(ApplicationsError::NotFound)?;
    Record::read(&record.body)
}

/// Saves the record. It is on the disk when this returns.
pub(super) fn save(session: &mut Session, id: ApplicationId, record: &Record) -> Result<(), VaultError> {
    session.put(Table::APPLICATIONS, &id.0, &[], &record.write())
}

/// Saves record and answers, both or neither.
pub(super) fn save_answers(
    session: &mut Session,
    id: ApplicationId,
    record: &Record,
    answers: &Answers,
) -> Result<(), VaultError> {
    let answers = Zeroizing::new(answers.encode());
    session.apply(&[
        Change::Put { table: Table::APPLICATIONS, key: &id.0, meta: &[], body: &record.write() },
        Change::Put { table: Table::ANSWERS, key: &id.0, meta: &[], body: &answers },
    ])
}

/// Saves record, answers and the form that they are for.
pub(super) fn save_form(
    session: &mut Session,
    id: ApplicationId,
    record: &Record,
    answers: &Answers,
    payload: &[u8],
) -> Result<(), VaultError> {
    let answers = Zeroizing::new(answers.encode());
    session.apply(&[
        Change::Put { table: Table::APPLICATIONS, key: &id.0, meta: &[], body: &record.write() },
        Change::Put { table: Table::ANSWERS, key: &id.0, meta: &[], body: &answers },
        Change::Put { table: Table::FORMS, key: &id.0, meta: &[], body: payload },
    ])
}

/// The form that the application is filled in with. Its bytes are kept, because a newer form replaces it elsewhere.
pub(super) fn form(
    session: &Session,
    id: ApplicationId,
    record: &Record,
    app: AppVersion,
) -> Result<Definition, ApplicationsError> {
    let stored = session.get(Table::FORMS, &id.0)?.ok_or(ApplicationsError::Unreadable)?;
    if Definition::hash(&stored.body) != record.form_hash.0 {
        return Err(ApplicationsError::Unreadable);
    }
    match Definition::read(&stored.body, app.parts()) {
        Ok(Opened::Ready(definition)) => Ok(*definition),
        Ok(Opened::NeedsUpdate { .. }) => Err(ApplicationsError::NeedsUpdate),
        Err(_) => Err(ApplicationsError::Unreadable),
    }
}

/// The answers of an application.
pub(super) fn answers(
    session: &Session,
    id: ApplicationId,
    definition: &Definition,
) -> Result<Answers, ApplicationsError> {
    let stored = session.get(Table::ANSWERS, &id.0)?.ok_or(ApplicationsError::Unreadable)?;
    Answers::read(&stored.body, definition).map_err(|_| ApplicationsError::Unreadable)
}

/// The key of a page: application, page, kind.
pub(super) fn page_key(id: ApplicationId, kind: &str, page: u8) -> Vec<u8> {
    [id.0.as_slice(), &[page], kind.as_bytes()].concat()
}

/// The pages of an application, or of all; without their bytes.
pub(super) fn pages(session: &Session, of: Option<ApplicationId>) -> Result<Vec<Page>, VaultError> {
    let mut pages = Vec::new();
    for line in session.list(Table::ATTACHMENTS)? {
        let Some((id, rest)) = line.key.split_first_chunk::<16>() else { continue };
        if of.is_some_and(|of| of.0 != *id) {
            continue;
        }
        let Some((page, kind)) = rest.split_first() else { continue };
        let meta = serde_json::from_slice(&line.meta);
        if let (Ok(kind), Ok(meta)) = (std::str::from_utf8(kind), meta) {
            pages.push(Page { kind: kind.to_owned(), page: *page, meta });
        }
    }
    Ok(pages)
}

/// The keys of all pages of an application.
pub(super) fn page_keys(session: &Session, id: ApplicationId) -> Result<Vec<Vec<u8>>, VaultError> {
    Ok(pages(session, Some(id))?.iter().map(|page| page_key(id, &page.kind, page.page)).collect())
}

/// Saves the record and erases the pages: they have done their work.
pub(super) fn save_without_pages(
    session: &mut Session,
    id: ApplicationId,
    record: &Record,
) -> Result<(), VaultError> {
    let keys = page_keys(session, id)?;
    let record = record.write();
    let mut changes = vec![Change::Put { table: Table::APPLICATIONS, key: &id.0, meta: &[], body: &record }];
    changes.extend(keys.iter().map(|key| Change::Delete { table: Table::ATTACHMENTS, key }));
    session.apply(&changes)
}

/// Erases everything of an application.
pub(super) fn erase(session: &mut Session, id: ApplicationId) -> Result<(), VaultError> {
    let keys = page_keys(session, id)?;
    let mut changes: Vec<_> = [Table::APPLICATIONS, Table::ANSWERS, Table::FORMS]
        .map(|table| Change::Delete { table, key: &id.0 })
        .into();
    changes.extend(keys.iter().map(|key| Change::Delete { table: Table::ATTACHMENTS, key }));
    session.apply(&changes)
}
