//! Queueing: signed by the device key, sealed to the service, and put where sending needs no PIN.
//!
//! In this order: the entry is staged in the outbox, the vault records it, the entry is published. A process that is
//! killed before the vault recorded it leaves a draft, and after that a queued application: [`super::merge`] completes
//! it.

use ikd_proof::{
    application::ApplicationId,
    form::{Problem, Severity},
};

use super::{
    Applications, ApplicationsError, StateKind,
    answer::filled,
    outbox::Stage,
    pack::{Order, PackError},
    record::{self, Local, Record},
    review::{counts, sent_pages},
};
use crate::{
    time::{ClockTrust, ServiceClock},
    vault::{Session, VaultError},
};

/// Why an application was not queued. The draft stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// The user must be verified again: the last PIN or biometric was more than 120 s ago.
    #[error("the user must be verified again")]
    StepUpRequired,
    /// Answers or papers are wrong or missing: all problems, errors among them.
    #[error("the form has errors")]
    Invalid(Vec<Problem>),
    /// Another application for the same service and person is open.
    #[error("another application for the same service and person is open")]
    Duplicate(ApplicationId),
    /// The trust bundle on the phone has no key of the service: sync once.
    #[error("no key of the service in the trust bundle")]
    NoServiceKey,
    /// Answers and papers together are larger than the format allows.
    #[error("answers and papers are too large")]
    TooLarge,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<VaultError> for QueueError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl From<PackError> for QueueError {
    fn from(error: PackError) -> Self {
        match error {
            PackError::NoServiceKey => Self::NoServiceKey,
            PackError::TooLarge => Self::TooLarge,
            PackError::Other(error) => Self::Other(error),
        }
    }
}

impl Applications {
    /// Signs, seals and queues a draft or a correction. Needs no network, and the user verified within the last 120 s.
    /// [`Applications::send_queued`] sends it; if the form asks for the face ([`super::Review::face`]), only after that was
    /// shown.
    pub fn queue(&self, id: ApplicationId) -> Result<(), QueueError> {
        let context = &self.0.context;
        if !context.unlocked.is_open() {
            return Err(VaultError::Locked.into());
        }
        if !context.unlocked.user_verified_recently(context.clock.reading()) {
            return Err(QueueError::StepUpRequired);
        }
        let (key, _) = self.0.account.identity().map_err(ApplicationsError::from)?;
        let known = self.known()?;
        let now = context.clock.now().unix_s;
        context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            if !record.is_editable() {
                return Err(ApplicationsError::WrongState.into());
            }
            let definition = record::form(session, id, &record, context.app_version)?;
            let answers = record::answers(session, id, &definition)?;
            let answers = filled(&record, &definition, &known.facts, &answers);
            let pages = sent_pages(&definition, &answers, record::pages(session, Some(id))?);
            let problems = definition.check(&answers, &counts(&pages), &known.facts);
            if problems.iter().any(|problem| problem.severity == Severity::Error) {
                return Err(QueueError::Invalid(problems));
            }
            record.subject = definition.subject_text(&known.facts, &answers);
            if let Some(other) = open_duplicate(session, id, &record)? {
                return Err(QueueError::Duplicate(other));
            }
            let order = Order {
                id,
                record: &record,
                definition: &definition,
                answers: &answers,
                based_on: known.based_on.clone(),
                queued_at: now,
                clock_confidence: confidence(&context.clock),
                key: &key,
            };
            let (entry, queued) = self.pack(session, &order)?;
            record.based_on = known.based_on.iter().copied().map(Into::into).collect();
            record.next_revision = queued.revision.saturating_add(1);
            record.local = Local::Queued(queued);
            record.returned = None;
            record.changed_at = now;
            record.note(StateKind::Queued, now);
            record::save_answers(session, id, &record, &answers)?;
            // From here on it is queued. If this fails, the next merge publishes the entry.
            let _ = self.0.outbox.rename(&entry, Stage::Published);
            Ok(())
        })
    }
}

/// Another open application for the same service and person.
fn open_duplicate(
    session: &Session,
    id: ApplicationId,
    record: &Record,
) -> Result<Option<ApplicationId>, ApplicationsError> {
    let same = |other: &Record| other.service == record.service && other.subject == record.subject;
    let all = record::all(session)?;
    Ok(all
        .into_iter()
        .find(|(other, found)| *other != id && found.is_open() && same(found))
        .map(|(id, _)| id))
}

/// How far the phone trusts its clock, as a submission states it.
fn confidence(clock: &ServiceClock) -> u64 {
    match clock.now().trust {
        ClockTrust::Unknown if clock.reading().is_none() => 0,
        ClockTrust::Unknown => 1,
        ClockTrust::Deviates { .. } | ClockTrust::InSync => 2,
    }
}
