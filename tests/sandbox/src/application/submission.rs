//! What arrives from a phone: opened with the service's key, checked against the service's own record, and confirmed with a
//! receipt.

use ikd_proof::{
    FacePurpose, Name, Nik, PublicKey,
    application::{ApplicationId, Receipt, Submission, open_attachment},
    form::{Answers, AttachmentCount, Facts, Severity},
};

use super::{
    ApplicationState, Detail, Difference, Part, correction,
    forms::{self, Form},
};
use crate::{
    api::is_jpeg,
    documents,
    face_check::{self, FaceState},
    pairing::OFFICE,
    population::{Family, Resident, district_code},
    secret::sha256,
    service::{Service, day_of},
    store::{Account, Application, PhotoOf, StoreError, Tx, file_id},
};

/// Name of the check that only marked parts of a correction changed.
const NOT_MARKED: &str = "not-marked";
/// Counts the applications of the office.
const COUNTER: &str = "application.count";

/// What a phone sends, beside the files.
pub(crate) struct Sent<'a> {
    pub(crate) id: ApplicationId,
    pub(crate) revision: u64,
    pub(crate) sealed: &'a [u8],
    /// Digest and length of each sealed file.
    pub(crate) files: Vec<([u8; 32], u64)>,
}

/// Why a submission is not taken. Nothing is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SubmissionRefused {
    /// It belongs to another account.
    #[error("there is nothing here for this key")]
    NotFound,
    /// Another submission has this revision, or there is a later one.
    #[error("another submission has this revision")]
    Revision { revision: u64 },
    /// The application is in a state that takes no submission.
    #[error("it is in another state")]
    State(ApplicationState),
    /// These files are not here.
    #[error("files are missing")]
    FilesMissing(Vec<[u8; 32]>),
    /// No key of the service opens it any more.
    #[error("sealed to a key that is retired")]
    KeyRetired,
    /// It is not what this phone's key signed for this request.
    #[error("not a submission of this key")]
    Invalid,
    /// The form is older than the service accepts.
    #[error("the form is too old")]
    Outdated { service: String, lowest: u64 },
    /// These parts have errors; without a part: the person may not apply for this.
    #[error("parts of the form are wrong")]
    Parts(Vec<(Option<Part>, String)>),
    /// The presence that the form asks for was not shown.
    #[error("the face was not shown")]
    Presence,
    /// One like it is open; the id only if it is of the same account.
    #[error("one is open already")]
    Duplicate(Option<[u8; 16]>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A submission that was opened with a form that the service issued.
pub(crate) struct Opened {
    pub(crate) form: std::sync::Arc<Form>,
    pub(crate) submission: Submission,
    pub(crate) answers: Answers,
}

/// Opens a sealed submission of a device key, with any of the service's keys.
pub(crate) fn open(service: &Service, sealed: &[u8], device_key: &PublicKey) -> Option<Opened> {
    let keys = service.keys.service.all();
    let submission = keys.iter().find_map(|key| Submission::open(sealed, key, device_key).ok())?;
    let form = service.forms.of_hash(&submission.definition)?;
    let answers = Answers::read(&submission.answers, &form.definition).ok()?;
    Some(Opened { form, submission, answers })
}

/// The kept submission of an application; `None` once it has ended.
pub(crate) fn kept(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
) -> Result<Option<Opened>, StoreError> {
    let Some(sealed) = &application.submission else { return Ok(None) };
    let (key, _) = tx.key(&application.thumbprint)?.ok_or(StoreError::Unreadable)?;
    let key = PublicKey::from_compressed(&key).map_err(|_| StoreError::Unreadable)?;
    Ok(open(service, sealed, &key))
}

/// The holder's record; an account whose record is gone has none.
pub(crate) fn record(service: &Service, nik: u64) -> Option<(Family, Resident)> {
    service.records.find(Nik::from_u64(nik).ok()?)
}

/// The facts that the form is checked against: those of the record, now.
pub(crate) fn facts(service: &Service, nik: u64, now: u64) -> Option<Facts> {
    let (family, resident) = record(service, nik)?;
    let today = day_of(now);
    let (ktp, card) = documents::facts(&family, &resident, today).ok()?;
    Some(Facts {
        today,
        holder: resident.nik,
        ktp,
        family_cards: vec![card],
        district: district_code(&family.address),
    })
}

/// What the record says now of the fields that were filled in from it.
pub(crate) fn differences(opened: &Opened, facts: &Facts) -> Vec<Difference> {
    let sent = |key: &str| opened.answers.get(key).is_some();
    // What the phone could not know, it did not send: that is no change of the record.
    let differences = opened.form.definition.differences(facts, &opened.answers);
    let differences = differences.into_iter().filter(|(key, _)| sent(key));
    differences.map(|(key, value)| Difference { field: key.to_owned(), value: value.to_text() }).collect()
}

/// The sealed bytes of an attachment, and the picture in them.
pub(crate) fn picture(service: &Service, sealed: &[u8]) -> Option<Vec<u8>> {
    service.keys.service.all().iter().find_map(|key| Some(open_attachment(sealed, key).ok()?.to_vec()))
}

/// Takes a submission. `true`: it is the first of its application. A repeat gets the receipt that was given first.
pub(crate) fn take(
    service: &Service,
    tx: &Tx<'_>,
    account: &Account,
    (thumbprint, device_key): (&[u8; 32], &[u8; 33]),
    sent: &Sent<'_>,
    now: u64,
) -> Result<(Application, bool), SubmissionRefused> {
    let digest = sha256(sent.sealed);
    let before = super::find(tx, &sent.id.0, now)?;
    if let Some(before) = &before {
        if before.account != account.id {
            return Err(SubmissionRefused::NotFound);
        }
        if before.revision == sent.revision && before.sealed_sha256 == digest {
            return Ok((before.clone(), false));
        }
        if sent.revision <= before.revision {
            return Err(SubmissionRefused::Revision { revision: before.revision });
        }
        if before.state != ApplicationState::Correct {
            return Err(SubmissionRefused::State(before.state));
        }
    }
    require_files(tx, account, sent)?;
    let opened = opened(service, tx, sent, device_key, now)?;
    let facts = facts(service, account.nik, now).ok_or(SubmissionRefused::NotFound)?;
    let differences = differences(&opened, &facts);
    // What the record changed is corrected first: the checks would blame the person for it.
    if differences.is_empty() {
        check(&opened, &facts)?;
    }
    check_pictures(service, tx, account, sent, &opened)?;
    if let Some(before) = &before {
        check_marked(service, tx, before, &opened, &facts)?;
    }
    check_presence(tx, account, thumbprint, sent, &opened, now)?;
    let subject = subject(&opened, &facts);
    require_the_only_one(tx, account, sent, &opened, &subject, now)?;

    let number = match &before {
        Some(before) => before.number.clone(),
        None => next_number(tx, now)?,
    };
    let promise = opened.form.definition.promise.as_ref();
    let promise_until = promise.map(|promise| now + promise.hours * 3600);
    let receipt = Receipt {
        id: sent.id,
        revision: sent.revision,
        sealed_hash: Receipt::hash_of(sent.sealed),
        number: Name::new(&number).map_err(|_| StoreError::Unreadable)?,
        office: Name::new(OFFICE.1).map_err(|_| StoreError::Unreadable)?,
        received_at: now,
        promise_until,
        example: true,
    };
    let first = before.is_none();
    let (state, detail) = if differences.is_empty() {
        (ApplicationState::Received, Detail::default())
    } else {
        let correction = Some(correction::record_changed(&opened, differences, now));
        (ApplicationState::Correct, Detail { correction, ..Detail::default() })
    };
    let application = Application {
        id: sent.id.0,
        account: account.id,
        thumbprint: *thumbprint,
        service: opened.submission.service.clone(),
        subject,
        revision: sent.revision,
        sealed_sha256: digest,
        receipt: receipt.issue(&service.keys.receipts.signer).map_err(|_| StoreError::Unreadable)?,
        submission: Some(sent.sealed.to_vec()),
        earlier: before.as_ref().and_then(|before| before.submission.clone()),
        number,
        received_at: now,
        promise_until,
        state,
        seq: before.map_or(0, |before| before.seq),
        changed_at: now,
        detail: Detail::default(),
    };
    // The pages of the revision before would count against the account's limit until the end.
    let named: Vec<_> = sent.files.iter().map(|(digest, _)| *digest).collect();
    tx.keep_application_files(&account.id, &sent.id.0, &named)?;
    Ok((application.enter(tx, state, detail, now)?, first))
}

/// Nothing counts until every named file is here.
fn require_files(tx: &Tx<'_>, account: &Account, sent: &Sent<'_>) -> Result<(), SubmissionRefused> {
    let mut missing = Vec::new();
    for (digest, length) in &sent.files {
        let file = tx.application_file(&file_id(&account.id, &sent.id.0, digest))?;
        let whole = file.is_some_and(|file| file.photo.complete && file.photo.length == *length);
        if !whole {
            missing.push(*digest);
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(SubmissionRefused::FilesMissing(missing)) }
}

fn opened(
    service: &Service,
    tx: &Tx<'_>,
    sent: &Sent<'_>,
    device_key: &[u8; 33],
    now: u64,
) -> Result<Opened, SubmissionRefused> {
    use ikd_proof::application::SubmissionError;
    let device_key = PublicKey::from_compressed(device_key).map_err(|_| SubmissionRefused::Invalid)?;
    let mut submission = None;
    for key in service.keys.service.usable(now) {
        match Submission::open(sent.sealed, &key, &device_key) {
            Err(SubmissionError::Seal(_)) => {}
            other => submission = Some(other.map_err(|_| SubmissionRefused::Invalid)?),
        }
    }
    // Damaged, or sealed to a key that is retired: either way the phone seals again.
    let submission = submission.ok_or(SubmissionRefused::KeyRetired)?;
    let mut named: Vec<_> = submission.attachments.iter().map(|page| (page.sha256, page.length)).collect();
    let mut here = sent.files.clone();
    named.sort_unstable();
    here.sort_unstable();
    if submission.id != sent.id || submission.revision != sent.revision || named != here {
        return Err(SubmissionRefused::Invalid);
    }
    let newest = service.forms.newest(&submission.service).ok_or(SubmissionRefused::Invalid)?;
    let lowest = forms::lowest(tx, &submission.service)?;
    let form = service.forms.of_hash(&submission.definition);
    let form = form.filter(|form| form.definition.version >= lowest);
    let Some(form) = form else {
        let (service, lowest) = (submission.service, lowest.min(newest.definition.version));
        return Err(SubmissionRefused::Outdated { service, lowest });
    };
    if form.definition.service != submission.service {
        return Err(SubmissionRefused::Invalid);
    }
    let answers = Answers::read(&submission.answers, &form.definition);
    let answers = answers.map_err(|_| SubmissionRefused::Invalid)?;
    Ok(Opened { form, submission, answers })
}

/// The errors of the answers. Warnings and notes are for the officer.
fn check(opened: &Opened, facts: &Facts) -> Result<(), SubmissionRefused> {
    let problems = opened.form.definition.check(&opened.answers, &papers(&opened.submission), facts);
    let errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
    let part = |problem: ikd_proof::form::Problem| {
        let field = problem.field.map(Part::Field);
        (field.or(problem.attachment.map(Part::Attachment)), problem.check.to_owned())
    };
    let parts: Vec<_> = errors.map(part).collect();
    if parts.is_empty() { Ok(()) } else { Err(SubmissionRefused::Parts(parts)) }
}

/// A correction changes only what was marked.
fn check_marked(
    service: &Service,
    tx: &Tx<'_>,
    before: &Application,
    opened: &Opened,
    facts: &Facts,
) -> Result<(), SubmissionRefused> {
    let changed = correction::changed_unmarked(service, tx, before, opened, facts)?;
    let parts: Vec<_> = changed.into_iter().map(|part| (Some(part), NOT_MARKED.to_owned())).collect();
    if parts.is_empty() { Ok(()) } else { Err(SubmissionRefused::Parts(parts)) }
}

/// How many pages there are of each kind.
pub(crate) fn papers(submission: &Submission) -> Vec<AttachmentCount> {
    let mut papers: Vec<AttachmentCount> = Vec::new();
    for page in &submission.attachments {
        match papers.iter_mut().find(|paper| paper.kind == page.kind) {
            Some(paper) => paper.pages += 1,
            None => papers.push(AttachmentCount { kind: page.kind.clone(), pages: 1 }),
        }
    }
    papers
}

/// Every attachment opens, and is a picture that the officer's page can show.
fn check_pictures(
    service: &Service,
    tx: &Tx<'_>,
    account: &Account,
    sent: &Sent<'_>,
    opened: &Opened,
) -> Result<(), SubmissionRefused> {
    let mut wrong = Vec::new();
    for page in &opened.submission.attachments {
        let file = file_id(&account.id, &sent.id.0, &page.sha256);
        let sealed = tx.photo_bytes(PhotoOf::ApplicationFile(file))?;
        let problem = match picture(service, &sealed) {
            None => "not-opened",
            Some(bytes) if !is_jpeg(&bytes) => "not-a-jpeg",
            Some(_) => continue,
        };
        wrong.push((Some(Part::Attachment(page.kind.clone())), problem.to_owned()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(SubmissionRefused::Parts(wrong)) }
}

/// A form that asks for the face has a face check of this phone for this application.
fn check_presence(
    tx: &Tx<'_>,
    account: &Account,
    thumbprint: &[u8; 32],
    sent: &Sent<'_>,
    opened: &Opened,
    now: u64,
) -> Result<(), SubmissionRefused> {
    if opened.form.definition.presence != ikd_proof::form::Presence::Face {
        return Ok(());
    }
    let state = face(tx, &account.id, &sent.id.0, Some(thumbprint), now)?;
    match state {
        Some(FaceState::Pending | FaceState::Accepted) => Ok(()),
        _ => Err(SubmissionRefused::Presence),
    }
}

/// Where the latest face check for an application stands.
pub(crate) fn face(
    tx: &Tx<'_>,
    account: &[u8; 16],
    application: &[u8; 16],
    thumbprint: Option<&[u8; 32]>,
    now: u64,
) -> Result<Option<FaceState>, StoreError> {
    let mut state = None;
    for check in tx.face_checks_of(account)? {
        let asked = &check.challenge;
        let same = asked.purpose == FacePurpose::Application && asked.reference == *application;
        if same && thumbprint.is_none_or(|thumbprint| check.thumbprint == *thumbprint) {
            state = face_check::find(tx, &asked.check, now)?.map(|check| check.state);
        }
    }
    Ok(state)
}

/// Whom the application is about: a person by NIK, or a child who has none by name, in this family. So twins are two.
fn subject(opened: &Opened, facts: &Facts) -> String {
    let definition = &opened.form.definition;
    let named = definition.subject_text(facts, &opened.answers);
    match (named, definition.subject_of(facts, &opened.answers)) {
        (Some(name), None) => {
            let family = facts.holder_card().map(|card| card.number.digits()).unwrap_or_default();
            format!("{family} {name}")
        }
        (_, person) => person.unwrap_or(facts.holder).digits(),
    }
}

fn require_the_only_one(
    tx: &Tx<'_>,
    account: &Account,
    sent: &Sent<'_>,
    opened: &Opened,
    subject: &str,
    now: u64,
) -> Result<(), SubmissionRefused> {
    for other in super::all(tx, now)? {
        let same = other.service == opened.submission.service && other.subject == subject;
        if same && other.id != sent.id.0 && !other.state.has_ended() {
            return Err(SubmissionRefused::Duplicate((other.account == account.id).then_some(other.id)));
        }
    }
    Ok(())
}

/// The number under which the office keeps the application.
fn next_number(tx: &Tx<'_>, now: u64) -> Result<String, StoreError> {
    let kept = tx.setting(COUNTER)?.map(|bytes| bytes.try_into().map(u64::from_be_bytes));
    let next = kept.transpose().map_err(|_: Vec<u8>| StoreError::Unreadable)?.unwrap_or(0) + 1;
    tx.set_setting(COUNTER, &next.to_be_bytes())?;
    Ok(format!("{}-{}-{next:05}", OFFICE.0, day_of(now).year()))
}
