//! What the officer, and then the head of the office, do with an application.

use ikd_proof::form::{Definition, Severity};

use super::{
    ApplicationRefusal, ApplicationState, Correction, DAY, Detail, Mark, MarkCode, Part, Visit, correction,
    obstacle::Obstacle,
    outcome::{self, OutcomeError},
    submission::{self, Opened},
};
use crate::{
    documents::DocumentsError,
    face_check::FaceState,
    note::{self, NoteError},
    service::Service,
    store::{Application, StoreError, Tx},
};

/// Most days for a correction or a visit.
pub(crate) const MOST_DAYS: u16 = 60;

/// Why a move is refused. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReviewRefused {
    /// The state does not allow it.
    #[error("the state is {}", .0.name())]
    State(ApplicationState),
    /// Nothing is marked.
    #[error("mark what is to be corrected")]
    NothingMarked,
    /// The form has no such part.
    #[error("the form has no such part")]
    UnknownPart,
    /// A note is too long.
    #[error("the note is too long")]
    Note,
    /// A note has control characters.
    #[error("the note has control characters")]
    NoteControl,
    /// "Other" says nothing without a note.
    #[error("say it in the note")]
    NoteMissing,
    /// Fewer than one day, or more than [`MOST_DAYS`].
    #[error("the days are not from 1 to 60")]
    Days,
    /// Place or papers of a visit are not said.
    #[error("say where to come and what to bring")]
    VisitIncomplete,
    /// The form asks for the face, and nobody has accepted it.
    #[error("the face check is not accepted")]
    FaceNotAccepted,
    /// With the record of today, the form has errors.
    #[error("the form has errors")]
    Errors,
    /// The record cannot be changed like this.
    #[error(transparent)]
    Outcome(Obstacle),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OutcomeError> for ReviewRefused {
    fn from(error: OutcomeError) -> Self {
        match error {
            OutcomeError::Obstacle(obstacle) => Self::Outcome(obstacle),
            OutcomeError::Store(error) => Self::Store(error),
        }
    }
}

impl From<NoteError> for ReviewRefused {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::TooLong => Self::Note,
            NoteError::Control => Self::NoteControl,
        }
    }
}

impl From<DocumentsError> for ReviewRefused {
    fn from(error: DocumentsError) -> Self {
        OutcomeError::from(error).into()
    }
}

/// Begins the review. If the record changed since the form was filled in, the person corrects that first.
pub(crate) fn begin(
    service: &Service,
    tx: &Tx<'_>,
    application: Application,
    now: u64,
) -> Result<Application, ReviewRefused> {
    if application.state != ApplicationState::Received {
        return Err(ReviewRefused::State(application.state));
    }
    let opened = opened(service, tx, &application)?;
    match changed_record(service, tx, &application, &opened, now)? {
        Some(correction) => correct(tx, application, correction, now),
        None => Ok(application.enter(tx, ApplicationState::InReview, Detail::default(), now)?),
    }
}

/// Asks for a correction; `days` is the form's own number when it is not given.
pub(crate) fn ask_for_correction(
    service: &Service,
    tx: &Tx<'_>,
    application: Application,
    items: Vec<Mark>,
    days: Option<u16>,
    now: u64,
) -> Result<Application, ReviewRefused> {
    require(&application, ApplicationState::can_be_sent_back)?;
    let opened = opened(service, tx, &application)?;
    if items.is_empty() {
        return Err(ReviewRefused::NothingMarked);
    }
    let mut marks: Vec<Mark> = Vec::new();
    for item in items {
        if !has_part(&opened.form.definition, &item.part) {
            return Err(ReviewRefused::UnknownPart);
        }
        let note = checked_note(item.code, item.note.as_deref())?;
        marks.push(Mark { note, ..item });
    }
    let days = days_from(days, correction::days(&opened.form.definition))?;
    let correction = Correction { until: now + days * DAY, items: marks, differences: Vec::new() };
    correct(tx, application, correction, now)
}

/// Asks the person to come.
pub(crate) fn ask_for_visit(
    tx: &Tx<'_>,
    application: Application,
    (place, bring): (&str, &str),
    days: u16,
    now: u64,
) -> Result<Application, ReviewRefused> {
    require(&application, ApplicationState::waits_for_a_decision)?;
    let (Some(place), Some(bring)) = (note::read(place)?, note::read(bring)?) else {
        return Err(ReviewRefused::VisitIncomplete);
    };
    let until = now + days_from(Some(days), 0)? * DAY;
    let visit = Some(Visit { place, until, bring });
    let detail = Detail { visit, ..Detail::default() };
    Ok(application.enter(tx, ApplicationState::VisitNeeded, detail, now)?)
}

/// Refuses an application for good; the person may send another one.
pub(crate) fn refuse(
    tx: &Tx<'_>,
    application: Application,
    code: MarkCode,
    note: Option<&str>,
    now: u64,
) -> Result<Application, ReviewRefused> {
    require(&application, ApplicationState::can_be_sent_back)?;
    let refusal = Some(ApplicationRefusal { code, note: checked_note(code, note)? });
    let detail = Detail { refusal, ..Detail::default() };
    Ok(application.enter(tx, ApplicationState::Refused, detail, now)?)
}

/// Approves. The form is checked once more with the record of now; what changed in it goes back to the person. What
/// could not be carried out is not approved.
pub(crate) fn approve(
    service: &Service,
    tx: &Tx<'_>,
    application: Application,
    now: u64,
) -> Result<Application, ReviewRefused> {
    require(&application, ApplicationState::waits_for_a_decision)?;
    let opened = opened(service, tx, &application)?;
    if let Some(correction) = changed_record(service, tx, &application, &opened, now)? {
        return correct(tx, application, correction, now);
    }
    let nik = account_nik(tx, &application)?;
    let facts = submission::facts(service, nik, now).ok_or(ReviewRefused::Errors)?;
    let papers = submission::papers(&opened.submission);
    let problems = opened.form.definition.check(&opened.answers, &papers, &facts);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(ReviewRefused::Errors);
    }
    if opened.form.definition.presence == ikd_proof::form::Presence::Face {
        let face = submission::face(tx, &application.account, &application.id, None, now)?;
        if face != Some(FaceState::Accepted) {
            return Err(ReviewRefused::FaceNotAccepted);
        }
    }
    outcome::try_out(service, tx, &application, &opened, now)?;
    Ok(application.enter(tx, ApplicationState::Approved, Detail::default(), now)?)
}

/// Gives it to the head of the office to sign.
pub(crate) fn sign(tx: &Tx<'_>, application: Application, now: u64) -> Result<Application, ReviewRefused> {
    require(&application, |state| state == ApplicationState::Approved)?;
    Ok(application.enter(tx, ApplicationState::Signing, Detail::default(), now)?)
}

/// Changes the record and issues the documents.
pub(crate) fn issue(
    service: &Service,
    tx: &Tx<'_>,
    application: Application,
    now: u64,
) -> Result<Application, ReviewRefused> {
    require(&application, |state| state == ApplicationState::Signing)?;
    let opened = opened(service, tx, &application)?;
    let outcome = outcome::carry_out(service, tx, &application, &opened, now)?;
    let detail = Detail {
        documents: outcome.documents,
        result: outcome.result.map(Into::into),
        departure: outcome.departure,
        report_by: outcome.report_by,
        ..Detail::default()
    };
    Ok(application.enter(tx, ApplicationState::Issued, detail, now)?)
}

/// The person withdraws it.
pub(crate) fn withdraw(
    tx: &Tx<'_>,
    application: Application,
    now: u64,
) -> Result<Application, ReviewRefused> {
    if application.state == ApplicationState::Withdrawn {
        return Ok(application);
    }
    require(&application, ApplicationState::can_be_withdrawn)?;
    Ok(application.enter(tx, ApplicationState::Withdrawn, Detail::default(), now)?)
}

fn require(
    application: &Application,
    allowed: impl FnOnce(ApplicationState) -> bool,
) -> Result<(), ReviewRefused> {
    if allowed(application.state) { Ok(()) } else { Err(ReviewRefused::State(application.state)) }
}

fn correct(
    tx: &Tx<'_>,
    application: Application,
    correction: Correction,
    now: u64,
) -> Result<Application, ReviewRefused> {
    let detail = Detail { correction: Some(correction), ..Detail::default() };
    Ok(application.enter(tx, ApplicationState::Correct, detail, now)?)
}

/// What was sent. It is there until the application ends.
fn opened(service: &Service, tx: &Tx<'_>, application: &Application) -> Result<Opened, ReviewRefused> {
    Ok(submission::kept(service, tx, application)?.ok_or(StoreError::Unreadable)?)
}

/// The correction that a change of the record makes necessary.
fn changed_record(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    opened: &Opened,
    now: u64,
) -> Result<Option<Correction>, ReviewRefused> {
    let nik = account_nik(tx, application)?;
    let Some(facts) = submission::facts(service, nik, now) else { return Ok(None) };
    let differences = submission::differences(opened, &facts);
    Ok((!differences.is_empty()).then(|| correction::record_changed(opened, differences, now)))
}

pub(crate) fn account_nik(tx: &Tx<'_>, application: &Application) -> Result<u64, StoreError> {
    Ok(tx.account(&application.account)?.ok_or(StoreError::Unreadable)?.nik)
}

fn has_part(definition: &Definition, part: &Part) -> bool {
    match part {
        Part::Field(key) => definition.field(key).is_some(),
        Part::Attachment(kind) => definition.attachment(kind).is_some(),
    }
}

/// A note that says something.
fn checked_note(code: MarkCode, text: Option<&str>) -> Result<Option<String>, ReviewRefused> {
    match note::read(text.unwrap_or_default())? {
        None if code == MarkCode::Other => Err(ReviewRefused::NoteMissing),
        note => Ok(note),
    }
}

fn days_from(days: Option<u16>, usual: u64) -> Result<u64, ReviewRefused> {
    match days {
        None => Ok(usual),
        Some(days) if (1..=MOST_DAYS).contains(&days) => Ok(u64::from(days)),
        Some(_) => Err(ReviewRefused::Days),
    }
}
